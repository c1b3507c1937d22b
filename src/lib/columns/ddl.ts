/** Types and schemas as Spark's DDL writes them. */
import { AnalysisError } from '../base/errors.ts';
import {
  type AtomicType,
  arrayType,
  atomicTypes,
  type DataType,
  type DayTimeUnit,
  dayTimeType,
  dayTimeUnits,
  decimalType,
  type Field,
  mapType,
  type Schema,
  type StructType,
  structType,
  type YearMonthUnit,
  yearMonthType,
  yearMonthUnits,
} from './types.ts';

/** Reads a type as Spark's DDL writes it: `decimal(10,2)`, `array<struct<a:int,b:string>>`, `STRING`. */
export function parseType(text: string): DataType {
  const reader = new DdlReader(text);
  const type = reader.type();
  reader.end();
  return type;
}

/** Reads a schema as Spark's DDL writes it: `id BIGINT NOT NULL, nome STRING`, or one struct type. */
export function parseSchema(text: string): Schema {
  const reader = new DdlReader(text);
  const fields = /^\s*struct\s*</i.test(text) ? (reader.type() as StructType).fields : reader.fields('');
  reader.end();
  return fields;
}

const SYNONYMS: Record<string, AtomicType> = {
  bool: 'boolean',
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  real: 'float',
  timestamp_ltz: 'timestamp',
};
const NESTED = new Set(['array', 'map', 'struct']);
/** What may stand behind a type. */
const TYPE_ENDS = new Set(['', ',', '>', ')', '(', 'not', 'comment']);

/** Recursive descent over the small grammar of types. */
class DdlReader {
  readonly #tokens: string[];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/`(?:[^`]|``)*`|'(?:[^'\\]|\\.)*'|[\p{L}\p{N}_]+|[<>(),:]|\S/gu) ?? [];
  }

  type(): DataType {
    const written = this.#next();
    const name = written.toLowerCase();
    if (NESTED.has(name) && !this.#peek().startsWith('<')) {
      throw new AnalysisError('INCOMPLETE_TYPE_DEFINITION', { type: written });
    }
    if (name === 'array') {
      return this.#between('<', '>', () => arrayType(this.type()));
    }
    if (name === 'map') {
      return this.#between('<', '>', () => {
        const key = this.type();
        this.#expect(',');
        return mapType(key, this.type());
      });
    }
    if (name === 'struct') return this.#between('<', '>', () => structType(this.fields('>')));
    if (name === 'decimal' || name === 'dec' || name === 'numeric') return this.#decimal();
    if (name === 'interval') return this.#interval();
    if (name === 'varchar' || name === 'char' || name === 'character') {
      this.#between('(', ')', () => this.#next());
      return 'string';
    }
    const atomic = Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : atomicTypes.find(type => type === name);
    // What could be a type and is none is told apart from what cannot be one.
    if (/^\w+$/.test(name) && (!atomic || this.#peek() === '(') && TYPE_ENDS.has(this.#peek())) {
      throw new AnalysisError('UNSUPPORTED_DATATYPE', { type: written });
    }
    return atomic ?? this.#fail();
  }

  fields(closing: string): Schema {
    const fields: Field[] = [];
    while (this.#peek() !== closing && this.#peek() !== '') {
      if (fields.length > 0) this.#expect(',');
      const name = this.#next().replace(/^`(.*)`$/s, (_, quoted: string) => quoted.replaceAll('``', '`'));
      if (this.#peek() === ':') this.#at++;
      const type = this.type();
      let nullable = true;
      if (this.#peek().toLowerCase() === 'not') {
        this.#at++;
        this.#expect('null');
        nullable = false;
      }
      if (this.#peek().toLowerCase() === 'comment') this.#at += 2;
      fields.push(nullable ? { name, type } : { name, type, nullable });
    }
    return fields;
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#fail();
  }

  #decimal(): DataType {
    if (this.#peek() !== '(') return decimalType(10, 0);
    return this.#between('(', ')', () => {
      const precision = Number(this.#next());
      let scale = 0;
      if (this.#peek() === ',') {
        this.#at++;
        scale = Number(this.#next());
      }
      if (!(precision >= 1 && scale >= 0)) this.#fail();
      if (precision > 38) throw new AnalysisError('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision });
      if (scale > precision) throw new AnalysisError('DECIMAL_SCALE_EXCEEDS_PRECISION', { precision, scale });
      return decimalType(precision, scale);
    });
  }

  #interval(): DataType {
    const unit = () => this.#next().toLowerCase();
    const next = this.#peek().toLowerCase();
    const known = [...dayTimeUnits, ...yearMonthUnits] as readonly string[];
    if (!known.includes(next)) return { kind: 'interval' };
    const from = unit();
    let to = from;
    if (this.#peek().toLowerCase() === 'to') {
      this.#at++;
      to = unit();
    }
    const units: readonly string[] = (yearMonthUnits as readonly string[]).includes(from)
      ? yearMonthUnits
      : dayTimeUnits;
    if (!units.includes(to) || units.indexOf(to) < units.indexOf(from)) this.#fail();
    return units === yearMonthUnits
      ? yearMonthType(from as YearMonthUnit, to as YearMonthUnit)
      : dayTimeType(from as DayTimeUnit, to as DayTimeUnit);
  }

  #between<T>(open: string, close: string, inside: () => T): T {
    this.#expect(open);
    const value = inside();
    this.#expect(close);
    return value;
  }

  #peek = (): string => this.#tokens[this.#at] ?? '';

  #next(): string {
    if (this.#at >= this.#tokens.length) this.#fail();
    return this.#tokens[this.#at++];
  }

  #expect(token: string): void {
    if (this.#next().toLowerCase() !== token) this.#fail();
  }

  #fail(): never {
    throw new AnalysisError('PARSE_SYNTAX_ERROR', {
      text: this.#text,
      near: this.#tokens[Math.min(this.#at, this.#tokens.length) - 1] ?? 'the end',
    });
  }
}
