/** The schema that CSV seems to have. @see Spark CSVInferSchema, CSVUtils.makeSafeHeader */
import { MAX_PRECISION, parseDecimal } from '../../columns/decimal.ts';
import { parseDouble } from '../../columns/number-text.ts';
import { type DataType, decimalType, isKind, type Schema } from '../../columns/types.ts';
import type { CsvRecord } from './index.ts';
import { booleanValue, type CsvValues, csvValueReader, fraction, wholeNumber } from './values.ts';

interface InferenceRules {
  readonly hasHeader: boolean;
  readonly infersTypes: boolean;
  readonly prefersDate: boolean;
  readonly nullValue: string;
  readonly samplingRatio: number;
  readonly values: CsvValues;
}

/** Takes the records of files, one after the other. */
export class CsvInference {
  readonly #rules: InferenceRules;
  readonly #isDate: (text: string) => boolean;
  readonly #isTimestamp: (text: string) => boolean;
  #names: string[] | undefined;
  #types: DataType[] = [];
  #isFirst = true;
  #random = 1;

  constructor(rules: InferenceRules) {
    this.#rules = rules;
    const { values } = rules;
    const date = csvValueReader('date', { ...values, dateFormat: values.dateFormat ?? 'yyyy-MM-dd' });
    const timestamp = csvValueReader('timestamp', values);
    this.#isDate = text => date(text) !== undefined;
    this.#isTimestamp = text => timestamp(text) !== undefined;
  }

  add(records: readonly CsvRecord[]): void {
    const { hasHeader, infersTypes, samplingRatio } = this.#rules;
    for (const { values } of records) {
      const isHeader = hasHeader && this.#isFirst;
      this.#isFirst = false;
      if (!this.#names) {
        this.#names = hasHeader ? this.#safeNames(values) : values.map((_, i) => `_c${i}`);
        this.#types = this.#names.map(() => (infersTypes ? 'void' : 'string'));
      }
      if (isHeader || !infersTypes) continue;
      if (samplingRatio < 1 && this.#draw() >= samplingRatio) continue;
      for (let i = 0; i < values.length && i < this.#types.length; i++) {
        this.#types[i] = this.#merged(this.#types[i], values[i]);
      }
    }
  }

  endFile(): void {
    this.#isFirst = true;
  }

  schema(): Schema {
    return (this.#names ?? []).map((name, i) => ({
      name,
      type: this.#types[i] === 'void' ? 'string' : this.#types[i],
    }));
  }

  /** A column without a name is called by its place, and names that occur twice have it behind them. */
  #safeNames(values: readonly string[]): string[] {
    const lower = values.map(value => value.toLowerCase());
    return values.map((value, i) => {
      if (value === '' || value === this.#rules.nullValue) return `_c${i}`;
      return lower.indexOf(lower[i]) === lower.lastIndexOf(lower[i]) ? value : `${value}${i}`;
    });
  }

  #draw(): number {
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0;
    return this.#random / 2 ** 32;
  }

  #merged(soFar: DataType, text: string): DataType {
    if (soFar === 'string' || text === '' || text === this.#rules.nullValue) return soFar;
    return wider(soFar, this.#typeFrom(soFar, text));
  }

  /** The narrowest type of the text, from the one on that the column has. */
  #typeFrom(soFar: DataType, text: string): DataType {
    const rank = isKind(soFar, 'decimal') ? 2 : RANKS.indexOf(soFar as string);
    if (rank <= 1) {
      const value = wholeNumber(text);
      if (value !== undefined) {
        if (rank <= 0 && BigInt.asIntN(32, value) === value) return 'int';
        if (BigInt.asIntN(64, value) === value) return 'bigint';
      }
    }
    if (rank <= 2) {
      const parsed = /[\0- ]/.test(text) ? undefined : parseDecimal(text);
      if (parsed?.scale === 0) {
        const precision = String(parsed.unscaled).replace('-', '').length;
        if (precision <= MAX_PRECISION) return decimalType(precision, 0);
      }
    }
    if (rank <= 3 && fraction(text, this.#rules.values, parseDouble) !== undefined) return 'double';
    if (rank <= 4 && this.#rules.prefersDate && this.#isDate(text)) return 'date';
    if (rank <= 5 && this.#isTimestamp(text)) return 'timestamp';
    return booleanValue(text) === undefined ? 'string' : 'boolean';
  }
}

/** In the order that they are tried; a decimal stands third. */
const RANKS = ['int', 'bigint', 'decimal', 'double', 'date', 'timestamp', 'boolean'];

function wider(a: DataType, b: DataType): DataType {
  if (a === 'void' || a === b) return b;
  const both = [a, b];
  if (both.includes('date') && both.includes('timestamp')) return 'timestamp';
  const [left, right] = [asDecimal(a), asDecimal(b)];
  if (both.includes('double')) return left || right ? 'double' : 'string';
  if (!left || !right) return 'string';
  if (both.includes('int') && both.includes('bigint')) return 'bigint';
  return left.precision > right.precision ? left : right;
}

const asDecimal = (type: DataType) => {
  if (isKind(type, 'decimal')) return type;
  return type === 'int' ? decimalType(10, 0) : type === 'bigint' ? decimalType(20, 0) : undefined;
};
