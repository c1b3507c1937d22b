import type { TextOutput } from '../base/stdio.ts';
import type { Zone } from '../columns/time/zone.ts';
import { jsonLines } from '../formats/json-lines.ts';
import { terminalSafeJson } from '../formats/terminal-safe.ts';
import type { Sink } from './sink.ts';

export interface JsonOptions {
  /** The session's time zone, in which timestamps are printed. */
  readonly local: Zone;
  /** Spells out control characters, for output that goes to a terminal. */
  readonly escapeControls: boolean;
}

/** One JSON object a line for every row, in Spark's `to_json` shape: nulls are left out. */
export const jsonLinesSink = (output: TextOutput, { local, escapeControls }: JsonOptions): Sink => ({
  description: 'JsonLines',
  rewrites: 'again',
  async write({ rows, schema }) {
    for await (const batch of rows) {
      const lines = jsonLines(batch, schema, local);
      await output.write(escapeControls ? terminalSafeJson(lines) : lines);
    }
  },
});
