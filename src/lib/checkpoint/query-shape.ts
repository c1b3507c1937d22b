import { RuntimeError } from '../base/errors.ts';

/**
 * What of a query its checkpoint depends on: the rest (filters, projections, names of columns) may change between
 * two runs. Types are DDL texts.
 */
export interface QueryShape {
  readonly sources: number;
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
}

/**
 * Can a query go on from what a query of another shape has left?
 *
 * @throws RuntimeError that says what differs: `SOURCES_CHANGED`,
 * `STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA`, `STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE`,
 * `STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE`
 */
export function checkShape(before: QueryShape, now: QueryShape): void {
  if (before.sources !== now.sources) {
    throw new RuntimeError('SOURCES_CHANGED', { before: before.sources, now: now.sources });
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
      if (storedKeySchema !== newKeySchema) {
        throw new RuntimeError('STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE', { name, storedKeySchema, newKeySchema });
      }
      const [storedValueSchema, newValueSchema] = [ddl(store.value), ddl(other?.value)];
      if (storedValueSchema !== newValueSchema) {
        throw new RuntimeError('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', { name, storedValueSchema, newValueSchema });
      }
    }
  });
}

const ddl = (types: readonly string[] | undefined): string => (types ?? []).join(', ');
