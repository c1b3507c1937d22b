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

// Numbers
export const abs = ofOne('abs');
export const acos = ofOne('acos');
export const acosh = ofOne('acosh');
export const asin = ofOne('asin');
export const asinh = ofOne('asinh');
export const atan = ofOne('atan');
export const atanh = ofOne('atanh');
export const bin = ofOne('bin');
export const cbrt = ofOne('cbrt');
export const cos = ofOne('cos');
export const cosh = ofOne('cosh');
export const cot = ofOne('cot');
export const csc = ofOne('csc');
export const degrees = ofOne('degrees');
export const exp = ofOne('exp');
export const expm1 = ofOne('expm1');
export const factorial = ofOne('factorial');
export const ln = ofOne('ln');
export const log10 = ofOne('log10');
export const log1p = ofOne('log1p');
export const log2 = ofOne('log2');
export const negate = ofOne('negative');
export const negative = ofOne('negative');
export const positive = ofOne('positive');
export const radians = ofOne('radians');
export const rint = ofOne('rint');
export const sec = ofOne('sec');
export const sign = ofOne('sign');
export const signum = ofOne('signum');
export const sin = ofOne('sin');
export const sinh = ofOne('sinh');
export const sqrt = ofOne('sqrt');
export const tan = ofOne('tan');
export const tanh = ofOne('tanh');
export const try_add = ofTwo('try_add');
export const try_subtract = ofTwo('try_subtract');
export const try_multiply = ofTwo('try_multiply');
export const try_divide = ofTwo('try_divide');
export const try_mod = ofTwo('try_mod');
export const e = (): Column => invoke('e');
export const pi = (): Column => invoke('pi');

/** A function of two numbers, either of which may be a plain one. */
const ofNumbers =
  (name: string) =>
  (first: ColumnOrName | number, second: ColumnOrName | number): Column =>
    invoke(name, columnOrNumber(first), columnOrNumber(second));
export const atan2 = ofNumbers('atan2');
export const hypot = ofNumbers('hypot');
export const pmod = ofNumbers('pmod');
export const pow = ofNumbers('power');
export const power = ofNumbers('power');

/** A function of a number, and of how many digits stay behind the point. */
const rounding =
  (name: string) =>
  (number: ColumnOrName, scale?: ColumnOrValue): Column =>
    invoke(name, toColumn(number), ...(scale === undefined ? [] : [lit(scale)]));
export const ceil = rounding('ceil');
export const ceiling = rounding('ceiling');
export const floor = rounding('floor');
export const round = rounding('round');
export const bround = rounding('bround');
/** The natural logarithm; with two arguments that of the second to the base of the first. */
export const log = (base: ColumnOrName | number, number?: ColumnOrName): Column =>
  number === undefined ? invoke('ln', columnOrNumber(base)) : invoke('log', columnOrNumber(base), toColumn(number));
export const conv = (number: ColumnOrName, fromBase: number, toBase: number): Column =>
  invoke('conv', toColumn(number), lit(fromBase), lit(toBase));
export const width_bucket = (
  value: ColumnOrName,
  low: ColumnOrName,
  high: ColumnOrName,
  count: ColumnOrName | number,
): Column => invoke('width_bucket', toColumn(value), toColumn(low), toColumn(high), columnOrNumber(count));

const seeded =
  (name: string) =>
  (seed?: number | bigint): Column =>
    invoke(name, ...(seed === undefined ? [] : [lit(seed)]));
/** @param seed the same seed gives the same numbers in every micro-batch, those of Spark's first partition */
export const rand = seeded('rand');
export const randn = seeded('randn');

// Arrays
export const array = ofMany('array');
export const size = ofOne('size');
export const cardinality = ofOne('cardinality');
export const array_size = ofOne('array_size');
export const sort_array = (values: ColumnOrName, ascending = true): Column =>
  invoke('sort_array', toColumn(values), lit(ascending));
export const element_at = (values: ColumnOrName, key: ColumnOrValue): Column =>
  invoke('element_at', toColumn(values), lit(key));
export const try_element_at = ofTwo('try_element_at');
export const get = withNumber('get');
export const array_append = withValue<ColumnOrValue>('array_append');
export const array_prepend = withValue<ColumnOrValue>('array_prepend');
export const array_contains = withValue<ColumnOrValue>('array_contains');
export const array_position = withValue<ColumnOrValue>('array_position');
export const array_remove = withValue<ColumnOrValue>('array_remove');
export const array_insert = (values: ColumnOrName, place: ColumnOrName | number, value: ColumnOrValue): Column =>
  invoke('array_insert', toColumn(values), columnOrNumber(place), lit(value));
export const array_compact = ofOne('array_compact');
export const array_distinct = ofOne('array_distinct');
export const array_except = ofTwo('array_except');
export const array_intersect = ofTwo('array_intersect');
export const array_union = ofTwo('array_union');
export const arrays_overlap = ofTwo('arrays_overlap');
export const arrays_zip = ofMany('arrays_zip');
export const array_join = (values: ColumnOrName, separator: string, instead?: string): Column =>
  invoke('array_join', toColumn(values), lit(separator), ...(instead === undefined ? [] : [lit(instead)]));
export const array_max = ofOne('array_max');
export const array_min = ofOne('array_min');
export const array_repeat = withNumber('array_repeat');
export const flatten = ofOne('flatten');
export const sequence = ofTwoOrThree('sequence');
export const slice = (values: ColumnOrName, start: ColumnOrName | number, length: ColumnOrName | number): Column =>
  invoke('slice', toColumn(values), columnOrNumber(start), columnOrNumber(length));

// Maps
export const create_map = ofMany('map');
export const map_concat = ofMany('map_concat');
export const map_contains_key = withValue<ColumnOrValue>('map_contains_key');
export const map_entries = ofOne('map_entries');
export const map_from_arrays = ofTwo('map_from_arrays');
export const map_from_entries = ofOne('map_from_entries');
export const map_keys = ofOne('map_keys');
export const map_values = ofOne('map_values');
export const str_to_map = (text: ColumnOrName, pairs?: ColumnOrName, parts?: ColumnOrName): Column =>
  invoke('str_to_map', ...[text, pairs, parts].filter(given => given !== undefined).map(toColumn));

// Structs
export const struct = ofMany('struct');
export const named_struct = ofMany('named_struct');

// Lambdas
type Lambda = (...parameters: Column[]) => Column;
let lambdas = 0;
/** The lambda that a function of JavaScript is: it is called once, with columns that stand for its parameters. */
function lambda(body: Lambda): Column {
  // Names of their own, so that a lambda inside another one does not hide its parameters.
  const number = ++lambdas;
  const parameters = Array.from({ length: body.length || 1 }, (_, i) => `x_${number}_${i}`);
  const columns = parameters.map(parameter => new Column({ kind: 'name', parts: [parameter] }));
  return new Column({ kind: 'lambda', parameters, body: body(...columns).expression });
}
/** A function of one collection and a lambda. */
const withLambda =
  (name: string) =>
  (collection: ColumnOrName, body: Lambda): Column =>
    invoke(name, toColumn(collection), lambda(body));
/** @param body of an element, and of its place from 0 where it takes two */
export const transform = withLambda('transform');
export const filter = withLambda('filter');
export const exists = withLambda('exists');
export const forall = withLambda('forall');
export const map_filter = withLambda('map_filter');
export const transform_keys = withLambda('transform_keys');
export const transform_values = withLambda('transform_values');
const zipping =
  (name: string) =>
  (first: ColumnOrName, second: ColumnOrName, body: Lambda): Column =>
    invoke(name, toColumn(first), toColumn(second), lambda(body));
export const zip_with = zipping('zip_with');
export const map_zip_with = zipping('map_zip_with');
/** @param comparator of two elements, giving an int below 0, 0 or above 0; without one in order, nulls last */
export const array_sort = (values: ColumnOrName, comparator?: Lambda): Column =>
  invoke('array_sort', toColumn(values), ...(comparator ? [lambda(comparator)] : []));
const folding =
  (name: string) =>
  (values: ColumnOrName, start: ColumnOrValue, merge: Lambda, finish?: Lambda): Column =>
    invoke(name, toColumn(values), lit(start), lambda(merge), ...(finish ? [lambda(finish)] : []));
export const aggregate = folding('aggregate');
export const reduce = folding('reduce');

// Several rows from one
export const explode = ofOne('explode');
export const explode_outer = ofOne('explode_outer');
export const posexplode = ofOne('posexplode');
export const posexplode_outer = ofOne('posexplode_outer');
export const inline = ofOne('inline');
export const inline_outer = ofOne('inline_outer');
export const stack = ofMany('stack');

// Time
export const year = ofOne('year');
export const month = ofOne('month');
export const quarter = ofOne('quarter');
export const weekofyear = ofOne('weekofyear');
export const weekday = ofOne('weekday');
export const day = ofOne('day');
export const dayofyear = ofOne('dayofyear');
export const dayname = ofOne('dayname');
export const monthname = ofOne('monthname');
export const dayofmonth = ofOne('dayofmonth');
export const dayofweek = ofOne('dayofweek');
export const hour = ofOne('hour');
export const minute = ofOne('minute');
export const second = ofOne('second');
export const extract = ofTwo('extract');
export const date_part = ofTwo('date_part');
export const datepart = ofTwo('datepart');
export const current_date = (): Column => invoke('current_date');
export const curdate = current_date;
/** The moment at which the micro-batch began. */
export const current_timestamp = (): Column => invoke('current_timestamp');
export const now = (): Column => invoke('now');
export const localtimestamp = (): Column => invoke('localtimestamp');
export const current_timezone = (): Column => invoke('current_timezone');
export const date_add = withNumber('date_add');
export const dateadd = withNumber('dateadd');
export const date_sub = withNumber('date_sub');
export const add_months = withNumber('add_months');
export const datediff = ofTwo('datediff');
export const date_diff = ofTwo('date_diff');
export const last_day = ofOne('last_day');
export const next_day = withValue<string>('next_day');
export const trunc = withValue<string>('trunc');
export const months_between = (end: ColumnOrName, start: ColumnOrName, roundOff = true): Column =>
  invoke('months_between', toColumn(end), toColumn(start), lit(roundOff));
export const timestamp_add = (unit: string, quantity: ColumnOrName, time: ColumnOrName): Column =>
  invoke('timestampadd', lit(unit), toColumn(quantity), toColumn(time));
export const timestamp_diff = (unit: string, start: ColumnOrName, end: ColumnOrName): Column =>
  invoke('timestampdiff', lit(unit), toColumn(start), toColumn(end));
export const unix_date = ofOne('unix_date');
export const unix_seconds = ofOne('unix_seconds');
export const unix_millis = ofOne('unix_millis');
export const unix_micros = ofOne('unix_micros');
export const date_from_unix_date = ofOne('date_from_unix_date');
export const timestamp_seconds = ofOne('timestamp_seconds');
export const timestamp_millis = ofOne('timestamp_millis');
export const timestamp_micros = ofOne('timestamp_micros');
export const from_utc_timestamp = withValue<Column | string>('from_utc_timestamp');
export const to_utc_timestamp = withValue<Column | string>('to_utc_timestamp');
export const convert_timezone = (source: Column | null, target: Column, time: ColumnOrName): Column =>
  invoke('convert_timezone', ...(source ? [source] : []), target, toColumn(time));
export const make_date = (year: ColumnOrName, month: ColumnOrName, day: ColumnOrName): Column =>
  invoke('make_date', toColumn(year), toColumn(month), toColumn(day));
export const make_timestamp = ofMany('make_timestamp');
export const make_timestamp_ltz = ofMany('make_timestamp_ltz');
export const make_timestamp_ntz = ofMany('make_timestamp_ntz');
export const try_make_timestamp = ofMany('try_make_timestamp');
export const try_make_timestamp_ltz = ofMany('try_make_timestamp_ltz');
export const try_make_timestamp_ntz = ofMany('try_make_timestamp_ntz');
export const make_interval = ofMany('make_interval');
export const make_dt_interval = ofMany('make_dt_interval');
export const make_ym_interval = ofMany('make_ym_interval');

const withPattern =
  (name: string) =>
  (text: ColumnOrName, pattern?: string): Column =>
    invoke(name, toColumn(text), ...(pattern === undefined ? [] : [lit(pattern)]));
/** @param pattern Spark's datetime pattern, as `dd/MM/yyyy HH:mm`; without it a cast */
export const to_timestamp = withPattern('to_timestamp');
export const to_date = withPattern('to_date');
/** Without an argument the seconds of the moment at which the micro-batch began. */
export const unix_timestamp = (time?: ColumnOrName, pattern?: string): Column =>
  time === undefined ? invoke('unix_timestamp') : withPattern('unix_timestamp')(time, pattern);
export const from_unixtime = withPattern('from_unixtime');
export const to_unix_timestamp = ofOneOrTwo('to_unix_timestamp');
export const to_timestamp_ltz = ofOneOrTwo('to_timestamp_ltz');
export const to_timestamp_ntz = ofOneOrTwo('to_timestamp_ntz');
export const try_to_timestamp = ofOneOrTwo('try_to_timestamp');
export const try_to_date = withPattern('try_to_date');
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
export const first_value = pick('first_value');
export const last_value = pick('last_value');
export const any_value = pick('any_value');
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
export const array_agg = ofOne('array_agg');
export const bit_and = ofOne('bit_and');
export const bit_or = ofOne('bit_or');
export const bit_xor = ofOne('bit_xor');
export const bool_and = ofOne('bool_and');
export const bool_or = ofOne('bool_or');
export const every = ofOne('every');
export const some = ofOne('some');
export const count_if = ofOne('count_if');
export const try_sum = ofOne('try_sum');
export const try_avg = ofOne('try_avg');
export const std = ofOne('std');
export const stddev = ofOne('stddev');
export const stddev_samp = ofOne('stddev_samp');
export const stddev_pop = ofOne('stddev_pop');
export const variance = ofOne('variance');
export const var_samp = ofOne('var_samp');
export const var_pop = ofOne('var_pop');
export const skewness = ofOne('skewness');
export const kurtosis = ofOne('kurtosis');
export const corr = ofTwo('corr');
export const covar_pop = ofTwo('covar_pop');
export const covar_samp = ofTwo('covar_samp');
export const regr_avgx = ofTwo('regr_avgx');
export const regr_avgy = ofTwo('regr_avgy');
export const regr_count = ofTwo('regr_count');
export const regr_intercept = ofTwo('regr_intercept');
export const regr_r2 = ofTwo('regr_r2');
export const regr_slope = ofTwo('regr_slope');
export const regr_sxx = ofTwo('regr_sxx');
export const regr_sxy = ofTwo('regr_sxy');
export const regr_syy = ofTwo('regr_syy');
export const median = ofOne('median');
export const mode = (column: ColumnOrName, deterministic = false): Column =>
  invoke('mode', toColumn(column), ...(deterministic ? [lit(true)] : []));
const fractionOf = (fraction: Column | number | readonly number[]): Column =>
  Array.isArray(fraction) ? invoke('array', ...fraction.map(lit)) : lit(fraction as Column | number);
export const percentile = (
  column: ColumnOrName,
  fraction: Column | number | readonly number[],
  frequency: ColumnOrName | number = 1,
): Column =>
  invoke('percentile', toColumn(column), fractionOf(fraction), ...(frequency === 1 ? [] : [columnOrNumber(frequency)]));
const approximate =
  (name: string) =>
  (column: ColumnOrName, fraction: Column | number | readonly number[], accuracy: Column | number = 10_000): Column =>
    invoke(name, toColumn(column), fractionOf(fraction), lit(accuracy));
export const percentile_approx = approximate('percentile_approx');
export const approx_percentile = approximate('approx_percentile');
const joining =
  (name: string) =>
  (column: ColumnOrName, delimiter?: ColumnOrValue): Column =>
    invoke(name, toColumn(column), ...(delimiter === undefined ? [] : [lit(delimiter)]));
export const listagg = joining('listagg');
export const string_agg = joining('string_agg');
export const listagg_distinct = (column: ColumnOrName, delimiter?: ColumnOrValue): Column =>
  new Column({ ...listagg(column, delimiter).expression, distinct: true } as Expression);

// Order
export const asc = (column: ColumnOrName): Column => toColumn(column).asc();
export const desc = (column: ColumnOrName): Column => toColumn(column).desc();
