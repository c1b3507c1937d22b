import { type Column, type ColumnOrName, lit, toColumn } from '../column.ts';
import { invoke, ofOne, withValue } from './calls.ts';

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
