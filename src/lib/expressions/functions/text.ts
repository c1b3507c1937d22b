import { bothValid } from '../../columns/bitmap.ts';
import { countCodePoints, sliceTexts } from '../../columns/kernels.ts';
import { isKind } from '../../columns/types.ts';
import { BooleanVector, BytesVector, IntVector } from '../../columns/vector.ts';
import { repeatValue } from '../../columns/vector-builder.ts';
import { coerce } from '../coercion.ts';
import { type FunctionDefinition, requireCount, rowFunction, typedCall } from '../function.ts';
import type { Evaluate, TypedExpression } from '../typed.ts';
import { concatArrays } from './arrays.ts';

/** The rest of a text, whatever its length. */
const MOST = 2 ** 31 - 1;

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
  trimming('btrim', undefined, true, true),
  {
    name: 'length',
    aliases: ['char_length', 'character_length', 'len'],
    resolve(given, { settings }) {
      requireCount('length', given.length, 1);
      const [arg] = given;
      const value = arg.type === 'binary' ? arg : coerce(arg, 'string', 'length', 0, settings);
      return typedCall({ name: 'length', args: [value], type: 'int', evaluate: lengths });
    },
  },
  {
    name: 'substring',
    aliases: ['substr'],
    resolve(given, { settings }) {
      requireCount('substring', given.length, 2, 3);
      const [text, ...bounds] = given;
      const value = text.type === 'binary' ? text : coerce(text, 'string', 'substring', 0, settings);
      const args = [value, ...bounds.map((bound, i) => coerce(bound, 'int', 'substring', i + 1, settings))];
      return typedCall({
        name: 'substring',
        args,
        type: value.type,
        sql: ([a, b, c = String(MOST)]) => `substring(${a}, ${b}, ${c})`,
        evaluate: substring(args),
      });
    },
  },
  {
    name: 'concat',
    resolve(given, { settings }) {
      requireCount('concat', given.length, 0, Number.POSITIVE_INFINITY);
      if (given.some(({ type }) => isKind(type, 'array'))) return concatArrays(given, settings);
      const binary = given.length > 0 && given.every(({ type }) => type === 'binary');
      const args = binary ? given : given.map((arg, i) => coerce(arg, 'string', 'concat', i, settings));
      return typedCall({ name: 'concat', args, type: binary ? 'binary' : 'string', evaluate: concatBytes });
    },
  },
  {
    name: 'left',
    resolve(given, { settings }) {
      requireCount('left', given.length, 2);
      const [text, count] = given;
      const value = text.type === 'binary' ? text : coerce(text, 'string', 'left', 0, settings);
      return typedCall({
        name: 'left',
        args: [value, coerce(count, 'int', 'left', 1, settings)],
        type: value.type,
        evaluate: ([texts, counts], length, context) =>
          substrings([texts, repeatValue('int', 1, length), counts], length, context),
      });
    },
  },
  measure('octet_length', 1),
  measure('bit_length', 8),
  rowFunction({
    name: 'chr',
    aliases: ['char'],
    takes: ['bigint'],
    gives: 'string',
    // Of a number beyond a byte only the lowest one counts.
    compute: () => (code: bigint) => (code < 0n ? '' : String.fromCharCode(Number(code & 0xffn))),
  }),
  testing('startswith', (text, start, end, part) => part.length <= end - start && isAt(text, start, part)),
  testing('endswith', (text, start, end, part) => part.length <= end - start && isAt(text, end - part.length, part)),
  testing('contains', (text, start, end, part) => text.subarray(start, end).includes(part)),
];

/** Cuts spaces, or given characters, off the ends. Only the space counts as one, as in SQL. */
function trimming(name: string, side: string | undefined, atStart: boolean, atEnd: boolean): FunctionDefinition {
  return rowFunction({
    name,
    takes: ['string', 'string'],
    optional: 1,
    gives: 'string',
    // With two arguments Spark shows the standard's form, of all but btrim.
    ...(side !== undefined && {
      sql: ([text, characters]: readonly string[]) =>
        characters === undefined ? `${name}(${text})` : `TRIM(${side} ${characters} FROM ${text})`,
    }),
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

/** The length in bytes, or in bits. */
function measure(name: string, factor: number): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 1);
      const value = given[0].type === 'binary' ? given[0] : coerce(given[0], 'string', name, 0, settings);
      return typedCall({
        name,
        args: [value],
        type: 'int',
        evaluate: ([vector], length) => {
          const { starts, ends, valid } = vector as BytesVector;
          const sizes = Int32Array.from({ length }, (_, row) => (ends[row] - starts[row]) * factor);
          return new IntVector('int', sizes, length, valid);
        },
      });
    },
  };
}

const CONTINUATION = 0x80;
const isContinuation = (byte: number): boolean => (byte & 0xc0) === CONTINUATION;

/** Code points of text, bytes of binary. */
const lengths: Evaluate = ([vector], length) => {
  const values = vector as BytesVector;
  const counts =
    values.type === 'string' ? countCodePoints(values) : values.ends.map((end, i) => end - values.starts[i]);
  return new IntVector('int', counts, length, values.valid);
};

/** The same part of every text, where it is counted from the start, is cut in one go. */
function substring([text, ...bounds]: readonly TypedExpression[]): Evaluate {
  const [position, count = MOST] = bounds.map(bound => (bound.kind === 'literal' ? bound.value : null));
  if (text.type === 'binary' || typeof position !== 'number' || typeof count !== 'number') return substrings;
  return position < 0 ? substrings : ([texts]) => sliceTexts(texts as BytesVector, Math.max(position - 1, 0), count);
}

/**
 * Positions count code points from 1, from the end when negative; 0 is the first, too. The results share the
 * bytes of the text.
 */
const substrings: Evaluate = ([vector, positions, counts], length) => {
  const text = vector as BytesVector;
  const { bytes } = text;
  const skip = text.type === 'binary' ? skipBytes : skipCodePoints;
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  let valid = bothValid(text.valid, positions.valid, length);
  if (counts) valid = bothValid(valid, counts.valid, length);
  for (let row = 0; row < length; row++) {
    const [first, last] = [text.starts[row], text.ends[row]];
    const position = (positions as IntVector).values[row];
    let from = position > 0 ? position - 1 : 0;
    let left = counts ? (counts as IntVector).values[row] : MOST;
    if (position < 0) {
      from = position + (text.type === 'binary' ? last - first : codePointsIn(bytes, first, last));
      if (from < 0) left += from; // what would lie before the text counts, but is not there
    }
    starts[row] = skip(bytes, first, last, from);
    ends[row] = skip(bytes, starts[row], last, left);
  }
  return new BytesVector(text.type, bytes, starts, ends, length, valid);
};

function codePointsIn(bytes: Uint8Array, first: number, last: number): number {
  let count = 0;
  for (let at = first; at < last; at++) if (!isContinuation(bytes[at])) count++;
  return count;
}

/** The place so many code points behind `at`, at most `last`; none for a negative number. */
function skipCodePoints(bytes: Uint8Array, at: number, last: number, count: number): number {
  let place = at;
  for (let left = count; left > 0 && place < last; left--) {
    place++;
    while (place < last && isContinuation(bytes[place])) place++;
  }
  return place;
}

const skipBytes = (_bytes: Uint8Array, at: number, last: number, count: number): number =>
  Math.min(at + Math.max(count, 0), last);

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

/** Whether bytes [start, end) begin with others, end with them or contain them. */
type Holds = (bytes: Buffer, start: number, end: number, part: Buffer) => boolean;

/** By the bytes: a text may be a whole file. */
function testing(name: string, holds: Holds): FunctionDefinition {
  const evaluate: Evaluate = (args, length) => {
    const [texts, parts] = args as BytesVector[];
    const [bytes, allParts] = [asBuffer(texts.bytes), asBuffer(parts.bytes)];
    const flags = new Uint8Array(length);
    let part = allParts.subarray(0, 0);
    let [partStart, partEnd] = [0, 0];
    for (let row = 0; row < length; row++) {
      if (texts.isNull(row) || parts.isNull(row)) continue;
      if (parts.starts[row] !== partStart || parts.ends[row] !== partEnd) {
        [partStart, partEnd] = [parts.starts[row], parts.ends[row]];
        part = allParts.subarray(partStart, partEnd);
      }
      flags[row] = Number(holds(bytes, texts.starts[row], texts.ends[row], part));
    }
    return new BooleanVector(flags, length, bothValid(texts.valid, parts.valid, length));
  };
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 2);
      const areBytes = given.every(({ type }) => type === 'binary');
      const args = areBytes ? given : given.map((arg, i) => coerce(arg, 'string', name, i, settings));
      return typedCall({ name, args, type: 'boolean', ...(areBytes && { nullable: true }), evaluate });
    },
  };
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

function isAt(bytes: Buffer, at: number, part: Buffer): boolean {
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false;
  return true;
}
