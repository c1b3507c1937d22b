/**
 * Columns that grow while rows are read: arrays that are written by row number, so that fields may come in any order,
 * and a byte a row that says whether something was written. What was not is null.
 */
import { type Bitmap, emptyBitmap, setBit } from './bitmap.ts';
import { type DataType, integralBits, isKind } from './types.ts';
import {
  ArrayVector,
  BooleanVector,
  BytesVector,
  DecimalVector,
  DoubleVector,
  IntVector,
  LongVector,
  MapVector,
  SAFE,
  StructVector,
  type Value,
  type Vector,
} from './vector.ts';
import { vectorOf } from './vector-builder.ts';

// How a column holds its values.
export const OTHER = 0;
export const TEXT = 1;
export const INT = 2;
export const LONG = 3;
export const DOUBLE = 4;
export const BOOLEAN = 5;
export const TIMESTAMP = 6;
export const STRUCT = 7;
export const ARRAY = 8;
export const MAP = 9;

/**
 * Text that a block of lines does not hold as it stands is kept behind it: offsets from the block's length on lie in
 * here.
 */
export class ExtraText {
  readonly #block: Uint8Array;
  #bytes = Buffer.alloc(0);
  #used = 0;

  constructor(block: Uint8Array) {
    this.#block = block;
  }

  /** Where it begins; it ends where the next one would begin. */
  add(text: string): number {
    const most = this.#used + text.length * 3;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(most, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = larger;
    }
    const start = this.end;
    this.#used += this.#bytes.write(text, this.#used, 'utf8');
    return start;
  }

  get end(): number {
    return this.#block.length + this.#used;
  }

  /** The block and what is behind it. Always another object than the block: a kernel may have kept that one's content. */
  all(): Uint8Array {
    return this.#used === 0
      ? this.#block.subarray(0)
      : Buffer.concat([this.#block, this.#bytes.subarray(0, this.#used)]);
  }
}

const NOTHING = new Uint8Array(0);
const NO_INTS = new Int32Array(0);
const NO_DOUBLES = new Float64Array(0);

export class Column {
  readonly type: DataType;
  readonly kind: number;
  /** Of a struct its fields, of an array its elements, of a map keys and values. */
  readonly children: readonly Column[];
  readonly names: readonly Uint8Array[];
  /** Which fields of a struct a name may be of, by `nameSlot`. */
  readonly slots: readonly (readonly number[])[];
  /** 1 where a row holds a value. */
  valid = NOTHING;
  ints = NO_INTS;
  ends = NO_INTS;
  numbers = NO_DOUBLES;
  /** Of rows whose number is not exact as a double. */
  exact: Map<number, bigint> | undefined;
  others: Value[] = [];
  /** How many rows there is room for. */
  capacity = 0;
  /** How many rows the elements of an array or the entries of a map have, all together. */
  length = 0;

  constructor(type: DataType, nameAt: (index: number, name: string) => string = (_, name) => name) {
    this.type = type;
    this.kind = kindOf(type);
    const fields = isKind(type, 'struct') ? type.fields : [];
    const inner = isKind(type, 'array') ? [type.element] : isKind(type, 'map') ? [type.key, type.value] : [];
    this.children = [...fields.map(field => field.type), ...inner].map(child => new Column(child));
    this.names = fields.map(({ name }, i) => Buffer.from(nameAt(i, name)));
    const slots: number[][] = Array.from({ length: 64 }, () => []);
    this.names.forEach((name, i) => {
      slots[nameSlot(name, 0, name.length)].push(i);
    });
    this.slots = slots;
  }

  /** Makes room for rows up to `rows`. */
  reserve(rows: number): void {
    if (rows <= this.capacity) return;
    const capacity = Math.max(rows, this.capacity * 2, 64);
    this.capacity = capacity;
    const valid = new Uint8Array(capacity);
    valid.set(this.valid);
    this.valid = valid;
    switch (this.kind) {
      case TEXT:
      case ARRAY:
      case MAP:
        this.ints = larger(this.ints, new Int32Array(capacity));
        this.ends = larger(this.ends, new Int32Array(capacity));
        break;
      case INT:
      case BOOLEAN:
        this.ints = larger(this.ints, new Int32Array(capacity));
        break;
      case LONG:
      case TIMESTAMP:
      case DOUBLE:
        this.numbers = larger(this.numbers, new Float64Array(capacity));
        break;
    }
    if (this.kind === STRUCT) for (const child of this.children) child.reserve(capacity);
  }

  /** A new element of an array or entry of a map: its row in the children. */
  addInner(): number {
    const row = this.length++;
    for (const child of this.children) if (row >= child.capacity) child.reserve(row + 1);
    return row;
  }

  putLong(row: number, value: bigint): void {
    this.valid[row] = 1;
    if (value > SAFE || value < -SAFE) {
      this.exact ??= new Map();
      this.exact.set(row, value);
    } else {
      this.exact?.delete(row);
      this.numbers[row] = Number(value);
    }
  }

  /** Any value of the type. */
  put(row: number, value: Value, texts: ExtraText): void {
    if (value === null) {
      this.clear(row, row + 1);
      return;
    }
    this.valid[row] = 1;
    switch (this.kind) {
      case TEXT:
        this.ints[row] = texts.add(value as string);
        this.ends[row] = texts.end;
        break;
      case INT:
        this.ints[row] = value as number;
        break;
      case BOOLEAN:
        this.ints[row] = Number(value);
        break;
      case DOUBLE:
        this.numbers[row] = value as number;
        break;
      case LONG:
      case TIMESTAMP:
        this.putLong(row, value as bigint);
        break;
      case STRUCT:
        this.children.forEach((child, i) => {
          child.put(row, (value as Value[])[i], texts);
        });
        break;
      case ARRAY:
      case MAP:
        this.ints[row] = this.length;
        for (const item of value as Value[]) {
          const inner = this.addInner();
          if (this.kind === ARRAY) this.children[0].put(inner, item, texts);
          else this.children.forEach((child, i) => void child.put(inner, (item as Value[])[i], texts));
        }
        this.ends[row] = this.length;
        break;
      default:
        this.others[row] = value;
    }
  }

  /** Forgets rows [from, to). */
  clear(from: number, to: number): void {
    this.valid.fill(0, from, to);
    if (this.exact) for (let row = from; row < to; row++) this.exact.delete(row);
    if (this.kind === STRUCT) for (const child of this.children) child.clear(from, to);
  }

  /** How many inner rows there are now, here and further inside; in the order that `restore` reads them. */
  marks(into: number[] = []): number[] {
    if (this.kind === ARRAY || this.kind === MAP) into.push(this.length);
    for (const child of this.children) child.marks(into);
    return into;
  }

  /** Goes back to the inner rows that there were. */
  restore(marks: readonly number[], at = { index: 0 }): void {
    if (this.kind === ARRAY || this.kind === MAP) {
      const length = marks[at.index++];
      for (const child of this.children) child.clear(length, this.length);
      this.length = length;
    }
    for (const child of this.children) child.restore(marks, at);
  }

  /** The vector of the first `length` rows; the column must not be used afterwards. */
  finish(length: number, bytes: Uint8Array): Vector {
    const { type } = this;
    const valid = validity(this.valid, length);
    switch (this.kind) {
      case TEXT:
        return new BytesVector('string', bytes, this.ints, this.ends, length, valid);
      case INT:
        return new IntVector(type, this.ints, length, valid);
      case BOOLEAN:
        return new BooleanVector(Uint8Array.from(this.ints.subarray(0, length)), length, valid);
      case DOUBLE:
        return new DoubleVector(type, this.numbers, length, valid);
      case LONG:
      case TIMESTAMP:
        return new LongVector(type, this.exact ? this.#exactNumbers(this.exact, length) : this.numbers, length, valid);
      case STRUCT: {
        const fields = this.children.map(child => child.finish(length, bytes));
        return isKind(type, 'struct') ? new StructVector(type, fields, length, valid) : fields[0];
      }
      case ARRAY:
      case MAP: {
        this.children.forEach(child => {
          child.reserve(this.length);
        });
        const inner = this.children.map(child => child.finish(this.length, bytes));
        if (isKind(type, 'array')) return new ArrayVector(type, this.ints, this.ends, inner[0], length, valid);
        if (isKind(type, 'map')) return new MapVector(type, this.ints, this.ends, inner[0], inner[1], length, valid);
      }
    }
    const others = Array.from({ length }, (_, row) => (this.valid[row] === 1 ? this.others[row] : null));
    if (isKind(type, 'decimal')) {
      return new DecimalVector(
        type,
        others.map(value => (value as bigint | null) ?? 0n),
        length,
        valid,
      );
    }
    return vectorOf(type, others);
  }

  #exactNumbers(exact: ReadonlyMap<number, bigint>, length: number): BigInt64Array {
    const values = new BigInt64Array(length);
    for (let row = 0; row < length; row++) values[row] = exact.get(row) ?? BigInt(this.numbers[row]);
    return values;
  }
}

/** Names that differ mostly differ in one of these. */
export function nameSlot(bytes: Uint8Array, start: number, end: number): number {
  return (end - start + bytes[start] * 5 + bytes[end - 1] * 3) & 63;
}

function larger<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function validity(flags: Uint8Array, length: number): Bitmap | undefined {
  let row = 0;
  while (row < length && flags[row] === 1) row++;
  if (row === length) return undefined;
  const bitmap = emptyBitmap(length);
  for (row = 0; row < length; row++) if (flags[row] === 1) setBit(bitmap, row);
  return bitmap;
}

function kindOf(type: DataType): number {
  if (isKind(type, 'struct')) return STRUCT;
  if (isKind(type, 'array')) return ARRAY;
  if (isKind(type, 'map')) return MAP;
  switch (type) {
    case 'string':
      return TEXT;
    case 'boolean':
      return BOOLEAN;
    case 'double':
      return DOUBLE;
    case 'bigint':
      return LONG;
    case 'timestamp':
      return TIMESTAMP;
  }
  const bits = integralBits(type);
  return bits !== undefined && bits > 8 ? INT : OTHER;
}
