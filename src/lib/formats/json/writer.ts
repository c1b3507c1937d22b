import type { Batch } from '../../columns/batch.ts';
import { isKind, type Schema, structType } from '../../columns/types.ts';
import { type JsonWriting, jsonWriter } from '../../expressions/json/write.ts';
import type { ByteSink, FileWriter, FormatOptions } from '../format.ts';
import { booleanOption, lineSeparator, requireUtf8AndEnglish, zoneOption } from '../options.ts';
import { Output } from '../outputs.ts';
import { requireDistinctNames, requireTypes, withPatterns } from '../schemas.ts';
import { JsonEncoder } from './encoder.ts';

/** Writes an object a line, as Spark's `to_json` does. */
export function jsonFileWriter(schema: Schema, options: FormatOptions, sink: ByteSink): FileWriter {
  requireUtf8AndEnglish(options);
  requireDistinctNames(schema);
  requireTypes('json', schema, type => !isKind(type, 'interval'));
  const writing: JsonWriting = {
    local: zoneOption(options),
    dateFormat: options.text('dateFormat'),
    timestampFormat: options.text('timestampFormat'),
    timestampNtzFormat: options.text('timestampNTZFormat'),
    ignoreNullFields: booleanOption(options, 'ignoreNullFields', true),
    pretty: booleanOption(options, 'pretty', false),
  };
  const lineEnd = lineSeparator(options)?.toString() ?? '\n';
  const onlyAscii = booleanOption(options, 'writeNonAsciiCharacterAsCodePoint', false);
  const output = new Output(options, sink);
  const encoder = withPatterns(() => new JsonEncoder(schema, writing, lineEnd));
  const isUsual = !writing.pretty && !onlyAscii;
  const write = jsonWriter(structType(schema), writing);
  return {
    async write(batch: Batch) {
      if (isUsual) {
        for (const piece of encoder.encode(batch, PIECE_LENGTH)) await output.write(Buffer.from(piece));
        return;
      }
      let lines = '';
      for (const row of batch.rows()) {
        lines += write(row) + lineEnd;
        if (lines.length < PIECE_LENGTH) continue;
        await output.write(encode(lines));
        lines = '';
      }
      await output.write(encode(lines));
    },
    get sizeBytes() {
      return output.sizeBytes;
    },
    finish: () => output.finish(),
  };

  function encode(lines: string): Uint8Array {
    return Buffer.from(onlyAscii ? lines.replace(/[\u0080-\uffff]/g, codePoint) : lines);
  }
}

const PIECE_LENGTH = 1 << 16;

const codePoint = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
