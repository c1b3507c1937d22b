import { RuntimeError, UsageError } from '../../base/errors.ts';
import { phrase } from '../../base/messages/index.ts';
import { BATCH_ROWS, type Batch } from '../../columns/batch.ts';
import { batchFromRows, type RowInput, requireKnownFields } from '../../columns/from-user.ts';
import type { Row } from '../../columns/rows.ts';
import { zone } from '../../columns/time/zone.ts';
import type { Value } from '../../columns/vector.ts';
import type { FlatMapGroupsWithState } from './flat-map-groups-with-state.ts';
import { type CallContext, KeptGroupState } from './group-state.ts';

/** The calls of the user's function in one batch, and the rows that they gave. */
export class Calls {
  readonly #node: FlatMapGroupsWithState;
  readonly #context: CallContext;
  readonly #method: string;
  readonly #batches: Batch[] = [];
  #rows: RowInput[] = [];

  constructor(node: FlatMapGroupsWithState, times: Pick<CallContext, 'processingTimeMs' | 'watermarkMs'>) {
    const { state, timestamps, timeout, settings, isMap } = node;
    this.#node = node;
    this.#context = { type: state, timestamps, timeout, zone: zone(settings.timeZone), ...times };
    this.#method = isMap ? 'mapGroupsWithState' : 'flatMapGroupsWithState';
  }

  /**
   * @param value the fields of what is kept of the key; null: nothing is
   * @returns the state as the call left it
   * @throws RuntimeError `FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR` whatever the function throws
   */
  call(key: Row, rows: Iterable<Row>, value: Value, hasTimedOut: boolean): KeptGroupState {
    const state = new KeptGroupState(this.#context, value, hasTimedOut);
    try {
      const given = this.#node.call(key, rows, state);
      // A generator does its work, and changes the state, while its rows are read.
      for (const row of this.#node.isMap ? [given] : this.#iterable(given)) this.#add(row);
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
      const params = { method: this.#method, key: textOf(key), reason: cause.message };
      throw new RuntimeError('FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR', params, { cause });
    }
    return state;
  }

  /** The rows of all calls. */
  *batches(): Generator<Batch> {
    this.#flush();
    yield* this.#batches;
  }

  #iterable(given: unknown): Iterable<unknown> {
    if (isObject(given) && Symbol.iterator in given) return given as Iterable<unknown>;
    this.#refuse(given, 'ROWS');
  }

  #add(row: unknown): void {
    if (!isObject(row) || 'then' in row) this.#refuse(row, 'A_ROW');
    if (!Array.isArray(row)) requireKnownFields(row, this.#node.output);
    this.#rows.push(row);
    if (this.#rows.length === BATCH_ROWS) this.#flush();
  }

  #refuse(given: unknown, expected: 'A_ROW' | 'ROWS'): never {
    const isLater = isObject(given) && ('then' in given || Symbol.asyncIterator in given);
    if (isLater) throw new UsageError('STATE_FUNCTION_IS_ASYNC', { method: this.#method });
    throw new UsageError('NOT_A_ROW', { method: this.#method, expected: phrase(expected), given: String(given) });
  }

  #flush(): void {
    if (this.#rows.length === 0) return;
    this.#batches.push(batchFromRows(this.#rows, this.#node.output, this.#node.settings.timeZone));
    this.#rows = [];
  }
}

const isObject = (given: unknown): given is object => typeof given === 'object' && given !== null;

const textOf = (key: Row): string =>
  Object.entries(key)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ') || '-';
