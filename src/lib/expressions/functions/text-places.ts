/** Where something is in a text, and how far texts are apart. Places count code points from 1. @see Spark UTF8String */
import { editDistance } from '../../base/closest.ts';
import { RuntimeError } from '../../base/errors.ts';
import { type DataType, isKind, isNested } from '../../columns/types.ts';
import type { Value, Vector } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import { castTo } from '../cast.ts';
import { coerce, oneOf } from '../coercion.ts';
import { type FunctionDefinition, requireCount, rowFunction, typedCall } from '../function.ts';
import { type TypedExpression, typedLiteral } from '../typed.ts';

export const textPlaceFunctions: readonly FunctionDefinition[] = [
  rowFunction({
    name: 'instr',
    takes: ['string', 'string'],
    gives: 'int',
    compute: () => (text: string, part: string) => placeOf(part, text, 1),
  }),
  locate('locate'),
  locate('position'),
  rowFunction({
    name: 'find_in_set',
    takes: ['string', 'string'],
    gives: 'int',
    compute: () => (text: string, list: string) => (text.includes(',') ? 0 : list.split(',').indexOf(text) + 1),
  }),
  rowFunction({
    name: 'split_part',
    takes: ['string', 'string', 'int'],
    gives: 'string',
    nullable: true,
    canFail: true,
    compute: () => (text: string, separator: string, number: number) => {
      if (number === 0) throw new RuntimeError('INVALID_INDEX_OF_ZERO');
      const parts = separator === '' ? [text] : text.split(separator);
      return parts.at(number > 0 ? number - 1 : number) ?? '';
    },
  }),
  rowFunction({
    name: 'substring_index',
    takes: ['string', 'string', 'int'],
    gives: 'string',
    compute: () => partUpTo,
  }),
  rowFunction({
    name: 'levenshtein',
    takes: ['string', 'string', 'int'],
    optional: 1,
    gives: 'int',
    compute:
      () =>
      (a: string, b: string, most = Number.POSITIVE_INFINITY) => {
        const distance = editDistance([...a], [...b]);
        return distance <= most ? distance : -1;
      },
  }),
  rowFunction({
    name: 'ascii',
    takes: ['string'],
    gives: 'int',
    compute: () => (text: string) => text.codePointAt(0) ?? 0,
  }),
  {
    name: 'concat_ws',
    resolve(given, { settings }) {
      requireCount('concat_ws', given.length, 1, Number.POSITIVE_INFINITY);
      const isList = (type: DataType) => isKind(type, 'array');
      const args = given.map((arg, i) => {
        if (i > 0 && isKind(arg.type, 'array') && !isNested(arg.type.element))
          return castTo(arg, { ...arg.type, element: 'string' }, settings);
        return coerce(arg, i > 0 && isKind(arg.type, 'map') ? oneOf('string') : 'string', 'concat_ws', i, settings);
      });
      return typedCall({
        name: 'concat_ws',
        args,
        type: 'string',
        nullable: ([separator]) => separator.nullable,
        evaluate: ([separators, ...parts], length) =>
          vectorOf(
            'string',
            Array.from({ length }, (_, row) => joined(separators, parts, row, isList)),
          ),
      });
    },
  },
  {
    name: 'elt',
    resolve(given, { settings }) {
      requireCount('elt', given.length, 2, Number.POSITIVE_INFINITY);
      const [index, ...choices] = given;
      const isBinary = choices.every(({ type }) => type === 'binary');
      const args = [
        coerce(index, 'int', 'elt', 0, settings),
        ...choices.map((choice, i) => coerce(choice, isBinary ? 'binary' : 'string', 'elt', i + 1, settings)),
      ];
      return typedCall({
        name: 'elt',
        args,
        type: isBinary ? 'binary' : 'string',
        nullable: true,
        canFail: settings.ansi,
        evaluate: ([indexes, ...columns], length) =>
          vectorOf(
            isBinary ? 'binary' : 'string',
            Array.from({ length }, (_, row) => chosen(indexes, columns, row, settings.ansi)),
          ),
      });
    },
  },
];

/** `locate(part, text, start)`; without a place to start from it shows as 1. A start that is null gives 0. */
function locate(name: string): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 2, 3);
      const all: readonly TypedExpression[] = given.length === 2 ? [...given, typedLiteral('int', 1)] : given;
      const args = all.map((arg, i) => coerce(arg, i < 2 ? 'string' : 'int', name, i, settings));
      return typedCall({
        name: 'locate',
        args,
        type: 'int',
        nullable: ([part, text]) => part.nullable || text.nullable,
        sql: texts => `${name}(${texts.join(', ')})`,
        evaluate: ([parts, texts, starts], length) =>
          vectorOf(
            'int',
            Array.from({ length }, (_, row) => {
              const start = starts.get(row) as number | null;
              if (start === null) return 0;
              const [part, text] = [parts.get(row), texts.get(row)];
              if (part === null || text === null) return null;
              return start < 1 ? 0 : placeOf(part as string, text as string, start);
            }),
          ),
      });
    },
  };
}

/** The place of the first match at `start` or behind it, 0 where there is none; nothing is found at the first place. */
function placeOf(part: string, text: string, start: number): number {
  if (part === '') return 1;
  const from = start === 1 ? 0 : [...text].slice(0, start - 1).join('').length;
  const found = text.indexOf(part, from);
  return found < 0 || (from === text.length && start > 1) ? 0 : [...text.slice(0, found)].length + 1;
}

/** What stands before the separator's count-th place, from the end when negative. Places may overlap. */
function partUpTo(text: string, separator: string, count: number): string {
  if (count === 0 || separator === '') return '';
  if (count > 0) {
    let at = -1;
    for (let left = count; left > 0; left--) {
      at = text.indexOf(separator, at + 1);
      if (at < 0) return text;
    }
    return text.slice(0, at);
  }
  let at = text.length - separator.length + 1;
  for (let left = count; left < 0; left++) {
    at = at <= 0 ? -1 : text.lastIndexOf(separator, at - 1);
    if (at < 0) return text;
  }
  return text.slice(at + separator.length);
}

/** Nulls are passed over; only a separator that is null makes the result so. */
function joined(
  separators: Vector,
  parts: readonly Vector[],
  row: number,
  isList: (type: DataType) => boolean,
): string | null {
  const separator = separators.get(row);
  if (separator === null) return null;
  const texts: Value[] = parts.flatMap(part => {
    const value = part.get(row);
    return isList(part.type) && value !== null ? (value as Value[]) : [value];
  });
  return texts.filter(text => text !== null).join(separator as string);
}

function chosen(indexes: Vector, columns: readonly Vector[], row: number, ansi: boolean): Value {
  const index = indexes.get(row) as number | null;
  if (index === null) return null;
  if (index >= 1 && index <= columns.length) return columns[index - 1].get(row);
  if (ansi) throw new RuntimeError('INVALID_ARRAY_INDEX', { index, size: columns.length });
  return null;
}
