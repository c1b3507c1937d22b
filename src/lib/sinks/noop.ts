import type { Sink } from './sink.ts';

/** Reads everything and keeps nothing: for measuring a query without its output. */
export const noopSink = (): Sink => ({
  description: 'noop',
  rewrites: 'again',
  async write({ rows }) {
    for await (const _ of rows);
  },
});
