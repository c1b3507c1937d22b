/** Texts made from texts: padded, repeated, masked, replaced, reversed. @see Spark stringExpressions.scala, UTF8String */
import { AnalysisError } from '../../base/errors.ts';
import { isNested, typeSql } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import { castTo } from '../cast.ts';
import { anyArray, coerce, onlyText } from '../coercion.ts';
import { byRow, constantOf, type FunctionDefinition, requireCount, rowFunction, typedCall } from '../function.ts';
import { type TypedExpression, typedLiteral } from '../typed.ts';

export const textShapeFunctions: readonly FunctionDefinition[] = [
  padding('lpad', (value, missing) => [...missing, ...value]),
  padding('rpad', (value, missing) => [...value, ...missing]),
  rowFunction({
    name: 'repeat',
    takes: ['string', 'int'],
    gives: 'string',
    compute: () => (text: string, times: number) => text.repeat(Math.max(0, times)),
  }),
  rowFunction({
    name: 'space',
    takes: ['int'],
    gives: 'string',
    compute: () => (count: number) => ' '.repeat(Math.max(0, count)),
  }),
  {
    name: 'replace',
    resolve(given, { settings }) {
      requireCount('replace', given.length, 2, 3);
      const all = given.length === 2 ? [...given, typedLiteral('string', '')] : given;
      return typedCall({
        name: 'replace',
        args: all.map((arg, i) => coerce(arg, 'string', 'replace', i, settings)),
        type: 'string',
        evaluate: byRow('string', (text: string, part: string, other: string) =>
          part === '' ? text : text.replaceAll(part, () => other),
        ),
      });
    },
  },
  {
    // Of a text its code points, of an array its elements.
    name: 'reverse',
    resolve(given, { settings }) {
      requireCount('reverse', given.length, 1);
      const isText = !isNested(given[0].type);
      const value = coerce(given[0], isText ? 'string' : anyArray, 'reverse', 0, settings);
      const { type } = value;
      return typedCall({
        name: 'reverse',
        args: [value],
        type,
        evaluate: byRow(
          type,
          isText ? (text: string) => [...text].reverse().join('') : (values: Value[]) => values.toReversed(),
        ),
      });
    },
  },
  rowFunction({
    name: 'right',
    takes: ['string', 'int'],
    gives: 'string',
    nullable: true,
    compute: () => (text: string, count: number) => (count <= 0 ? '' : [...text].slice(-count).join('')),
  }),
  rowFunction({
    name: 'translate',
    takes: ['string', 'string', 'string'],
    gives: 'string',
    compute: () => (text: string, from: string, to: string) => {
      const targets = [...to];
      const table = new Map<string, string>();
      [...from].forEach((point, i) => {
        if (!table.has(point)) table.set(point, targets[i] ?? '');
      });
      return Array.from(text, point => table.get(point) ?? point).join('');
    },
  }),
  rowFunction({ name: 'initcap', takes: ['string'], gives: 'string', compute: () => capitalized }),
  rowFunction({
    name: 'luhn_check',
    takes: ['string'],
    gives: 'boolean',
    nullable: true,
    compute: () => hasLuhnDigit,
  }),
  rowFunction({ name: 'soundex', takes: [onlyText], gives: 'string', compute: () => soundex }),
  rowFunction({
    name: 'quote',
    takes: ['string'],
    gives: 'string',
    nullable: true,
    compute: () => (text: string) => `'${text.replaceAll("'", "\\'")}'`,
  }),
  {
    name: 'sentences',
    resolve(given, { settings }) {
      requireCount('sentences', given.length, 1, 3);
      const all = [...given, ...[typedLiteral('string', ''), typedLiteral('string', '')].slice(given.length - 1)];
      const words = { kind: 'array', element: 'string', containsNull: false } as const;
      const type = { kind: 'array', element: words, containsNull: false } as const;
      return typedCall({
        name: 'sentences',
        args: all.map((arg, i) => coerce(arg, 'string', 'sentences', i, settings)),
        type,
        nullable: true,
        evaluate: byRow(type, sentences),
      });
    },
  },
  {
    name: 'mask',
    resolve(given, { settings }) {
      requireCount('mask', given.length, 1, 5);
      const defaults = [typedLiteral('string', 'X'), typedLiteral('string', 'x'), typedLiteral('string', 'n')];
      const all = [...given, ...[...defaults, typedLiteral('string', null)].slice(given.length - 1)];
      const args = all.map((arg, i) => coerce(arg, onlyText, 'mask', i, settings));
      const marks = args.slice(1).map((arg, i) => maskOf(arg, i + 1));
      return typedCall({
        name: 'mask',
        args,
        type: 'string',
        nullable: true,
        evaluate: ([texts], length) =>
          vectorOf(
            'string',
            Array.from({ length }, (_, row) => {
              const text = texts.get(row) as string | null;
              return text === null ? null : masked(text, marks);
            }),
          ),
      });
    },
  },
  {
    name: 'overlay',
    resolve(given, { settings }) {
      requireCount('overlay', given.length, 3, 4);
      const [text, part, start, count = typedLiteral('int', -1)] = given;
      const isBinary = text.type === 'binary' && part.type === 'binary';
      if (!isBinary && (text.type === 'binary' || part.type === 'binary')) {
        const types = `"${typeSql(text.type)}", "${typeSql(part.type)}"`;
        throw new AnalysisError('DATATYPE_MISMATCH.DATA_DIFF_TYPES', { name: 'overlay', types });
      }
      const type = isBinary ? 'binary' : 'string';
      return typedCall({
        name: 'overlay',
        args: [text, part, start, count].map((arg, i) => coerce(arg, i < 2 ? type : 'int', 'overlay', i, settings)),
        type,
        evaluate: byRow(type, (value: string | Uint8Array, over: string | Uint8Array, from: number, length: number) => {
          const inner = pointsOf(over);
          const all = pointsOf(value);
          const behind = from + (length >= 0 ? length : inner.length);
          return assembled(type, [...slice(all, 1, from - 1), ...inner, ...slice(all, behind, 2 ** 31)]);
        }),
      });
    },
  },
];

/** Code points of a text, or bytes. */
const pointsOf = (value: string | Uint8Array): (string | number)[] => [...value];
const assembled = (type: 'string' | 'binary', points: readonly (string | number)[]): string | Uint8Array =>
  type === 'string' ? points.join('') : Uint8Array.from(points as number[]);

/** As `substring` counts: from 1, from the end when negative, and what would lie before the first counts as well. */
function slice<T>(points: readonly T[], position: number, length: number): readonly T[] {
  const start = position > 0 ? position - 1 : position < 0 ? points.length + position : 0;
  return points.slice(Math.max(0, start), Math.max(0, start + length));
}

/** Pads to a length, or cuts to it; without something to pad with these are spaces, or bytes of 0. */
function padding(
  name: string,
  join: (value: readonly (string | number)[], missing: readonly (string | number)[]) => (string | number)[],
): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 2, 3);
      const [value, length, filler] = given;
      const isBinary = value.type === 'binary' && (!filler || filler.type === 'binary');
      const type = isBinary ? 'binary' : 'string';
      const last = filler ?? (isBinary ? typedLiteral('binary', Uint8Array.of(0)) : typedLiteral('string', ' '));
      const args: TypedExpression[] = [
        coerce(value, type, name, 0, settings),
        coerce(length, 'int', name, 1, settings),
        value.type === 'binary' && !isBinary ? castTo(last, 'string', settings) : coerce(last, type, name, 2, settings),
      ];
      return typedCall({
        name,
        args,
        type,
        evaluate: byRow(type, (given: string | Uint8Array, wanted: number, fill: string | Uint8Array) => {
          const points = pointsOf(given);
          const size = Math.max(0, wanted);
          if (points.length >= size) return assembled(type, points.slice(0, size));
          const fillers = pointsOf(fill);
          if (fillers.length === 0) return given;
          const missing = Array.from({ length: size - points.length }, (_, i) => fillers[i % fillers.length]);
          return assembled(type, join(points, missing));
        }),
      });
    },
  };
}

/** The letters that have a form of their own at the head of a word. */
const TITLES: ReadonlyMap<string, string> = new Map([
  ['ǆ', 'ǅ'],
  ['ǉ', 'ǈ'],
  ['ǌ', 'ǋ'],
  ['ǳ', 'ǲ'],
]);

/** Only a space ends a word. */
const capitalized = (text: string): string =>
  text
    .split(' ')
    .map(word => {
      const [first = ''] = word;
      return titleOf(first) + word.toLowerCase().slice(first.toLowerCase().length);
    })
    .join(' ');

/** Where a letter becomes several, only the first of them is a capital, and an iota below it stays below. */
function titleOf(letter: string): string {
  if (/[\u10d0-\u10ff]/.test(letter)) return letter; // Georgian has capitals, and no words that begin with one
  const title = TITLES.get(letter.toLowerCase());
  if (title !== undefined) return title;
  const [head = '', ...rest] = letter.toUpperCase();
  if (head === head.toLowerCase()) return head + rest.join('');
  const tail = rest.join('').toLowerCase().replace('\u03b9', '\u0345');
  return tail === '\u0345' ? (head + tail).normalize() : head + tail;
}

/** The digits of the letters A to Z; 7 stands for H and W, which are passed over. */
const SOUNDS = '01230127022455012623017202';

/** A letter and three digits; what does not begin with an ASCII letter stays as it is. */
function soundex(text: string): string {
  if (!/^[a-z]/i.test(text)) return text;
  const soundOf = (letter: string) => SOUNDS[letter.charCodeAt(0) - 65];
  let code = text[0].toUpperCase();
  let last = soundOf(code);
  for (const letter of text.slice(1).toUpperCase()) {
    if (!/[A-Z]/.test(letter)) last = '0';
    else if (soundOf(letter) !== '7') {
      const sound = soundOf(letter);
      if (sound !== '0' && sound !== last) code += sound;
      if (code.length === 4) return code;
      last = sound;
    }
  }
  return code.padEnd(4, '0');
}

/** True when the last digit of a number is the right check digit, as that of a credit card. */
function hasLuhnDigit(text: string): boolean {
  if (!/^\d+$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = Number(text[text.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

function sentences(text: string, language: string, country: string): Value[] {
  const locale = language === '' ? 'en-US' : country === '' ? language : `${language}-${country}`;
  const inLocale = (granularity: 'sentence' | 'word') => {
    try {
      return new Intl.Segmenter(locale, { granularity });
    } catch {
      return new Intl.Segmenter('en-US', { granularity }); // no locale of that name
    }
  };
  const words = inLocale('word');
  return Array.from(inLocale('sentence').segment(text), ({ segment }) =>
    Array.from(words.segment(segment)).flatMap(word => (word.isWordLike ? [word.segment] : [])),
  );
}

/** What stands for upper case, lower case, digits and the rest; null leaves them. */
function maskOf(argument: TypedExpression, position: number): string | null {
  const mark = constantOf(argument, 'mask', position) as string | null;
  if (mark === null || [...mark].length === 1) return mark;
  throw new AnalysisError('DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE', { name: 'mask', position: position + 1 });
}

function masked(text: string, [upper, lower, digit, other]: readonly (string | null)[]): string {
  return text.replace(/\p{Lu}|\p{Ll}|\p{Nd}|[\s\S]/gu, point => {
    if (/\p{Lu}/u.test(point)) return upper ?? point;
    if (/\p{Ll}/u.test(point)) return lower ?? point;
    return (/\p{Nd}/u.test(point) ? digit : other) ?? point;
  });
}
