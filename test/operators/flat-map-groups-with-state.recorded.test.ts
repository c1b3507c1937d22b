/**
 * What Spark does with `mapGroupsWithState` and `flatMapGroupsWithState`. The function of the user obeys commands: those
 * that are in the rows of its key, and after a timeout those that it has kept; it says what came of each.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type GroupState, type GroupTimeout, type Row, Session, XptoError } from 'xpto';
import { WatchedClock } from '../support/watched-clock.ts';

interface Case {
  readonly name: string;
  readonly kind: 'map' | 'append' | 'update';
  readonly timeout: GroupTimeout;
  readonly watermark?: string;
  readonly steps: readonly {
    readonly clock: number;
    readonly add: readonly (readonly [string | null, number, string])[];
  }[];
  readonly batches: readonly Batch[];
}

interface Batch {
  readonly step: number;
  readonly batchId: number;
  readonly timestampMs: number;
  readonly numInputRows: number;
  readonly watermark: string | null;
  readonly state: Readonly<Record<'total' | 'updated' | 'removed' | 'late', number>>;
  readonly rows: readonly (readonly [key: string | null, said: string])[];
}

const cases: Case[] = JSON.parse(
  readFileSync(new URL('flat-map-groups-with-state.recorded.json', import.meta.url), 'utf8'),
);

/** Spark's errors that have no condition, and what they are called here, where PySpark has a name for them its own. */
const names: readonly [spark: RegExp, ours: string][] = [
  [/NoSuchElementException: State is either not defined or has already been removed/g, 'STATE_NOT_EXISTS'],
  [/IllegalArgumentException: 'null' is not a valid state value/g, 'CANNOT_BE_NONE'],
  [/IllegalArgumentException: Timeout (duration|timestamp) must be positive/g, 'VALUE_NOT_POSITIVE'],
  [
    /IllegalArgumentException: Timeout timestamp \(\d+\) cannot be earlier than the current watermark \(\d+\)/g,
    'INVALID_TIMEOUT_TIMESTAMP',
  ],
  [/IllegalArgumentException: Provided duration \([^)]*\) is negative/g, 'NEGATIVE_TIMEOUT_INTERVAL'],
  [/INVALID_INTERVAL_FORMAT\.\w+/g, 'INVALID_INTERVAL_FORMAT'],
];

const inOurWords = (said: string): string => names.reduce((text, [spark, ours]) => text.replace(spark, ours), said);

interface Held {
  n: number;
  next: string | null;
}

function obey(key: string | null, rows: Iterable<Row>, state: GroupState<Held>): Row {
  const commands = state.hasTimedOut
    ? (state.getOption?.next ?? '').split('&')
    : Array.from(rows, row => row['command'] as string)
        .sort()
        .flatMap(command => command.split(';'));
  const told: string[] = [];
  for (const command of commands.map(each => each.trim())) {
    try {
      const answer = act(command, state);
      if (answer !== undefined) told.push(`${command} = ${answer}`);
    } catch (error) {
      if (!(error instanceof XptoError)) throw error;
      told.push(`${command} ! ${error.condition ?? error.key}`);
    }
  }
  const now = state.exists ? `n=${state.get.n}` : 'none';
  return { k: key, said: [...told, `${state.hasTimedOut ? 'timed out, ' : ''}${now}`].join(' | ') };
}

function act(command: string, state: GroupState<Held>): number | undefined {
  const [verb] = command.split(' ');
  const what = command.slice(verb.length + 1);
  const held = state.getOption;
  const [first, more] = what.split(' plus ');
  switch (verb) {
    case 'add':
      state.update({ n: (held?.n ?? 0) + Number(what), next: held?.next ?? null });
      break;
    case 'next':
      state.update({ n: held?.n ?? 0, next: what });
      break;
    case 'remove':
      state.remove();
      break;
    case 'in':
      state.setTimeoutDuration(/^-?\d+$/.test(what) ? Number(what) : what);
      break;
    case 'at':
      state.setTimeoutTimestamp(Number(first), more);
      break;
    case 'date':
      state.setTimeoutTimestamp(new Date(Number(first)), more);
      break;
    case 'get':
      return state.get.n;
    case 'null':
      state.update(null as unknown as Held);
      break;
    case 'watermark':
      return state.getCurrentWatermarkMs();
    case 'now':
      return state.getCurrentProcessingTimeMs();
  }
  return undefined;
}

async function run({ kind, timeout, watermark, steps }: Case): Promise<Batch[]> {
  const clock = new WatchedClock(steps[0].clock);
  const session = new Session({ clock });
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  const stream = session.memoryStream('k string, at timestamp, command string');
  const add = (step: number) => {
    const rows = steps[step].add.map(([k, atMs, command]) => [k, BigInt(atMs) * 1000n, command]);
    if (rows.length > 0) stream.add(rows);
  };
  add(0);
  const events = watermark === undefined ? stream.toDF() : stream.toDF().withWatermark('at', watermark);
  const options = { output: 'k string, said string', state: 'n int, next string', timeout };
  const groups = events.groupBy('k');
  const frame =
    kind === 'map'
      ? groups.mapGroupsWithState(options, (key, rows, state: GroupState<Held>) => obey(key['k'], rows, state))
      : groups.flatMapGroupsWithState({ ...options, outputMode: kind }, function* (key, rows, state: GroupState<Held>) {
          yield obey(key['k'], rows, state);
        });
  const given = new Map<number, { step: number; rows: Batch['rows'] }>();
  let step = 0;
  const query = frame.writeStream
    .outputMode(kind === 'append' ? 'append' : 'update')
    .trigger({ processingTime: '1 second' })
    .foreachBatch(async (batch, id) => {
      const rows = (await batch.collect()).map(({ k, said }) => [k, said] as const);
      given.set(id, { step, rows });
    })
    .start();
  const settled = () => clock.untilAwaited(clock.nowMs() + 1000);
  await settled();
  for (step = 1; step < steps.length; step++) {
    add(step);
    clock.set(steps[step].clock);
    await settled();
  }
  await query.stop();
  return query.recentProgress
    .filter(({ batchId }) => given.has(batchId))
    .map(({ batchId, timestamp, numInputRows, eventTime, stateOperators: [state] }) => ({
      ...given.get(batchId)!,
      batchId,
      timestampMs: Date.parse(timestamp),
      numInputRows,
      watermark: eventTime?.watermark ?? null,
      state: {
        total: state.numRowsTotal,
        updated: state.numRowsUpdated,
        removed: state.numRowsRemoved,
        late: state.numRowsDroppedByWatermark,
      },
    }));
}

const sorted = (batches: readonly Batch[]) =>
  batches.map(batch => ({ ...batch, rows: batch.rows.map(row => JSON.stringify(row)).sort() }));

test.each(cases)('$name', async given => {
  const expected = given.batches.map(batch => ({
    ...batch,
    rows: batch.rows.map(([key, said]) => [key, inOurWords(said)] as const),
  }));
  expect(sorted(await run(given))).toEqual(sorted(expected));
});
