import { type Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from '../column.ts';
import {
  columnOrNumber,
  invoke,
  ofMany,
  ofOne,
  ofTwo,
  ofTwoOrThree,
  optional,
  withNumber,
  withValue,
} from './calls.ts';

// Arrays
export const array = ofMany('array');
export const size = ofOne('size');
export const cardinality = ofOne('cardinality');
export const array_size = ofOne('array_size');
/** @param seed the same seed gives the same orders in every micro-batch, those of Spark's first partition */
export const shuffle = (values: ColumnOrName, seed?: number | bigint): Column =>
  invoke('shuffle', toColumn(values), ...optional(seed));
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
  invoke('array_join', toColumn(values), lit(separator), ...optional(instead));
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

// Several rows from one
export const explode = ofOne('explode');
export const explode_outer = ofOne('explode_outer');
export const posexplode = ofOne('posexplode');
export const posexplode_outer = ofOne('posexplode_outer');
export const inline = ofOne('inline');
export const inline_outer = ofOne('inline_outer');
export const stack = ofMany('stack');
