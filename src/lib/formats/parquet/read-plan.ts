/**
 * Which columns of a file make the rows that are wanted, and how: fields are found by name without regard to case, what
 * a file has not is null, and lists and structs are put together again from the levels of their leaves.
 */
import { invariant, RuntimeError } from '../../base/errors.ts';
import { type Bitmap, clearBit, fullBitmap } from '../../columns/bitmap.ts';
import { type DataType, type Field, isKind, type Schema, structType, typeName } from '../../columns/types.ts';
import { ArrayVector, MapVector, StructVector, type Vector } from '../../columns/vector.ts';
import { nullVector } from '../../columns/vector-builder.ts';
import type { ReadLeaf } from './column-reader.ts';
import { converterTo } from './conversions.ts';
import { CorruptPage } from './corrupt.ts';
import type { Node } from './footer.ts';
import { elementOf, entriesOf, physicalName } from './schema.ts';
import type { Shreds } from './shred.ts';

/** What one value of a column is made of. */
export interface ColumnPlan {
  /** All leaves that must be read. */
  readonly leaves: readonly ReadLeaf[];
  /** The values of some rows. */
  build(shredsOf: ShredsOf, rows: number): Vector;
}

type ShredsOf = (leaf: ReadLeaf) => Shreds;

/** Makes plans for the columns of one file. */
export class ReadPlanner {
  readonly #columns: readonly Node[];
  readonly #path: string;
  readonly #indexes = new Map<Node, number>();

  /** @param path of the file, for errors */
  constructor(columns: readonly Node[], path: string) {
    this.#columns = columns;
    this.#path = path;
    const number = (node: Node): void => {
      if (node.children) node.children.forEach(number);
      else this.#indexes.set(node, this.#indexes.size);
    };
    columns.forEach(number);
  }

  /**
   * A plan for each field; undefined for one that the file has not.
   *
   * @throws RuntimeError `FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH`, `PARQUET_DUPLICATE_FIELD`
   */
  plan(schema: Schema): (ColumnPlan | undefined)[] {
    return schema.map(field => {
      const node = this.#find(this.#columns, field.name);
      const part = node && this.#field(node, field.type, TOP, field.name);
      return part && { leaves: part.leaves, build: part.build };
    });
  }

  #find(nodes: readonly Node[], name: string): Node | undefined {
    const found = nodes.filter(node => node.name.toLowerCase() === name.toLowerCase());
    if (found.length <= 1) return found[0];
    const names = found.map(node => node.name).join(', ');
    throw new RuntimeError('PARQUET_DUPLICATE_FIELD', { name, found: names, path: this.#path });
  }

  #field(node: Node, type: DataType, above: Place, column: string): Part {
    const definition = above.definition + (node.repetition === 'required' ? 0 : 1);
    const name = above.path.length === 0 ? column : `${column}, ${node.name}`;
    const path = [...above.path, node.name];
    // What is repeated and no list is one by the oldest rule: of its values.
    if (node.repetition === 'repeated') {
      if (!isKind(type, 'array')) return this.#mismatch(node, type, name);
      const inner = { path, definition, repetition: above.repetition + 1, entered: definition };
      return arrayPart(
        type.containsNull,
        this.#value(node, type.element, inner, name),
        above,
        above.definition,
        definition,
      );
    }
    return this.#value(node, type, { ...above, path, definition }, name);
  }

  /** @param at the place of the node itself, its own repetition counted */
  #value(node: Node, type: DataType, at: Place, column: string): Part {
    if (!node.children) return this.#leaf(node, type, at, column);
    if (isKind(type, 'array')) {
      const element = elementOf(node);
      const repeated = node.children[0];
      if (!element) return this.#mismatch(node, type, column);
      const inner = enter(at, repeated);
      const part =
        element === repeated
          ? this.#value(repeated, type.element, inner, column)
          : this.#field(element, type.element, inner, column);
      return arrayPart(type.containsNull, part, at, at.definition, inner.definition);
    }
    if (isKind(type, 'map')) {
      const entries = entriesOf(node);
      if (!entries) return this.#mismatch(node, type, column);
      const inner = enter(at, entries.repeated);
      const key = this.#field(entries.key, type.key, inner, column);
      const value = this.#field(entries.value, type.value, inner, column);
      return mapPart(type.valueContainsNull, key, value, at, at.definition, inner.definition);
    }
    if (isKind(type, 'struct')) return this.#struct(node, node.children, type.fields, at, column);
    return this.#mismatch(node, type, column);
  }

  #struct(node: Node, children: readonly Node[], fields: Schema, at: Place, column: string): Part {
    const parts = fields.map(field => {
      const child = this.#find(children, field.name);
      return { field, part: child && this.#field(child, field.type, at, column) };
    });
    // Without a field that the file has, another one must tell which rows have a struct at all.
    const witness = parts.find(({ part }) => part)?.part ?? this.#anyLeaf(node, at, column);
    return structPart(parts, witness, at);
  }

  #anyLeaf(node: Node, at: Place, column: string): Part {
    let [next, place] = [node, at];
    while (next.children && next.children.length > 0) {
      [next] = next.children;
      const definition = place.definition + (next.repetition === 'required' ? 0 : 1);
      const repetition = place.repetition + (next.repetition === 'repeated' ? 1 : 0);
      place = { path: [...place.path, next.name], definition, repetition, entered: place.entered };
    }
    if (next.children) return this.#mismatch(node, structType([]), column);
    return this.#leafAs(next, 'void', place, raw => nullVector('void', raw.length));
  }

  #leaf(node: Node, type: DataType, at: Place, column: string): Part {
    const convert = converterTo(type, node);
    return convert ? this.#leafAs(node, type, at, convert) : this.#mismatch(node, type, column);
  }

  #leafAs(node: Node, type: DataType, at: Place, convert: (values: Vector) => Vector): Part {
    const { path, definition, repetition, entered } = at;
    const leaf: ReadLeaf = { node, type, path, definition, repetition, convert, index: this.#indexes.get(node)! };
    return {
      type,
      leaves: [leaf],
      build: (shredsOf, rows) => buildLeaf(shredsOf(leaf), definition, entered, repetition, rows),
    };
  }

  #mismatch(node: Node, type: DataType, column: string): never {
    throw new RuntimeError('FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH', {
      path: this.#path,
      column,
      expectedType: typeName(type),
      actualType: physicalName(node),
    });
  }
}

/** Where in the tree a node is. */
interface Place {
  readonly path: readonly string[];
  /** Deep enough that there is a value. */
  readonly definition: number;
  /** How many lists it is in. */
  readonly repetition: number;
  /** Deep enough that the list around it has an element. */
  readonly entered: number;
}

const TOP: Place = { path: [], definition: 0, repetition: 0, entered: 0 };

function enter({ path, definition, repetition }: Place, { name }: Node): Place {
  const inner = definition + 1;
  return { path: [...path, name], definition: inner, repetition: repetition + 1, entered: inner };
}

interface Part extends ColumnPlan {
  readonly type: DataType;
}

/** A value for each slot that is an element of the list around it (or a row). */
function buildLeaf(shreds: Shreds, definition: number, entered: number, repetition: number, rows: number): Vector {
  const { values, slots, definitions } = shreds;
  if (!definitions) {
    invariant(repetition > 0 || slots === rows, 'a column has a value for each row');
    return values;
  }
  const places = new Int32Array(slots);
  let [count, next] = [0, 0];
  for (let i = 0; i < slots; i++) {
    if (definitions[i] === definition) places[count++] = next++;
    else if (definitions[i] >= entered) places[count++] = -1;
  }
  return values.take(places.subarray(0, count), count);
}

/** The levels of the first leaf below tell what is above all of them. */
function forEachSlot(
  part: ColumnPlan,
  shredsOf: ShredsOf,
  visit: (definition: number, repetition: number) => void,
): void {
  const [leaf] = part.leaves;
  const { slots, definitions, repetitions } = shredsOf(leaf);
  for (let i = 0; i < slots; i++)
    visit(definitions ? definitions[i] : leaf.definition, repetitions ? repetitions[i] : 0);
}

function structPart(
  parts: readonly { readonly field: Field; readonly part: Part | undefined }[],
  witness: Part,
  { definition, repetition, entered }: Place,
): Part {
  const type = structType(parts.map(({ field }) => field));
  const found = parts.flatMap(({ part }) => part?.leaves ?? []);
  return {
    type,
    leaves: found.length > 0 ? found : witness.leaves,
    build(shredsOf, rows) {
      const valid = validity();
      forEachSlot(witness, shredsOf, (level, repeated) => {
        if (repeated <= repetition && level >= entered) valid.add(level >= definition);
      });
      const { length } = valid;
      const fields = parts.map(({ field, part }) =>
        part ? ofLength(length, part.build(shredsOf, rows)) : nullVector(field.type, length),
      );
      return new StructVector(type, fields, length, valid.finish());
    },
  };
}

interface Ranges {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly length: number;
  readonly valid: Bitmap | undefined;
  /** How many elements all lists have together. */
  readonly elements: number;
}

/** The leaves below one node must agree on how many values it has. */
function ofLength(length: number, vector: Vector): Vector {
  if (vector.length !== length) throw new CorruptPage(`${vector.length} values where there should be ${length}`);
  return vector;
}

/** Which elements each list has. @param inner deep enough that there is an element */
function rangesOf(
  part: ColumnPlan,
  shredsOf: ShredsOf,
  { repetition, entered }: Place,
  definition: number,
  inner: number,
): Ranges {
  const starts: number[] = [];
  const ends: number[] = [];
  const valid = validity();
  let elements = 0;
  forEachSlot(part, shredsOf, (level, repeated) => {
    if (level < entered) return;
    if (repeated <= repetition) {
      starts.push(elements);
      ends.push(elements);
      valid.add(level >= definition);
    }
    if (repeated <= repetition + 1 && level >= inner && ends.length > 0) ends[ends.length - 1] = ++elements;
  });
  return {
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    length: starts.length,
    valid: valid.finish(),
    elements,
  };
}

function arrayPart(containsNull: boolean, element: Part, at: Place, definition: number, inner: number): Part {
  const type = { kind: 'array', element: element.type, containsNull } as const;
  return {
    type,
    leaves: element.leaves,
    build(shredsOf, rows) {
      const { starts, ends, length, valid, elements } = rangesOf(element, shredsOf, at, definition, inner);
      const values = ofLength(elements, element.build(shredsOf, rows));
      return new ArrayVector(type, starts, ends, values, length, valid);
    },
  };
}

function mapPart(
  valueContainsNull: boolean,
  key: Part,
  value: Part,
  at: Place,
  definition: number,
  inner: number,
): Part {
  const type = { kind: 'map', key: key.type, value: value.type, valueContainsNull } as const;
  return {
    type,
    leaves: [...key.leaves, ...value.leaves],
    build(shredsOf, rows) {
      const { starts, ends, length, valid, elements } = rangesOf(key, shredsOf, at, definition, inner);
      const [keys, values] = [key, value].map(part => ofLength(elements, part.build(shredsOf, rows)));
      return new MapVector(type, starts, ends, keys, values, length, valid);
    },
  };
}

function validity() {
  const nulls: number[] = [];
  return {
    length: 0,
    add(isValid: boolean) {
      if (!isValid) nulls.push(this.length);
      this.length++;
    },
    finish(): Bitmap | undefined {
      if (nulls.length === 0) return undefined;
      const valid = fullBitmap(this.length);
      for (const row of nulls) clearBit(valid, row);
      return valid;
    },
  };
}
