import { bothValid } from '../../columns/bitmap.ts';
import { isKind } from '../../columns/types.ts';
import { BytesVector, IntVector } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { type FunctionDefinition, requireCount, rowFunction, typedCall } from '../function.ts';
import type { Evaluate } from '../typed.ts';
import { concatArrays } from './arrays.ts';

export const textFunctions: readonly FunctionDefinition[] = [
  rowFunction({
    name: 'lower',
    aliases: ['lcase'],
    takes: ['string'],
    gives: 'string',
    compute: () => (text: string) => text.toLowerCase(),
  }),
  rowFunction({
    name: 'upper',
    aliases: ['ucase'],
    takes: ['string'],
    gives: 'string',
    compute: () => (text: string) => text.toUpperCase(),
  }),
  trimming('trim', 'BOTH', true, true),
  trimming('ltrim', 'LEADING', true, false),
  trimming('rtrim', 'TRAILING', false, true),
  {
    name: 'length',
    aliases: ['char_length', 'character_length', 'len'],
    resolve([arg], { settings }) {
      requireCount('length', arg ? 1 : 0, 1);
      const value = arg.type === 'binary' ? arg : castTo(arg, 'string', settings);
      return typedCall({ name: 'length', args: [value], type: 'int', evaluate: lengths });
    },
  },
  {
    name: 'substring',
    aliases: ['substr'],
    resolve(given, { settings }) {
      requireCount('substring', given.length, 2, 3);
      const [text, ...bounds] = given;
      const value = text.type === 'binary' ? text : castTo(text, 'string', settings);
      const args = [value, ...bounds.map(bound => castTo(bound, 'int', settings))];
      const most = 2 ** 31 - 1;
      return typedCall({
        name: 'substring',
        args,
        type: value.type,
        sql: ([a, b, c = String(most)]) => `substring(${a}, ${b}, ${c})`,
        evaluate: substrings,
      });
    },
  },
  {
    name: 'concat',
    resolve(given, { settings }) {
      requireCount('concat', given.length, 0, Number.POSITIVE_INFINITY);
      if (given.some(({ type }) => isKind(type, 'array'))) return concatArrays(given, settings);
      const binary = given.length > 0 && given.every(({ type }) => type === 'binary');
      const args = binary ? given : given.map(arg => castTo(arg, 'string', settings));
      return typedCall({ name: 'concat', args, type: binary ? 'binary' : 'string', evaluate: concatBytes });
    },
  },
  testing('startswith', (text, part) => text.startsWith(part)),
  testing('endswith', (text, part) => text.endsWith(part)),
  testing('contains', (text, part) => text.includes(part)),
];

/** Cuts spaces, or given characters, off the ends. Only the space counts as one, as in SQL. */
function trimming(name: string, side: string, atStart: boolean, atEnd: boolean): FunctionDefinition {
  return rowFunction({
    name,
    takes: ['string', 'string'],
    optional: 1,
    gives: 'string',
    // With two arguments Spark shows the standard's form.
    sql: ([text, characters]) =>
      characters === undefined ? `${name}(${text})` : `TRIM(${side} ${characters} FROM ${text})`,
    compute:
      () =>
      (text: string, characters = ' ') => {
        const cut = new Set(characters);
        const points = [...text];
        let [start, end] = [0, points.length];
        while (atStart && start < end && cut.has(points[start])) start++;
        while (atEnd && end > start && cut.has(points[end - 1])) end--;
        return points.slice(start, end).join('');
      },
  });
}

const CONTINUATION = 0x80;
const isContinuation = (byte: number): boolean => (byte & 0xc0) === CONTINUATION;

/** Code points of text, bytes of binary. */
const lengths: Evaluate = ([vector], length) => {
  const { bytes, starts, ends, type, valid } = vector as BytesVector;
  const counts = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    let count = ends[row] - starts[row];
    if (type === 'string') for (let at = starts[row]; at < ends[row]; at++) if (isContinuation(bytes[at])) count--;
    counts[row] = count;
  }
  return new IntVector('int', counts, length, valid);
};

/**
 * Positions count code points from 1, from the end when negative; 0 is the first, too. The results share the
 * bytes of the text.
 */
const substrings: Evaluate = ([vector, positions, counts], length) => {
  const text = vector as BytesVector;
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  let valid = bothValid(text.valid, positions.valid, length);
  if (counts) valid = bothValid(valid, counts.valid, length);
  for (let row = 0; row < length; row++) {
    const position = (positions as IntVector).values[row];
    const wanted = counts ? (counts as IntVector).values[row] : 2 ** 31 - 1;
    [starts[row], ends[row]] = sliceOf(text, row, position, wanted);
  }
  return new BytesVector(text.type, text.bytes, starts, ends, length, valid);
};

function sliceOf(text: BytesVector, row: number, position: number, wanted: number): [start: number, end: number] {
  const { bytes, type } = text;
  const [first, last] = [text.starts[row], text.ends[row]];
  const isStart = (at: number) => type === 'binary' || !isContinuation(bytes[at]);
  let from = position > 0 ? position - 1 : 0;
  let left = wanted;
  if (position < 0) {
    let points = 0;
    for (let at = first; at < last; at++) if (isStart(at)) points++;
    from = points + position;
    if (from < 0) left += from; // what would lie before the text counts, but is not there
  }
  let start = first;
  for (let skipped = 0; start < last; start++) {
    if (!isStart(start)) continue;
    if (skipped >= from) break;
    skipped++;
  }
  let end = start;
  for (let taken = 0; end < last; end++) {
    if (!isStart(end)) continue;
    if (taken >= left) break;
    taken++;
  }
  return [start, end];
}

const concatBytes: Evaluate = (args, length) => {
  const vectors = args as BytesVector[];
  const valid = vectors.reduce<Uint8Array | undefined>(
    (all, vector) => bothValid(all, vector.valid, length),
    undefined,
  );
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  let total = 0;
  for (let row = 0; row < length; row++) {
    starts[row] = total;
    for (const vector of vectors) total += vector.isNull(row) ? 0 : vector.ends[row] - vector.starts[row];
    ends[row] = total;
  }
  const bytes = new Uint8Array(total);
  for (let row = 0; row < length; row++) {
    let at = starts[row];
    for (const vector of vectors) {
      if (vector.isNull(row)) continue;
      for (let from = vector.starts[row]; from < vector.ends[row]; from++) bytes[at++] = vector.bytes[from];
    }
  }
  const type = vectors[0]?.type ?? 'string';
  return new BytesVector(type, bytes, starts, ends, length, valid);
};

function testing(name: string, test: (text: string, part: string) => boolean): FunctionDefinition {
  return rowFunction({ name, takes: ['string', 'string'], gives: 'boolean', compute: () => test });
}
