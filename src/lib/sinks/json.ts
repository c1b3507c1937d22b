import type { TextOutput } from '../base/stdio.ts';
import type { Zone } from '../columns/time/zone.ts';
import { jsonLines } from '../formats/json-lines.ts';
import type { Sink } from './sink.ts';

/** One JSON object a line for every row, in Spark's `to_json` shape: nulls are left out. */
export const jsonSink = (output: TextOutput, local: Zone): Sink => ({
  description: 'JsonLines',
  async write({ rows, schema }) {
    for await (const batch of rows) await output.write(jsonLines(batch, schema, local));
  },
});
