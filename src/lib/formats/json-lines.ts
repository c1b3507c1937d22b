import type { Batch } from '../columns/batch.ts';
import type { Zone } from '../columns/time/zone.ts';
import { type Schema, structType } from '../columns/types.ts';
import { jsonWriter } from '../expressions/json/write.ts';

/**
 * A batch as JSON objects, a line each, as Spark's `to_json` writes them: fields that are null are left out, 64-bit
 * integers and decimals are exact numbers, timestamps carry the zone's offset.
 */
export function jsonLines(batch: Batch, schema: Schema, local: Zone): string {
  const write = jsonWriter(structType(schema), { local, ignoreNullFields: true, pretty: false });
  let lines = '';
  for (const row of batch.rows()) lines += `${write(row)}\n`;
  return lines;
}
