/** JSON: an object a line, or with `multiLine` a document a file, which is one object or an array of them. */
import { Batch } from '../../columns/batch.ts';
import type { Schema } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import { jsonValueReader } from '../../expressions/json/read.ts';
import { contentsOf } from '../contents.ts';
import type { FileFormat, FileReader, FormatOptions, InputFile } from '../format.ts';
import { eachLine, lineBlocks, NEVER } from '../line-blocks.ts';
import {
  booleanOption,
  corruptColumn,
  lineSeparator,
  parseMode,
  ratioOption,
  requireUtf8AndEnglish,
} from '../options.ts';
import { extensionOf } from '../outputs.ts';
import { withPatterns } from '../schemas.ts';
import { BlocksAhead } from './ahead.ts';
import { JsonInference } from './infer.ts';
import { dialectOf, JsonRecords, readingOf } from './records.ts';
import { jsonFileWriter } from './writer.ts';

export const jsonFormat: FileFormat = {
  name: 'json',
  extension: options => extensionOf('.json', options),
  reader,
  writer: jsonFileWriter,
  async infer(files, options) {
    const inference = openInference(options);
    for await (const file of files) {
      for await (const chunk of contentsOf(file)) inference.push(chunk, file.name);
      inference.endFile();
    }
    return inference.schema();
  },
  inferFrom(files, options) {
    const inference = openInference(options);
    for (const { name, chunks } of files) {
      for (const chunk of chunks()) inference.push(chunk, name);
      inference.endFile();
    }
    return inference.schema();
  },
};

function openInference(options: FormatOptions): JsonInference {
  requireUtf8AndEnglish(options);
  const isSet = (name: string) => booleanOption(options, name, false);
  return new JsonInference({
    dialect: dialectOf(options),
    mode: parseMode(options),
    corruptName: corruptColumn(options),
    unit: isSet('multiLine') ? 'file' : lineSeparator(options),
    primitivesAsString: isSet('primitivesAsString'),
    prefersDecimal: isSet('prefersDecimal'),
    dropFieldIfAllNull: isSet('dropFieldIfAllNull'),
    samplingRatio: ratioOption(options, 'samplingRatio'),
    isTimestamp: isSet('inferTimestamp') ? withPatterns(() => timestampTest(options)) : undefined,
  });
}

function timestampTest(options: FormatOptions): (text: string) => boolean {
  const convert = jsonValueReader('timestamp', readingOf(options));
  return text => convert(text) !== undefined;
}

/** Limits that records may exceed unless they are looked at closely. */
const hasOwnLimits = (options: FormatOptions): boolean =>
  ['maxNestingDepth', 'maxNumLen', 'maxStringLen'].some(name => options.text(name) !== undefined);

function reader(schema: Schema, options: FormatOptions): FileReader {
  const records = new JsonRecords(schema, options);
  const multiLine = booleanOption(options, 'multiLine', false);
  const separator = lineSeparator(options);
  if (multiLine || separator !== undefined || hasOwnLimits(options)) {
    const unit = multiLine ? 'file' : separator;
    return { read: file => recordBatches(file, schema, unit, record => records.rowsOf(record, file.name)) };
  }
  const ahead = new BlocksAhead(records.setup);
  return {
    async *read(file) {
      const here = records.blockReader(file.name);
      for await (const batch of ahead.read(contentsOf(file), file.name, block => here.read(block))) {
        yield* batch.pieces();
      }
    },
  };
}

/** Record by record, where lines end in another way, or a file is one record. */
async function* recordBatches(
  file: InputFile,
  schema: Schema,
  unit: Buffer | 'file' | undefined,
  rowsIn: (record: Uint8Array) => readonly (readonly Value[])[],
): AsyncGenerator<Batch> {
  if (unit === 'file') {
    const parts: Uint8Array[] = [];
    for await (const block of lineBlocks(contentsOf(file), file.name, NEVER)) parts.push(block);
    yield* batchOfRows(schema, rowsIn(Buffer.concat(parts))).pieces();
    return;
  }
  for await (const block of lineBlocks(contentsOf(file), file.name, unit)) {
    const rows: (readonly Value[])[] = [];
    eachLine(block, unit, (start, end) => {
      for (const row of rowsIn(block.subarray(start, end))) rows.push(row);
    });
    yield* batchOfRows(schema, rows).pieces();
  }
}

function batchOfRows(schema: Schema, rows: readonly (readonly Value[])[]): Batch {
  return new Batch(
    schema.map(({ type }, i) => buildVector(type, rows.length, row => rows[row][i])),
    rows.length,
  );
}
