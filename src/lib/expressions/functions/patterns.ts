import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { splitByte } from '../../columns/kernels.ts';
import { arrayType } from '../../columns/types.ts';
import type { BytesVector, Value, Vector } from '../../columns/vector.ts';
import { builderFor, type VectorBuilder } from '../../columns/vector-builder.ts';
import { coerce } from '../coercion.ts';
import {
  byRow,
  type FunctionDefinition,
  foldConstant,
  type RowFunction,
  requireCount,
  rowFunction,
  typedCall,
} from '../function.ts';
import {
  type JavaPattern,
  JavaRegexError,
  javaMatches,
  javaRegex,
  javaReplacement,
  javaSplit,
  type Leads,
  likeMatcher,
} from '../java-regex/index.ts';
import { type Evaluate, type TypedExpression, typedLiteral } from '../typed.ts';

export const patternFunctions: readonly FunctionDefinition[] = [
  {
    name: 'split',
    resolve(given, { settings }) {
      requireCount('split', given.length, 2, 3);
      const limit = given[2] ?? typedLiteral('int', -1);
      const args = [given[0], given[1], limit].map((arg, i) =>
        coerce(arg, i < 2 ? 'string' : 'int', 'split', i, settings),
      );
      return typedCall({ name: 'split', args, type: arrayType('string', false), evaluate: splitter(args[1], args[2]) });
    },
  },
  lookingFor(false, {
    name: 'rlike',
    aliases: ['regexp', 'regexp_like'],
    takes: ['string', 'string'],
    gives: 'boolean',
    canFail: true,
    sql: ([text, pattern]) => `RLIKE(${text}, ${pattern})`,
    compute: () => (text: string, pattern: string) => {
      const { regexp } = compilePattern('rlike', pattern);
      regexp.lastIndex = 0;
      return regexp.test(text);
    },
  }),
  like('like', false),
  like('ilike', true),
  likeMany('likeany', false, false),
  likeMany('likeall', true, false),
  likeMany('notlikeany', false, true),
  likeMany('notlikeall', true, true),
  lookingFor('', {
    name: 'regexp_extract',
    takes: ['string', 'string', 'int'],
    optional: 1,
    gives: 'string',
    canFail: true,
    sql: ([text, pattern, group = '1']) => `regexp_extract(${text}, ${pattern}, ${group})`,
    compute:
      () =>
      (text: string, pattern: string, group = 1) => {
        const compiled = compilePattern('regexp_extract', pattern);
        compiled.regexp.lastIndex = 0;
        const match = compiled.regexp.exec(text);
        return match ? groupOf(match, group, 'regexp_extract', compiled) : '';
      },
  }),
  rowFunction({
    name: 'regexp_extract_all',
    takes: ['string', 'string', 'int'],
    optional: 1,
    gives: arrayType('string'),
    canFail: true,
    sql: ([text, pattern, group = '1']) => `regexp_extract_all(${text}, ${pattern}, ${group})`,
    compute:
      () =>
      (text: string, pattern: string, group = 1) => {
        const compiled = compilePattern('regexp_extract_all', pattern);
        const matches = Array.from(javaMatches(text, compiled));
        return matches.map(match => groupOf(match, group, 'regexp_extract_all', compiled));
      },
  }),
  rowFunction({
    name: 'regexp_count',
    takes: ['string', 'string'],
    gives: 'int',
    canFail: true,
    compute: () => (text: string, pattern: string) =>
      Array.from(javaMatches(text, compilePattern('regexp_count', pattern))).length,
  }),
  rowFunction({
    name: 'regexp_instr',
    takes: ['string', 'string', 'int'],
    optional: 1,
    gives: 'int',
    canFail: true,
    sql: ([text, pattern, group = '0']) => `regexp_instr(${text}, ${pattern}, ${group})`,
    compute: () => (text: string, pattern: string) => {
      const [match] = javaMatches(text, compilePattern('regexp_instr', pattern));
      return match ? [...text.slice(0, match.index)].length + 1 : 0;
    },
  }),
  rowFunction({
    name: 'regexp_substr',
    takes: ['string', 'string'],
    gives: 'string',
    nullable: true,
    canFail: true,
    compute: () => (text: string, pattern: string) => {
      const [match] = javaMatches(text, compilePattern('regexp_substr', pattern));
      return match?.[0] || null; // an empty match counts as none
    },
  }),
  {
    name: 'regexp_replace',
    resolve(given, { settings }) {
      requireCount('regexp_replace', given.length, 3, 4);
      const all = given.length === 3 ? [...given, typedLiteral('int', 1)] : given;
      const args = all.map((arg, i) => coerce(arg, i < 3 ? 'string' : 'int', 'regexp_replace', i, settings));
      const position = foldConstant(args[3]);
      if (!position) {
        throw new AnalysisError('DATATYPE_MISMATCH.NON_FOLDABLE_INPUT', { name: 'regexp_replace', position: 4 });
      }
      if (typeof position.value === 'number' && position.value < 1) {
        throw new AnalysisError('REGEXP_REPLACE_POSITION', { position: position.value });
      }
      const replaced = byRow('string', (text: string, pattern: string, replacement: string, start: number) =>
        replaceFrom(text, compilePattern('regexp_replace', pattern), replacement, start),
      );
      return typedCall({
        name: 'regexp_replace',
        args,
        type: 'string',
        canFail: true,
        evaluate: whereFound(args, replaced, (texts, row, result) => result.appendFrom(texts, row)),
      });
    },
  },
];

/** A function of a text and a pattern that gives `missing` where nothing is found. */
function lookingFor(missing: Value, definition: RowFunction): FunctionDefinition {
  const plain = rowFunction(definition);
  return {
    ...plain,
    resolve(given, context) {
      const call = plain.resolve(given, context);
      if (call.kind !== 'call' || !call.evaluate) return call;
      return { ...call, evaluate: whereFound(call.args, call.evaluate, (_, __, result) => result.append(missing)) };
    },
  };
}

/**
 * Evaluates the rows in which the bytes say that a pattern may be found, if it is the same in all rows; the others need
 * not become strings.
 *
 * @param append adds what comes of a row in which it is not found
 */
function whereFound(
  [, ...others]: readonly TypedExpression[],
  evaluate: Evaluate,
  append: (texts: Vector, row: number, result: VectorBuilder) => void,
): Evaluate {
  const [pattern] = others;
  if (!others.every(other => other.kind === 'literal' && other.value !== null)) return evaluate;
  const text = pattern.kind === 'literal' ? String(pattern.value) : '';
  let leads: Leads | undefined | null = null;
  return (args, length, context) => {
    const texts = args[0] as BytesVector;
    leads = leads === null ? leadsOf(text) : leads;
    if (leads === undefined || length === 0) return evaluate(args, length, context);
    const isCandidate = new Uint8Array(length);
    const { bytes, starts, ends } = texts;
    let count = 0;
    let isFirst = true; // it is looked at as it is, and tells what is wrong with the other arguments
    for (let row = 0; row < length; row++) {
      const isNull = texts.isNull(row);
      isCandidate[row] = Number(isNull || isFirst || leads.areIn(bytes, starts[row], ends[row]));
      isFirst &&= isNull;
      count += isCandidate[row];
    }
    if (count > length / 2) return evaluate(args, length, context);
    const rows = new Int32Array(count);
    for (let row = 0, i = 0; row < length; row++) if (isCandidate[row]) rows[i++] = row;
    const found = evaluate(
      args.map(arg => arg.take(rows)),
      count,
      context,
    );
    const result = builderFor(found.type);
    for (let row = 0, i = 0; row < length; row++) {
      if (isCandidate[row]) result.appendFrom(found, i++);
      else append(texts, row, result);
    }
    return result.finish();
  };
}

/** One that is wrong is told where it is used. */
function leadsOf(pattern: string): Leads | undefined {
  try {
    return javaRegex(pattern).leads;
  } catch (error) {
    if (error instanceof JavaRegexError) return undefined;
    throw error;
  }
}

/** Compiles a Java pattern, or says what is wrong with it. Compiled patterns are remembered. */
export function compilePattern(functionName: string, pattern: string): JavaPattern {
  try {
    return javaRegex(pattern);
  } catch (error) {
    if (!(error instanceof JavaRegexError)) throw error;
    const { description, index } = error;
    throw error.reason === 'syntax'
      ? new RuntimeError('INVALID_PARAMETER_VALUE.PATTERN', { name: functionName, pattern, description, index })
      : new RuntimeError('UNSUPPORTED_PATTERN', { name: functionName, pattern, construct: description });
  }
}

/** A group of a match, empty where it took no part. Where nothing matches, Spark does not look at the group's number. */
function groupOf(match: RegExpExecArray, group: number, name: string, { groupCount }: JavaPattern): string {
  if (group >= 0 && group <= groupCount) return match[group] ?? '';
  throw new RuntimeError('INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX', { name, groupCount, group });
}

/** A constant separator of one ASCII character is looked for in the bytes, sixteen at a time. */
function splitter(pattern: TypedExpression, limit: TypedExpression): Evaluate {
  const byRows = byRow(arrayType('string', false), (text: string, regex: string, most: number): Value[] =>
    javaSplit(text, compilePattern('split', regex), most),
  );
  if (pattern.kind !== 'literal' || limit.kind !== 'literal') return byRows;
  if (pattern.value === null || limit.value === null) return byRows;
  const { literal } = compilePattern('split', String(pattern.value));
  if (literal?.length !== 1 || literal.charCodeAt(0) >= 128) return byRows;
  const separator = literal.charCodeAt(0);
  const most = limit.value as number;
  return ([texts]) => splitByte(texts as BytesVector, separator, most > 0 ? most : undefined);
}

/** @param position where to begin, in UTF-16 units as Java counts them */
function replaceFrom(text: string, pattern: JavaPattern, replacement: string, position: number): string {
  const start = position - 1;
  if (start >= text.length && start > 0) return text;
  pattern.regexp.lastIndex = 0;
  if (!pattern.regexp.test(start === 0 ? text : text.slice(start))) return text;
  const replace = javaReplacement(replacement, pattern);
  pattern.regexp.lastIndex = 0;
  try {
    const changed = text
      .slice(start)
      .replace(pattern.regexp, (...found) => replace(found.slice(0, pattern.groupCount + 1) as (string | undefined)[]));
    return text.slice(0, start) + changed;
  } catch (error) {
    if (!(error instanceof JavaRegexError)) throw error;
    throw new RuntimeError('INVALID_REGEXP_REPLACE', {
      text,
      pattern: pattern.pattern,
      replacement,
      description: error.description,
    });
  }
}

function like(name: string, ignoreCase: boolean): FunctionDefinition {
  return rowFunction({
    name,
    takes: ['string', 'string', 'string'],
    optional: 1,
    gives: 'boolean',
    canFail: true,
    sql: ([text, pattern, escaping]) =>
      `${name === 'ilike' ? `ilike(${text}, ${pattern})` : `${text} LIKE ${pattern}`}${escaping ? ` ESCAPE '${escaping}'` : ''}`,
    compute: () => {
      const matchers = new Map<string, (text: string) => boolean>();
      return (text: string, pattern: string, escaping = '\\') => {
        const key = escaping + pattern;
        let matches = matchers.get(key);
        if (!matches) matchers.set(key, (matches = compileLike(pattern, escaping, ignoreCase)));
        return matches(text);
      };
    },
  });
}

function compileLike(pattern: string, escaping: string, ignoreCase: boolean): (text: string) => boolean {
  try {
    return likeMatcher(pattern, escaping, ignoreCase);
  } catch (error) {
    if (!(error instanceof JavaRegexError)) throw error;
    throw error.description === 'ESC_AT_THE_END'
      ? new RuntimeError('INVALID_FORMAT.ESC_AT_THE_END', { pattern })
      : new RuntimeError('INVALID_FORMAT.ESC_IN_THE_MIDDLE', { pattern, character: pattern[error.index] });
  }
}

/** `text LIKE ANY (…)` over constant patterns, and its kin: named after the text alone. */
function likeMany(name: string, isAll: boolean, isNot: boolean): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      const [text, ...patterns] = given.map((arg, i) => coerce(arg, 'string', name, i, settings));
      const matchers = new Map<string, (text: string) => boolean>();
      const matches = (value: string, pattern: string) => {
        let matcher = matchers.get(pattern);
        if (!matcher) matchers.set(pattern, (matcher = compileLike(pattern, '\\', false)));
        return matcher(value) !== isNot;
      };
      return typedCall({
        name,
        args: [text, ...patterns],
        type: 'boolean',
        nullable: true,
        canFail: true,
        sql: ([value]) => `${name}(${value})`,
        evaluate: byRow('boolean', (value: string, ...all: string[]) =>
          isAll ? all.every(pattern => matches(value, pattern)) : all.some(pattern => matches(value, pattern)),
        ),
      });
    },
  };
}
