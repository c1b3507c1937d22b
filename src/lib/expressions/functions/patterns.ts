import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { splitByte } from '../../columns/kernels.ts';
import { arrayType } from '../../columns/types.ts';
import type { BytesVector, Value } from '../../columns/vector.ts';
import { coerce } from '../coercion.ts';
import { byRow, type FunctionDefinition, requireCount, rowFunction, typedCall } from '../function.ts';
import {
  type JavaPattern,
  JavaRegexError,
  javaRegex,
  javaReplacement,
  javaSplit,
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
  rowFunction({
    name: 'rlike',
    aliases: ['regexp', 'regexp_like'],
    takes: ['string', 'string'],
    gives: 'boolean',
    canFail: true,
    sql: ([text, pattern]) => `RLIKE(${text}, ${pattern})`,
    compute: () => (text: string, pattern: string) => {
      const { regexp } = compile('rlike', pattern);
      regexp.lastIndex = 0;
      return regexp.test(text);
    },
  }),
  like('like', false),
  like('ilike', true),
  rowFunction({
    name: 'regexp_extract',
    takes: ['string', 'string', 'int'],
    optional: 1,
    gives: 'string',
    canFail: true,
    sql: ([text, pattern, group = '1']) => `regexp_extract(${text}, ${pattern}, ${group})`,
    compute:
      () =>
      (text: string, pattern: string, group = 1) => {
        const compiled = compile('regexp_extract', pattern);
        requireGroup('regexp_extract', group, compiled);
        compiled.regexp.lastIndex = 0;
        return compiled.regexp.exec(text)?.[group] ?? '';
      },
  }),
  rowFunction({
    name: 'regexp_replace',
    takes: ['string', 'string', 'string', 'int'],
    optional: 1,
    gives: 'string',
    canFail: true,
    sql: ([text, pattern, replacement, position = '1']) =>
      `regexp_replace(${text}, ${pattern}, ${replacement}, ${position})`,
    compute:
      () =>
      (text: string, pattern: string, replacement: string, position = 1) =>
        replaceFrom(text, compile('regexp_replace', pattern), replacement, position),
  }),
];

/** Compiles a Java pattern, or says what is wrong with it. Compiled patterns are remembered. */
function compile(functionName: string, pattern: string): JavaPattern {
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

function requireGroup(name: string, group: number, { groupCount }: JavaPattern): void {
  if (group >= 0 && group <= groupCount) return;
  throw new RuntimeError('INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX', { name, groupCount, group });
}

/** A constant separator of one ASCII character is looked for in the bytes, sixteen at a time. */
function splitter(pattern: TypedExpression, limit: TypedExpression): Evaluate {
  const byRows = byRow(arrayType('string', false), (text: string, regex: string, most: number): Value[] =>
    javaSplit(text, compile('split', regex), most),
  );
  if (pattern.kind !== 'literal' || limit.kind !== 'literal' || pattern.value === null) return byRows;
  const { literal } = compile('split', String(pattern.value));
  const unlimited = (limit.value as number) <= 0;
  if (!unlimited || literal?.length !== 1 || literal.charCodeAt(0) >= 128) return byRows;
  const separator = literal.charCodeAt(0);
  return ([texts]) => splitByte(texts as BytesVector, separator);
}

function replaceFrom(text: string, pattern: JavaPattern, replacement: string, position: number): string {
  if (position < 1) throw new RuntimeError('INVALID_PARAMETER_VALUE.POSITION', { name: 'regexp_replace', position });
  const replace = javaReplacement(replacement, pattern);
  const start = position - 1;
  if (start >= text.length && start > 0) return text;
  pattern.regexp.lastIndex = 0;
  const changed = text.slice(start).replace(pattern.regexp, (...found) => {
    const groups = found.slice(0, pattern.groupCount + 1) as (string | undefined)[];
    return replace(groups);
  });
  return text.slice(0, start) + changed;
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
    throw new AnalysisError('INVALID_FORMAT.ESC_IN_THE_MIDDLE', { pattern, description: error.description });
  }
}
