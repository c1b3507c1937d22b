/**
 * The schema that JSON seems to have: what a value may be, merged over all records.
 *
 * @see Spark JsonInferSchema, TypeCoercion.findTightestCommonType
 */
import { RuntimeError } from '../../base/errors.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import { MAX_PRECISION, parseDecimal } from '../../columns/decimal.ts';
import {
  arrayType,
  type DataType,
  decimalType,
  type Field,
  isKind,
  type Schema,
  sameType,
  structType,
} from '../../columns/types.ts';
import {
  type Json,
  type JsonDialect,
  JsonNumber,
  JsonObject,
  JsonSyntaxError,
  parseJson,
} from '../../expressions/json/parse.ts';
import { eachLine, LineBlocks, NEVER } from '../line-blocks.ts';
import type { ParseMode } from '../options.ts';
import { jsonText } from './text.ts';

export interface InferenceRules {
  readonly dialect: JsonDialect;
  readonly mode: ParseMode;
  readonly corruptName: string;
  /** What a record is: a file, or what ends in this; undefined for lines. */
  readonly unit: 'file' | Buffer | undefined;
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  readonly dropFieldIfAllNull: boolean;
  readonly samplingRatio: number;
  /** Is the text a timestamp? Undefined where texts are texts. */
  readonly isTimestamp: ((text: string) => boolean) | undefined;
}

/** Takes files in pieces, one after the other. */
export class JsonInference {
  readonly #rules: InferenceRules;
  #random = 1;
  #blocks: LineBlocks | undefined;
  #name = '';
  #type: DataType = structType([]);
  #hasCorrupt = false;

  constructor(rules: InferenceRules) {
    this.#rules = rules;
  }

  push(chunk: Uint8Array, name: string): void {
    this.#name = name;
    const { unit } = this.#rules;
    this.#blocks ??= new LineBlocks(name, unit === 'file' ? NEVER : unit);
    for (const block of this.#blocks.push(chunk)) this.#read(block);
  }

  endFile(): void {
    for (const block of this.#blocks?.finish() ?? []) this.#read(block);
    this.#blocks = undefined;
  }

  schema(): Schema {
    const { corruptName, dropFieldIfAllNull } = this.#rules;
    const type = settled(this.#type, dropFieldIfAllNull);
    const fields = type !== undefined && isKind(type, 'struct') ? type.fields : [];
    if (!this.#hasCorrupt || fields.some(({ name }) => name === corruptName)) return fields;
    return [...fields, { name: corruptName, type: 'string' } as const].sort(byName);
  }

  #read(block: Buffer): void {
    const { unit, samplingRatio } = this.#rules;
    if (unit === 'file') this.#record(block);
    else {
      eachLine(block, unit, (start, end) => {
        if (end > start && (samplingRatio >= 1 || this.#draw() < samplingRatio)) {
          this.#record(block.subarray(start, end));
        }
      });
    }
  }

  /** Between 0 and 1; the same sample each time. */
  #draw(): number {
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0;
    return this.#random / 2 ** 32;
  }

  #record(record: Uint8Array): void {
    const { mode, dialect } = this.#rules;
    let type: DataType | undefined;
    try {
      const json = parseJson(jsonText(record), dialect);
      if (json === undefined) return;
      type = this.#typeOf(json);
      if (isKind(type, 'array')) type = type.element;
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
    }
    if (type !== undefined && (type === 'void' || isKind(type, 'struct'))) {
      if (type !== 'void') this.#type = merge(this.#type, type);
      return;
    }
    if (mode === 'FAILFAST') {
      throw new RuntimeError('MALFORMED_RECORD_IN_FILE', { name: this.#name, text: decodeUtf8(record).slice(0, 200) });
    }
    if (mode === 'PERMISSIVE') this.#hasCorrupt = true;
  }

  #typeOf(json: Json): DataType {
    if (json === null || json === '') return 'void';
    if (json instanceof JsonObject) {
      return structType(json.fields.map(([name, value]): Field => ({ name, type: this.#typeOf(value) })).sort(byName));
    }
    if (Array.isArray(json)) {
      let element: DataType = 'void';
      for (const item of json) element = merge(element, this.#typeOf(item));
      return arrayType(element);
    }
    if (this.#rules.primitivesAsString) return 'string';
    if (typeof json === 'string') return this.#rules.isTimestamp?.(json) ? 'timestamp' : 'string';
    return json instanceof JsonNumber ? this.#numberType(json) : 'boolean';
  }

  #numberType(number: JsonNumber): DataType {
    const { text, isWhole } = number;
    if (isWhole && text.length < 19) return 'bigint';
    if (!isWhole && !this.#rules.prefersDecimal) return 'double';
    if (isWhole) {
      const value = BigInt(text);
      if (BigInt.asIntN(64, value) === value) return 'bigint';
    }
    const parsed = parseDecimal(text);
    if (!parsed) throw new JsonSyntaxError('no decimal'); // NaN
    const { unscaled, scale } = parsed;
    const precision = Math.max(String(unscaled < 0n ? -unscaled : unscaled).length, scale);
    if (scale < 0) return precision - scale <= MAX_PRECISION ? decimalType(precision - scale, 0) : 'double';
    return precision <= MAX_PRECISION ? decimalType(precision, scale) : 'double';
  }
}

const byName = (a: Field, b: Field): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function merge(a: DataType, b: DataType): DataType {
  return tightest(a, b) ?? loosest(a, b);
}

/** The type of both without loss; names of fields that differ in case only are then the first's. */
function tightest(a: DataType, b: DataType): DataType | undefined {
  if (a === b || b === 'void') return a;
  if (a === 'void') return b;
  if (isKind(a, 'struct') && isKind(b, 'struct')) {
    if (a.fields.length !== b.fields.length) return undefined;
    const fields: Field[] = [];
    let isSame = true;
    for (let i = 0; i < a.fields.length; i++) {
      const [own, other] = [a.fields[i], b.fields[i]];
      if (own.name !== other.name && own.name.toLowerCase() !== other.name.toLowerCase()) return undefined;
      const type = tightest(own.type, other.type);
      if (type === undefined) return undefined;
      if (type !== own.type) isSame = false;
      fields.push({ name: own.name, type });
    }
    return isSame ? a : structType(fields);
  }
  if (isKind(a, 'array') && isKind(b, 'array')) {
    const element = tightest(a.element, b.element);
    return element === undefined ? undefined : element === a.element ? a : arrayType(element);
  }
  if (sameType(a, b)) return a;
  const both = [a, b];
  return both.includes('double') && both.includes('bigint') ? 'double' : undefined;
}

function loosest(a: DataType, b: DataType): DataType {
  if (isKind(a, 'struct') && isKind(b, 'struct')) {
    const others = new Map(b.fields.map(field => [field.name, field.type]));
    const own = new Set(a.fields.map(field => field.name));
    const shared = a.fields.map(({ name, type }) => ({ name, type: merge(type, others.get(name) ?? 'void') }));
    return structType([...shared, ...b.fields.filter(({ name }) => !own.has(name))].sort(byName));
  }
  if (isKind(a, 'array') && isKind(b, 'array')) return arrayType(merge(a.element, b.element));
  const [left, right] = [asDecimal(a), asDecimal(b)];
  if (left && right) {
    const scale = Math.max(left.scale, right.scale);
    const precision = Math.max(left.precision - left.scale, right.precision - right.scale) + scale;
    return precision > MAX_PRECISION ? 'double' : decimalType(precision, scale);
  }
  const both = [a, b];
  return both.includes('double') && (left || right) ? 'double' : 'string';
}

/** As what a decimal meets it. */
const asDecimal = (type: DataType) =>
  isKind(type, 'decimal') ? type : type === 'bigint' ? decimalType(20, 0) : undefined;

/** What is null everywhere is taken for a string, or left out; so is what has no name, and a struct without fields. */
function settled(type: DataType, dropsNulls: boolean): DataType | undefined {
  if (type === 'void') return dropsNulls ? undefined : 'string';
  if (isKind(type, 'array')) {
    const element = settled(type.element, dropsNulls);
    return element === undefined ? undefined : arrayType(element);
  }
  if (!isKind(type, 'struct')) return type;
  const fields: Field[] = [];
  for (const { name, type: inner } of type.fields) {
    const kept = name === '' ? undefined : settled(inner, dropsNulls);
    if (kept !== undefined) fields.push({ name, type: kept });
  }
  return fields.length === 0 ? undefined : structType(fields);
}
