/** CSV: a line a row, or with `multiLine` rows whose values may hold line ends. */
import { RuntimeError } from '../../base/errors.ts';
import { asUtf8, decodeUtf8 } from '../../base/utf8.ts';
import { Batch } from '../../columns/batch.ts';
import { Column, ExtraText } from '../../columns/row-by-row.ts';
import { type DataType, isKind, type Schema, structType } from '../../columns/types.ts';
import type { StructVector, Value } from '../../columns/vector.ts';
import { contentsOf } from '../contents.ts';
import type { FileFormat, FileReader, FormatOptions, InputFile } from '../format.ts';
import { eachLine, LineBlocks, lineBlocks } from '../line-blocks.ts';
import {
  booleanOption,
  corruptColumn,
  lineSeparator,
  parseMode,
  ratioOption,
  requireUtf8AndEnglish,
} from '../options.ts';
import { extensionOf } from '../outputs.ts';
import { requireTextCorruptColumn, requireTypes, withPatterns } from '../schemas.ts';
import { withoutMark } from '../text.ts';
import { CsvInference } from './infer.ts';
import { characterOption, dialectOf, limitsOf, valuesOf } from './options.ts';
import { CsvTokenizer, UnescapedQuote } from './tokenizer.ts';
import { csvValueReader } from './values.ts';
import { csvFileWriter } from './writer.ts';

export const csvFormat: FileFormat = {
  name: 'csv',
  extension: options => extensionOf('.csv', options),
  reader,
  writer: csvFileWriter,
  async infer(files, options) {
    const inference = openInference(options);
    for await (const file of files) {
      for await (const records of recordsOf(withoutMark(contentsOf(file)), file.name, options)) inference.add(records);
      inference.endFile();
    }
    return inference.schema();
  },
  inferFrom(files, options) {
    const inference = openInference(options);
    const cutter = new RecordCutter(options);
    for (const { name, chunks } of files) {
      const blocks = new LineBlocks(name, cutter.unit);
      for (const chunk of chunks()) for (const block of blocks.push(chunk)) inference.add(cutter.cut(block));
      for (const block of blocks.finish()) inference.add(cutter.cut(block));
      inference.endFile();
      cutter.endFile();
    }
    return inference.schema();
  },
};

/** One row as it was found: its values, and its text. */
export interface CsvRecord {
  readonly values: readonly string[];
  readonly source: string;
}

const WHOLE_FILE = Buffer.alloc(0);

/** Cuts blocks of text into records; blank lines and comments are none. */
class RecordCutter {
  readonly unit: Buffer | undefined;
  readonly #multiLine: boolean;
  readonly #comment: string;
  readonly #tokenizer: CsvTokenizer;
  readonly #limits: ReturnType<typeof limitsOf>;
  #isFirst = true;

  constructor(options: FormatOptions) {
    this.#multiLine = booleanOption(options, 'multiLine', false);
    this.unit = this.#multiLine ? WHOLE_FILE : lineSeparator(options);
    this.#comment = characterOption(options, 'comment', '\0');
    this.#tokenizer = new CsvTokenizer(dialectOf(options));
    this.#limits = limitsOf(options);
  }

  cut(block: Buffer): CsvRecord[] {
    const bytes =
      this.#isFirst && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? block.subarray(3) : block;
    this.#isFirst = false;
    if (this.#multiLine) return this.#cutDocument(decodeUtf8(bytes));
    const records: CsvRecord[] = [];
    const valid = Buffer.from(asUtf8(bytes));
    eachLine(valid, this.unit, (start, end) => {
      if (start === end) return;
      const line = valid.toString('utf8', start, end);
      if (!this.#isComment(line, 0) && !/^[\0- ]*$/.test(line)) records.push(this.#record(line));
    });
    return records;
  }

  endFile(): void {
    this.#isFirst = true;
  }

  #isComment(text: string, at: number): boolean {
    return this.#comment !== '\0' && text[at] === this.#comment;
  }

  #record(line: string): CsvRecord {
    return { values: this.#read(line, 0).values, source: line };
  }

  /** @throws RuntimeError `MALFORMED_CSV_RECORD`, which no mode forgives */
  #read(text: string, from: number): ReturnType<CsvTokenizer['read']> {
    const { maxColumns, maxCharsPerColumn } = this.#limits;
    try {
      const found = this.#tokenizer.read(text, from);
      const isTooLong = maxCharsPerColumn >= 0 && found.values.some(value => value.length > maxCharsPerColumn);
      if (found.values.length <= maxColumns && !isTooLong) return found;
    } catch (error) {
      if (!(error instanceof UnescapedQuote)) throw error;
    }
    throw new RuntimeError('MALFORMED_CSV_RECORD', { text: text.slice(from, from + 200) });
  }

  #cutDocument(text: string): CsvRecord[] {
    // The first line end tells what the others are, in values too.
    const lineEnd = /\r\n?|\n/.exec(text)?.[0] ?? '\n';
    const document = lineEnd === '\n' ? text : text.replaceAll(lineEnd, '\n');
    const records: CsvRecord[] = [];
    for (let at = 0; at < document.length; ) {
      if (document[at] === '\n') at++;
      else if (this.#isComment(document, at)) {
        const end = document.indexOf('\n', at);
        at = end < 0 ? document.length : end + 1;
      } else {
        const { values, end } = this.#read(document, at);
        records.push({ values, source: document.slice(at, end).replace(/\n$/, '') });
        at = end;
      }
    }
    return records;
  }
}

async function* recordsOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  options: FormatOptions,
): AsyncGenerator<CsvRecord[]> {
  const cutter = new RecordCutter(options);
  for await (const block of lineBlocks(chunks, name, cutter.unit)) yield cutter.cut(block);
}

function openInference(options: FormatOptions): CsvInference {
  requireUtf8AndEnglish(options);
  return new CsvInference({
    hasHeader: booleanOption(options, 'header', false),
    infersTypes: booleanOption(options, 'inferSchema', false),
    prefersDate: booleanOption(options, 'preferDate', true),
    nullValue: options.text('nullValue') ?? '',
    samplingRatio: ratioOption(options, 'samplingRatio'),
    values: valuesOf(options),
  });
}

const isSupported = (type: DataType): boolean =>
  !['struct', 'array', 'map', 'interval'].some(kind => isKind(type, kind as 'struct')) && type !== 'void';

function reader(schema: Schema, options: FormatOptions): FileReader {
  requireUtf8AndEnglish(options);
  requireTypes('csv', schema, isSupported);
  const corruptName = corruptColumn(options);
  const corrupt = schema.findIndex(({ name }) => name === corruptName);
  requireTextCorruptColumn(schema, corrupt);
  const mode = parseMode(options);
  const hasHeader = booleanOption(options, 'header', false);
  const enforcesSchema = booleanOption(options, 'enforceSchema', true);
  const nullValue = options.text('nullValue') ?? '';
  const values = valuesOf(options);
  const fields = schema.map((field, i) => ({ ...field, place: i })).filter(({ place }) => place !== corrupt);
  const converters = withPatterns(() => fields.map(({ type }) => csvValueReader(type, values)));
  new RecordCutter(options); // what is wrong with the options is said now

  const rowOf = ({ values, source }: CsvRecord, name: string): Value[] | undefined => {
    const row: Value[] = schema.map(() => null);
    let isMalformed = values.length !== fields.length;
    fields.forEach(({ place }, i) => {
      const text = values[i];
      if (text === undefined || text === nullValue) return;
      const value = converters[i](text);
      if (value === undefined) isMalformed = true;
      else row[place] = value;
    });
    if (!isMalformed) return row;
    if (mode === 'DROPMALFORMED') return undefined;
    if (mode === 'FAILFAST') throw new RuntimeError('MALFORMED_RECORD_IN_FILE', { name, text: source.slice(0, 200) });
    if (corrupt >= 0) row[corrupt] = source;
    return row;
  };

  async function* read(file: InputFile): AsyncGenerator<Batch> {
    let isHeader = hasHeader;
    for await (const records of recordsOf(contentsOf(file), file.name, options)) {
      const root = new Column(structType(schema));
      const texts = new ExtraText(new Uint8Array(0));
      root.reserve(records.length);
      let row = 0;
      for (const record of records) {
        if (isHeader) {
          isHeader = false;
          if (!enforcesSchema) requireHeader(record, fields, file.name);
          continue;
        }
        const values = rowOf(record, file.name);
        if (values) root.put(row++, values, texts);
      }
      yield* new Batch((root.finish(row, texts.all()) as StructVector).fields, row).pieces();
    }
  }
  return { read };
}

/** @throws RuntimeError `CSV_HEADER_DIFFERS` */
function requireHeader({ values }: CsvRecord, fields: Schema, file: string): void {
  const isSame =
    values.length === fields.length && fields.every(({ name }, i) => name.toLowerCase() === values[i].toLowerCase());
  if (isSame) return;
  throw new RuntimeError('CSV_HEADER_DIFFERS', {
    name: file,
    header: values.join(', '),
    names: fields.map(({ name }) => name).join(', '),
  });
}
