/**
 * A vector as Parquet's columns: of each leaf the values that there are, and for each place where one is or is missing
 * how deep it is there (definition level) and which list it goes on with (repetition level).
 *
 * @see Melnik et al., Dremel, VLDB 2010, section 4.1
 */
import { hasBit } from '../../columns/bitmap.ts';
import { allRows } from '../../columns/selection.ts';
import { ArrayVector, MapVector, StructVector, type Vector } from '../../columns/vector.ts';
import type { Node } from './footer.ts';

/** What a batch adds to one column. */
export interface Shreds {
  /** Only values that are there. */
  readonly values: Vector;
  /** How many places there are, missing values included. */
  readonly slots: number;
  /** Definition levels; none where no value is missing. */
  readonly definitions?: Uint8Array;
  /** Repetition levels; none outside of lists and maps. */
  readonly repetitions?: Uint8Array;
}

/** A leaf of the schema. */
export interface Leaf {
  readonly node: Node;
  readonly path: readonly string[];
  readonly definition: number;
  readonly repetition: number;
}

/** The leaves in order of the schema, as `shred` gives their values. */
export function leavesOf(nodes: readonly Node[], above: Omit<Leaf, 'node'> = ROOT): Leaf[] {
  return nodes.flatMap(node => {
    const leaf: Leaf = {
      node,
      path: [...above.path, node.name],
      definition: above.definition + (node.repetition === 'required' ? 0 : 1),
      repetition: above.repetition + (node.repetition === 'repeated' ? 1 : 0),
    };
    return node.children ? leavesOf(node.children, leaf) : [leaf];
  });
}

const ROOT: Omit<Leaf, 'node'> = { path: [], definition: 0, repetition: 0 };

/** Hands the shreds of each leaf of a column to `take`, in order. */
export function shred(vector: Vector, node: Node, take: (shreds: Shreds) => void): void {
  if (node.children) shredGroup(vector, node, topOf(vector.length), take);
  else take(flat(vector));
}

/** The usual case: a column at the top. */
function flat(vector: Vector): Shreds {
  const { valid, length } = vector;
  if (!valid) return { values: vector, slots: length };
  const definitions = new Uint8Array(length);
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    if (!hasBit(valid, row)) continue;
    definitions[row] = 1;
    rows[count++] = row;
  }
  if (count === length) return { values: vector, slots: length };
  return { values: vector.take(rows, count), slots: length, definitions };
}

/** Places: each is a row of a vector, or -1 where it ended further up. */
interface Places {
  readonly rows: Int32Array;
  readonly definitions: Uint8Array;
  readonly repetitions: Uint8Array;
  readonly definition: number;
  readonly repetition: number;
}

const topOf = (length: number): Places => ({
  rows: allRows(length).slice(),
  definitions: new Uint8Array(length),
  repetitions: new Uint8Array(length),
  definition: 0,
  repetition: 0,
});

function shredGroup(vector: Vector, node: Node, above: Places, take: (shreds: Shreds) => void): void {
  const places = node.repetition === 'optional' ? present(vector, above) : above;
  if (vector instanceof StructVector) {
    vector.fields.forEach((field, i) => {
      shredGroup(field, node.children![i], places, take);
    });
  } else if (vector instanceof ArrayVector) {
    const entries = entered(vector, places);
    shredGroup(vector.elements, node.children![0].children![0], entries, take);
  } else if (vector instanceof MapVector) {
    const entries = entered(vector, places);
    const [key, value] = node.children![0].children!;
    shredGroup(vector.keys, key, entries, take);
    shredGroup(vector.values, value, entries, take);
  } else {
    const { rows, definitions, repetitions, repetition } = places;
    take({
      values: vector.take(rows.filter(row => row >= 0)),
      slots: rows.length,
      definitions,
      repetitions: repetition > 0 ? repetitions : undefined,
    });
  }
}

/** One deeper where there is a value; where there is none, here is the end. */
function present(vector: Vector, places: Places): Places {
  const definition = places.definition + 1;
  const rows = places.rows.slice();
  const definitions = places.definitions.slice();
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] < 0) continue;
    if (vector.isNull(rows[i])) rows[i] = -1;
    else definitions[i] = definition;
  }
  return { ...places, rows, definitions, definition };
}

/** A place for each element; one where there is no list, or an empty one. */
function entered({ starts, ends }: ArrayVector | MapVector, places: Places): Places {
  const [definition, repetition] = [places.definition + 1, places.repetition + 1];
  let count = 0;
  for (const row of places.rows) count += row < 0 ? 1 : Math.max(1, ends[row] - starts[row]);
  const rows = new Int32Array(count);
  const definitions = new Uint8Array(count);
  const repetitions = new Uint8Array(count);
  let at = 0;
  places.rows.forEach((row, i) => {
    const [start, end] = row < 0 ? [0, 0] : [starts[row], ends[row]];
    rows[at] = start < end ? start : -1;
    definitions[at] = start < end ? definition : places.definitions[i];
    repetitions[at++] = places.repetitions[i];
    for (let element = start + 1; element < end; element++) {
      rows[at] = element;
      definitions[at] = definition;
      repetitions[at++] = repetition;
    }
  });
  return { rows, definitions, repetitions, definition, repetition };
}
