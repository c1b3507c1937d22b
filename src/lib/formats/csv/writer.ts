/** Rows as CSV. @see Spark UnivocityGenerator, univocity-parsers CsvWriter */
import type { Batch } from '../../columns/batch.ts';
import { decimalScientificText } from '../../columns/decimal.ts';
import { compileFormatter } from '../../columns/time/pattern.ts';
import { formatDate } from '../../columns/time/timestamp-text.ts';
import { zone } from '../../columns/time/zone.ts';
import { type DataType, isKind, type Schema } from '../../columns/types.ts';
import { valueText } from '../../columns/value-text.ts';
import type { Value } from '../../columns/vector.ts';
import { LOCAL_PATTERN, TIMESTAMP_PATTERN } from '../../expressions/json/write.ts';
import type { ByteSink, FileWriter, FormatOptions } from '../format.ts';
import { booleanOption, lineSeparator, requireUtf8AndEnglish, zoneOption } from '../options.ts';
import { Output } from '../outputs.ts';
import { requireTypes, withPatterns } from '../schemas.ts';
import { quotesOf, separatorOf } from './options.ts';

const PIECE_LENGTH = 1 << 16;

export function csvFileWriter(schema: Schema, options: FormatOptions, sink: ByteSink): FileWriter {
  requireUtf8AndEnglish(options);
  requireTypes('csv', schema, isWritable);
  const separator = separatorOf(options);
  const lineEnd = lineSeparator(options)?.toString() ?? '\n';
  const quote = quoter(options, separator);
  const texts = withPatterns(() => schema.map(({ type }) => textOf(type, options)));
  const nullValue = options.text('nullValue') ?? '';
  const header = schema.map(({ name }) => quote(name)).join(separator) + lineEnd;
  const output = new Output(options, sink);
  const hasHeader = booleanOption(options, 'header', false);
  let lines = hasHeader ? header : '';
  const nullText = booleanOption(options, 'quoteAll', false) ? quote(nullValue) : nullValue;
  return {
    headerBytes: hasHeader ? Buffer.byteLength(header) : 0,
    async write(batch: Batch) {
      for (const row of batch.rows()) {
        const line = row.map((value, i) => (value === null ? nullText : quote(texts[i](value)))).join(separator);
        if (line !== '') lines += line + lineEnd; // an empty line is no row
        if (lines.length < PIECE_LENGTH) continue;
        await output.write(Buffer.from(lines));
        lines = '';
      }
    },
    get sizeBytes() {
      return output.sizeBytes + lines.length;
    },
    async finish() {
      await output.write(Buffer.from(lines));
      lines = '';
      await output.finish();
    },
  };
}

const isWritable = (type: DataType): boolean =>
  !['struct', 'array', 'map', 'interval'].some(kind => isKind(type, kind as 'struct')) && type !== 'void';

/** Puts a value in quotes where it would not be read as itself. */
function quoter(options: FormatOptions, separator: string): (text: string) => string {
  const { quote, quoteEscape, escapeEscape } = quotesOf(options);
  const emptyValue = options.text('emptyValue') ?? '""';
  const quotesAll = booleanOption(options, 'quoteAll', false);
  const escapesQuotes = booleanOption(options, 'escapeQuotes', true);
  const trimsStart = booleanOption(options, 'ignoreLeadingWhiteSpace', true);
  const trimsEnd = booleanOption(options, 'ignoreTrailingWhiteSpace', true);
  const escaped = (text: string): string => {
    let result = '';
    for (const character of text) {
      if (character === quote) result += quoteEscape;
      else if (character === quoteEscape && escapeEscape !== '\0') result += escapeEscape;
      result += character;
    }
    return result;
  };
  return given => {
    let text = trimsStart ? given.replace(/^[\0- ]+/, '') : given;
    if (trimsEnd) text = text.replace(/[\0- ]+$/, '');
    if (text === '') return quotesAll ? quote + quote : emptyValue;
    const isSpecial =
      quotesAll ||
      given.includes(separator) ||
      /[\r\n]/.test(given) ||
      (escapesQuotes ? given.includes(quote) : text.startsWith(quote));
    return isSpecial ? quote + escaped(text) + quote : text;
  };
}

function textOf(type: DataType, options: FormatOptions): (value: Value) => string {
  const local = zoneOption(options);
  switch (type) {
    case 'binary':
      return value =>
        `[${Buffer.from(value as Uint8Array)
          .toString('hex')
          .toUpperCase()
          .replace(/..(?=.)/g, '$& ')}]`;
    case 'date': {
      const format = options.text('dateFormat');
      const formatter = format === undefined ? undefined : compileFormatter(format);
      return value => formatter?.formatDate(value as number) ?? formatDate(value as number);
    }
    case 'timestamp': {
      const formatter = compileFormatter(options.text('timestampFormat') ?? TIMESTAMP_PATTERN);
      return value => formatter.format(value as bigint, local);
    }
    case 'timestamp_ntz': {
      const formatter = compileFormatter(options.text('timestampNTZFormat') ?? LOCAL_PATTERN);
      return value => formatter.format(value as bigint, zone('UTC'));
    }
  }
  if (isKind(type, 'decimal')) return value => decimalScientificText(value as bigint, type.scale);
  return value => valueText(type, value, local);
}
