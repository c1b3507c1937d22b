/**
 * The functions of `pyspark.sql.functions`, by their names there. A string is the name of a column, except where a
 * parameter is a plain value (a pattern, a unit, a duration).
 */
import { call, type Expression } from '../expressions/expression.ts';
import { parseExpression } from '../expressions/sql/parser.ts';
import { Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from './column.ts';

export { col, column, lit } from './column.ts';
/** An expression of SQL: `expr("length(palavra) > 3")`. */
export const expr = (sql: string): Column => new Column(parseExpression(sql));

const invoke = (name: string, ...args: readonly Column[]): Column =>
  new Column(call(name, ...args.map(arg => arg.expression)));

/** A function of one column. */
const ofOne =
  (name: string) =>
  (column: ColumnOrName): Column =>
    invoke(name, toColumn(column));

/** A function of two columns. */
const ofTwo =
  (name: string) =>
  (first: ColumnOrName, second: ColumnOrName): Column =>
    invoke(name, toColumn(first), toColumn(second));

/** A function of any number of columns, given one by one or as an array. */
const ofMany =
  (name: string) =>
  (...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column =>
    invoke(name, ...(columns.flat() as ColumnOrName[]).map(toColumn));

/** A function of two columns, and of a third that may be left out. */
const ofTwoOrThree =
  (name: string) =>
  (first: ColumnOrName, second: ColumnOrName, third?: ColumnOrName): Column =>
    invoke(name, toColumn(first), toColumn(second), ...(third === undefined ? [] : [toColumn(third)]));

/** A function of one column, and of a second that may be left out. */
const ofOneOrTwo =
  (name: string) =>
  (first: ColumnOrName, second?: ColumnOrName): Column =>
    invoke(name, toColumn(first), ...(second === undefined ? [] : [toColumn(second)]));

/** A function of a column and a number, which may come from a column as well. */
const withNumber =
  (name: string) =>
  (column: ColumnOrName, number: ColumnOrName | number): Column =>
    invoke(name, toColumn(column), columnOrNumber(number));

const columnOrNumber = (given: ColumnOrName | number): Column =>
  typeof given === 'number' ? lit(given) : toColumn(given);

/** A function of a column and a plain value. */
const withValue =
  <V extends ColumnOrValue>(name: string) =>
  (column: ColumnOrName, value: V): Column =>
    invoke(name, toColumn(column), lit(value));

// Conditions
export const when = (condition: Column, value: ColumnOrValue): Column => invoke('when', condition, lit(value));
export const coalesce = ofMany('coalesce');
export const isnull = ofOne('isnull');
export const isnotnull = ofOne('isnotnull');
export const isnan = ofOne('isnan');
export const nanvl = ofTwo('nanvl');
export const nvl = ofTwo('nvl');
export const ifnull = ofTwo('ifnull');
export const nvl2 = (tested: ColumnOrName, present: ColumnOrName, absent: ColumnOrName): Column =>
  invoke('nvl2', toColumn(tested), toColumn(present), toColumn(absent));
export const nullif = ofTwo('nullif');
export const nullifzero = ofOne('nullifzero');
export const zeroifnull = ofOne('zeroifnull');
export const equal_null = ofTwo('equal_null');
export const greatest = ofMany('greatest');
export const least = ofMany('least');
/** Null where the condition is true, and an error where it is not. */
export const assert_true = (condition: ColumnOrName, message?: ColumnOrValue): Column =>
  invoke('assert_true', toColumn(condition), ...(message === undefined ? [] : [lit(message)]));
export const raise_error = (message: ColumnOrValue): Column => invoke('raise_error', lit(message));
const typeName = ofOne('typeof');

export { typeName as typeof };

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
export const initcap = ofOne('initcap');
export const instr = withValue<Column | string>('instr');
export const lcase = ofOne('lcase');
export const left = withNumber('left');
export const length = ofOne('length');
export const levenshtein = (first: ColumnOrName, second: ColumnOrName, threshold?: number): Column =>
  invoke('levenshtein', toColumn(first), toColumn(second), ...(threshold === undefined ? [] : [lit(threshold)]));
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
    invoke(name, toColumn(text), toColumn(pattern), ...(group === undefined ? [] : [lit(group)]));
export const regexp_extract_all = withGroup('regexp_extract_all');
export const regexp_instr = withGroup('regexp_instr');
export const regexp_replace = (text: ColumnOrName, pattern: ColumnOrValue, replacement: ColumnOrValue): Column =>
  invoke('regexp_replace', toColumn(text), lit(pattern), lit(replacement));
export const regexp_substr = ofTwo('regexp_substr');
/** Cuts a text at each match of a Java regular expression; with a limit, into at most so many parts. */
export const split = (text: ColumnOrName, pattern: string, limit = -1): Column =>
  invoke('split', toColumn(text), lit(pattern), lit(limit));

// Encodings, URLs
export const base64 = ofOne('base64');
export const unbase64 = ofOne('unbase64');
export const hex = ofOne('hex');
export const unhex = ofOne('unhex');
export const encode = withValue<string>('encode');
export const decode = withValue<string>('decode');
export const to_binary = ofOneOrTwo('to_binary');
export const try_to_binary = ofOneOrTwo('try_to_binary');
export const is_valid_utf8 = ofOne('is_valid_utf8');
export const make_valid_utf8 = ofOne('make_valid_utf8');
export const validate_utf8 = ofOne('validate_utf8');
export const try_validate_utf8 = ofOne('try_validate_utf8');
export const url_encode = ofOne('url_encode');
export const url_decode = ofOne('url_decode');
export const try_url_decode = ofOne('try_url_decode');
export const parse_url = ofTwoOrThree('parse_url');
export const try_parse_url = ofTwoOrThree('try_parse_url');

// Hashes
export const md5 = ofOne('md5');
export const sha = ofOne('sha');
export const sha1 = ofOne('sha1');
export const sha2 = withValue<number>('sha2');
export const crc32 = ofOne('crc32');
export const hash = ofMany('hash');
export const xxhash64 = ofMany('xxhash64');

// Bits
export const bitwise_not = ofOne('~');
export const bit_count = ofOne('bit_count');
export const bit_get = ofTwo('bit_get');
export const getbit = ofTwo('getbit');
export const shiftleft = withValue<number>('shiftleft');
export const shiftright = withValue<number>('shiftright');
export const shiftrightunsigned = withValue<number>('shiftrightunsigned');

// JSON
type Options = Readonly<Record<string, string>>;
const optionsColumn = (options: Options = {}): Column[] => {
  const pairs = Object.entries(options).flat();
  return pairs.length === 0 ? [] : [invoke('map', ...pairs.map(text => lit(text)))];
};
/** @param schema as SQL writes it: `a INT, b ARRAY<STRING>` */
export const from_json = (text: ColumnOrName, schema: Column | string, options?: Options): Column =>
  invoke('from_json', toColumn(text), lit(schema), ...optionsColumn(options));
export const to_json = (value: ColumnOrName, options?: Options): Column =>
  invoke('to_json', toColumn(value), ...optionsColumn(options));
/** @param json an example, of which the schema is told */
export const schema_of_json = (json: Column | string, options?: Options): Column =>
  invoke('schema_of_json', lit(json), ...optionsColumn(options));
/** @param path as `$.a.b[0]` */
export const get_json_object = withValue<string>('get_json_object');
export const json_array_length = ofOne('json_array_length');
export const json_object_keys = ofOne('json_object_keys');
export const json_tuple = (text: ColumnOrName, ...fields: readonly string[]): Column =>
  invoke('json_tuple', toColumn(text), ...fields.map(field => lit(field)));

// Arrays, structs
export const array = ofMany('array');
export const struct = ofMany('struct');
export const size = ofOne('size');
export const sort_array = (values: ColumnOrName, ascending = true): Column =>
  invoke('sort_array', toColumn(values), lit(ascending));
export const element_at = (values: ColumnOrName, key: ColumnOrValue): Column =>
  invoke('element_at', toColumn(values), lit(key));
export const explode = ofOne('explode');
export const explode_outer = ofOne('explode_outer');
export const posexplode = ofOne('posexplode');
export const posexplode_outer = ofOne('posexplode_outer');

// Time
export const year = ofOne('year');
export const month = ofOne('month');
export const dayofmonth = ofOne('dayofmonth');
export const dayofweek = ofOne('dayofweek');
export const hour = ofOne('hour');
export const minute = ofOne('minute');
export const second = ofOne('second');

const withPattern =
  (name: string) =>
  (text: ColumnOrName, pattern?: string): Column =>
    invoke(name, toColumn(text), ...(pattern === undefined ? [] : [lit(pattern)]));
/** @param pattern Spark's datetime pattern, as `dd/MM/yyyy HH:mm`; without it a cast */
export const to_timestamp = withPattern('to_timestamp');
export const to_date = withPattern('to_date');
export const unix_timestamp = withPattern('unix_timestamp');
export const date_format = (time: ColumnOrName, pattern: string): Column =>
  invoke('date_format', toColumn(time), lit(pattern));
export const date_trunc = (unit: string, time: ColumnOrName): Column => invoke('date_trunc', lit(unit), toColumn(time));

/**
 * The windows that hold a time: a struct of `start` and `end`.
 *
 * @param time a timestamp, or a window
 * @param size as `10 minutes`; windows are aligned to 1970 UTC
 * @param slide how far apart windows begin; without it they do not overlap
 * @param start moves the alignment
 */
export const window = (time: ColumnOrName, size: string, slide?: string | null, start?: string | null): Column => {
  const optional = start ? [lit(slide ?? size), lit(start)] : slide ? [lit(slide)] : [];
  return invoke('window', toColumn(time), lit(size), ...optional);
};
/** The session that a row belongs to: it ends when no row of the same key comes for the length of the gap. */
export const session_window = (time: ColumnOrName, gap: string | Column): Column =>
  invoke('session_window', toColumn(time), lit(gap));
export const window_time = ofOne('window_time');

// Aggregates
export const count = (column: ColumnOrName): Column =>
  column === '*' || isStar(column) ? invoke('count', lit(1)) : invoke('count', toColumn(column));
const isStar = (column: ColumnOrName): boolean => typeof column !== 'string' && column.expression.kind === 'star';
export const sum = ofOne('sum');
export const avg = ofOne('avg');
export const mean = ofOne('avg');
export const min = ofOne('min');
export const max = ofOne('max');
const pick =
  (name: string) =>
  (column: ColumnOrName, ignorenulls = false): Column =>
    invoke(name, toColumn(column), ...(ignorenulls ? [lit(true)] : []));
export const first = pick('first');
export const last = pick('last');
const distinctly = (name: string, columns: readonly ColumnOrName[]): Column => {
  const expression: Expression = { ...call(name, ...columns.map(given => toColumn(given).expression)), distinct: true };
  return new Column(expression);
};
export const count_distinct = (...columns: readonly ColumnOrName[]): Column => distinctly('count', columns);
export const countDistinct = count_distinct;
export const sum_distinct = (column: ColumnOrName): Column => distinctly('sum', [column]);
export const approx_count_distinct = (column: ColumnOrName, rsd?: number): Column =>
  invoke('approx_count_distinct', toColumn(column), ...(rsd === undefined ? [] : [lit(rsd)]));
export const collect_list = ofOne('collect_list');
export const collect_set = ofOne('collect_set');
export const max_by = ofTwo('max_by');
export const min_by = ofTwo('min_by');

// Order
export const asc = (column: ColumnOrName): Column => toColumn(column).asc();
export const desc = (column: ColumnOrName): Column => toColumn(column).desc();
