import { RuntimeError } from '../base/errors.ts';
import { parseType } from '../columns/ddl.ts';
import { type DataType, isKind, structType, typeName } from '../columns/types.ts';

/**
 * What of a query its checkpoint depends on: the rest (filters, projections, names of columns) may change between
 * two runs. Types are DDL texts.
 */
export interface QueryShape {
  readonly sources: number;
  /** What each source is: `files`, `rate`; the offsets of one mean nothing to another. Not in an older checkpoint. */
  readonly kinds?: readonly string[];
  /** Operators that keep state, from the sink back to the sources. */
  readonly stateful: readonly StatefulShape[];
}

export interface StatefulShape {
  /** The name of Spark's operator: `stateStoreSave`. */
  readonly name: string;
  readonly stores: readonly StoreShape[];
}

/** What the keys and values of a store are made of. */
export interface StoreShape {
  readonly name: string;
  readonly key: readonly string[];
  readonly value: readonly string[];
  /**
   * What each value is of: `sum`, `max`; empty for what no aggregate keeps. Another function with a value of the same type
   * would go on counting from it, as Spark does. Not in an older checkpoint.
   */
  readonly functions?: readonly string[];
  /** Those that the columns had in the first run: for people only, and not in a checkpoint of an older version. */
  readonly names?: { readonly key: readonly string[]; readonly value: readonly string[] };
}

/**
 * Can a query go on from what a query of another shape has left?
 *
 * @throws RuntimeError that says what differs: `SOURCES_CHANGED`, `SOURCE_KINDS_CHANGED`,
 * `STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA`, `STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE`,
 * `STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE`
 */
export function checkShape(before: QueryShape, now: QueryShape): void {
  if (before.sources !== now.sources) {
    throw new RuntimeError('SOURCES_CHANGED', { before: before.sources, now: now.sources });
  }
  if (before.kinds && now.kinds && !areEqual(before.kinds, now.kinds)) {
    throw new RuntimeError('SOURCE_KINDS_CHANGED', { before: before.kinds.join(', '), now: now.kinds.join(', ') });
  }
  const names = ({ stateful }: QueryShape): string => stateful.map(({ name }) => name).join(', ');
  if (names(before) !== names(now)) {
    throw new RuntimeError('STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA', {
      OpsInMetadataSeq: names(before),
      OpsInCurBatchSeq: names(now),
    });
  }
  before.stateful.forEach(({ name, stores }, i) => {
    const others = new Map(now.stateful[i].stores.map(store => [store.name, store]));
    for (const store of stores) {
      const other = others.get(store.name);
      const [storedKeySchema, newKeySchema] = [ddl(store.key), ddl(other?.key)];
      if (!areSame(store.key, other?.key)) {
        throw new RuntimeError('STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE', { name, storedKeySchema, newKeySchema });
      }
      const [storedValueSchema, newValueSchema] = [valuesOf(store), valuesOf(other)];
      const isOther = store.functions && other?.functions && !areEqual(store.functions, other.functions);
      if (isOther || !areSame(store.value, other?.value)) {
        throw new RuntimeError('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', { name, storedValueSchema, newValueSchema });
      }
    }
  });
}

const areEqual = (before: readonly string[], now: readonly string[]): boolean =>
  before.length === now.length && before.every((one, i) => one === now[i]);

/** As in Spark, the names of fields in a struct may change: values are found by their places. */
const areSame = (before: readonly string[], now: readonly string[] = []): boolean =>
  before.length === now.length && before.every((type, i) => type === now[i] || isSameButNames(type, now[i]));

const isSameButNames = (a: string, b: string): boolean => {
  const [one, other] = [a, b].map(text => typeName(withoutNames(parseType(text))));
  return one === other;
};

function withoutNames(type: DataType): DataType {
  if (isKind(type, 'struct')) {
    return structType(type.fields.map((field, i) => ({ name: `_${i}`, type: withoutNames(field.type) })));
  }
  if (isKind(type, 'array')) return { ...type, element: withoutNames(type.element) };
  if (isKind(type, 'map')) return { ...type, key: withoutNames(type.key), value: withoutNames(type.value) };
  return type;
}

const ddl = (types: readonly string[] | undefined): string => (types ?? []).join(', ');

/** The types of the values, each behind the function that it is of: `count: bigint`. */
const valuesOf = (store: StoreShape | undefined): string =>
  ddl(store?.value.map((type, i) => (store.functions?.[i] ? `${store.functions[i]}: ${type}` : type)));
