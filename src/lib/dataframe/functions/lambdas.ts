import { Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from '../column.ts';
import { invoke } from './calls.ts';

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
