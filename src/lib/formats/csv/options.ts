import { phrase } from '../../base/messages/index.ts';
import type { FormatOptions } from '../format.ts';
import { booleanOption, countOption, invalid, zoneOption } from '../options.ts';
import type { CsvDialect } from './tokenizer.ts';
import type { CsvValues } from './values.ts';

export const separatorOf = (options: FormatOptions): string => {
  const text = options.text('sep') ?? options.text('delimiter') ?? ',';
  if (text === '' || text === '\\') throw invalid('sep', `"${text}"`, phrase('ALLOWED_SEPARATOR'));
  return text.replace(/\\(.)/gs, (whole, letter) => SEPARATORS[letter] ?? (letter === '\\' ? '\\' : whole));
};

const SEPARATORS: Readonly<Record<string, string>> = { t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0' };

/** One character; '\0' for none. */
export function characterOption(options: FormatOptions, name: string, byDefault: string): string {
  const text = options.text(name);
  if (text === undefined) return byDefault;
  if (text.length > 1) throw invalid(name, text, phrase('ALLOWED_CHARACTER'));
  return text === '' ? '\0' : text;
}

export function quotesOf(options: FormatOptions): Pick<CsvDialect, 'quote' | 'quoteEscape' | 'escapeEscape'> {
  const quote = characterOption(options, 'quote', '"');
  const quoteEscape = characterOption(options, 'escape', '\\');
  return {
    quote,
    quoteEscape,
    escapeEscape: characterOption(options, 'charToEscapeQuoteEscaping', quote === quoteEscape ? '\0' : quoteEscape),
  };
}

const HANDLINGS = ['STOP_AT_DELIMITER', 'STOP_AT_CLOSING_QUOTE', 'RAISE_ERROR'] as const;

export function dialectOf(options: FormatOptions): CsvDialect {
  const given = options.text('unescapedQuoteHandling') ?? 'STOP_AT_DELIMITER';
  const unescapedQuotes = HANDLINGS.find(name => name === given.toUpperCase());
  if (!unescapedQuotes) throw invalid('unescapedQuoteHandling', given, HANDLINGS.join(', '));
  return {
    separator: separatorOf(options),
    ...quotesOf(options),
    ignoreLeading: booleanOption(options, 'ignoreLeadingWhiteSpace', false),
    ignoreTrailing: booleanOption(options, 'ignoreTrailingWhiteSpace', false),
    unescapedQuotes,
    nullValue: options.text('nullValue') ?? '',
    emptyValue: options.text('emptyValue') ?? '',
  };
}

export const valuesOf = (options: FormatOptions): CsvValues => ({
  local: zoneOption(options),
  dateFormat: options.text('dateFormat'),
  timestampFormat: options.text('timestampFormat'),
  timestampNtzFormat: options.text('timestampNTZFormat'),
  nanValue: options.text('nanValue') ?? 'NaN',
  positiveInf: options.text('positiveInf') ?? 'Inf',
  negativeInf: options.text('negativeInf') ?? '-Inf',
});

export const limitsOf = (options: FormatOptions) => ({
  maxColumns: countOption(options, 'maxColumns', 20_480),
  maxCharsPerColumn: countOption(options, 'maxCharsPerColumn', -1, -1),
});
