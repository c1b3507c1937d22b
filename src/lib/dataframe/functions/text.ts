import { type Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from '../column.ts';
import {
  columnOrNumber,
  invoke,
  ofMany,
  ofOne,
  ofOneOrTwo,
  ofTwo,
  ofTwoOrThree,
  optional,
  withNumber,
  withValue,
} from './calls.ts';

// Text
export const ascii = ofOne('ascii');
export const bit_length = ofOne('bit_length');
export const btrim = ofOneOrTwo('btrim');
export const char = ofOne('char');
export const char_length = ofOne('char_length');
export const character_length = ofOne('character_length');
export const chr = ofOne('chr');
export const concat = ofMany('concat');
export const concat_ws = (separator: string, ...columns: readonly ColumnOrName[]): Column =>
  invoke('concat_ws', lit(separator), ...columns.map(toColumn));
export const contains = ofTwo('contains');
/** The value in the place of the first one, which counts from 1. */
export const elt = ofMany('elt');
export const endswith = ofTwo('endswith');
export const find_in_set = ofTwo('find_in_set');
export const format_number = withValue<number>('format_number');
/** @param format of Java: `%5d %s` */
export const format_string = (format: string, ...columns: readonly ColumnOrName[]): Column =>
  invoke('format_string', lit(format), ...columns.map(toColumn));
export const printf = (format: ColumnOrName, ...columns: readonly ColumnOrName[]): Column =>
  invoke('printf', toColumn(format), ...columns.map(toColumn));
export const to_char = ofTwo('to_char');
export const to_varchar = ofTwo('to_varchar');
export const to_number = ofTwo('to_number');
export const try_to_number = ofTwo('try_to_number');
export const initcap = ofOne('initcap');
export const instr = withValue<Column | string>('instr');
export const lcase = ofOne('lcase');
export const left = withNumber('left');
export const length = ofOne('length');
export const levenshtein = (first: ColumnOrName, second: ColumnOrName, threshold?: number): Column =>
  invoke('levenshtein', toColumn(first), toColumn(second), ...optional(threshold));
/** Where a text is in a column, from 1; 0 where it is not. */
export const locate = (part: string, text: ColumnOrName, position = 1): Column =>
  invoke('locate', lit(part), toColumn(text), lit(position));
export const lower = ofOne('lower');
const padded =
  (name: string) =>
  (text: ColumnOrName, length: Column | number, pad: Column | string): Column =>
    invoke(name, toColumn(text), lit(length), lit(pad));
export const lpad = padded('lpad');
export const rpad = padded('rpad');
export const trim = ofOneOrTwo('trim');
export const ltrim = ofOneOrTwo('ltrim');
export const rtrim = ofOneOrTwo('rtrim');
export const luhn_check = ofOne('luhn_check');
export const mask = ofMany('mask');
export const octet_length = ofOne('octet_length');
export const overlay = (
  text: ColumnOrName,
  part: ColumnOrName,
  position: ColumnOrName | number,
  length: ColumnOrName | number = -1,
): Column => invoke('overlay', toColumn(text), toColumn(part), columnOrNumber(position), columnOrNumber(length));
export const position = ofTwoOrThree('position');
export const quote = ofOne('quote');
export const repeat = withNumber('repeat');
export const replace = ofTwoOrThree('replace');
/** Of a text its characters, of an array its elements. */
export const reverse = ofOne('reverse');
export const right = withNumber('right');
export const sentences = ofMany('sentences');
export const soundex = ofOne('soundex');
export const split_part = (text: ColumnOrName, separator: ColumnOrName, number: ColumnOrName): Column =>
  invoke('split_part', toColumn(text), toColumn(separator), toColumn(number));
export const startswith = ofTwo('startswith');
export const substr = ofTwoOrThree('substr');
/** Positions count code points from 1, from the end when negative. */
export const substring = (text: ColumnOrName, position: number, count: number): Column =>
  invoke('substring', toColumn(text), lit(position), lit(count));
export const substring_index = (text: ColumnOrName, separator: string, count: number): Column =>
  invoke('substring_index', toColumn(text), lit(separator), lit(count));
/** Each character of `matching` becomes the one in its place in `replacement`, or goes where there is none. */
export const translate = (text: ColumnOrName, matching: string, replacement: string): Column =>
  invoke('translate', toColumn(text), lit(matching), lit(replacement));
export const ucase = ofOne('ucase');
export const upper = ofOne('upper');

// Patterns
export const like = ofTwoOrThree('like');
export const ilike = ofTwoOrThree('ilike');
export const rlike = ofTwo('rlike');
export const regexp = ofTwo('regexp');
export const regexp_like = ofTwo('regexp_like');
export const regexp_count = ofTwo('regexp_count');
export const regexp_extract = (text: ColumnOrName, pattern: string, group: number): Column =>
  invoke('regexp_extract', toColumn(text), lit(pattern), lit(group));
const withGroup =
  (name: string) =>
  (text: ColumnOrName, pattern: ColumnOrName, group?: Column | number): Column =>
    invoke(name, toColumn(text), toColumn(pattern), ...optional(group));
export const regexp_extract_all = withGroup('regexp_extract_all');
export const regexp_instr = withGroup('regexp_instr');
export const regexp_replace = (text: ColumnOrName, pattern: ColumnOrValue, replacement: ColumnOrValue): Column =>
  invoke('regexp_replace', toColumn(text), lit(pattern), lit(replacement));
export const regexp_substr = ofTwo('regexp_substr');
/** Cuts a text at each match of a Java regular expression; with a limit, into at most so many parts. */
export const split = (text: ColumnOrName, pattern: string, limit = -1): Column =>
  invoke('split', toColumn(text), lit(pattern), lit(limit));
