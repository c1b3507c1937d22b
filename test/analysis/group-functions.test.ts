import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type DataFrame, functions as F, type GroupTimeout, XptoError } from 'xpto';
import { type ErrorKey, languages, renderError } from '../../src/lib/base/messages/index.ts';
import { input, table } from '../support/script.ts';

/** What Spark's `start()` says of plans with a function of groups, in append, update and complete. */
const recorded: { below: string; operator: string; above: string; answers: string[] }[] = JSON.parse(
  readFileSync(new URL('group-functions.recorded.json', import.meta.url), 'utf8'),
);

const columns = 'k string, at timestamp, v int';
const stream = input(columns).frame;
const other = input('k string, w int').frame;

const map = (frame: DataFrame, timeout: GroupTimeout = 'none') =>
  frame.groupBy('k').mapGroupsWithState({ output: columns, state: 'n int', timeout }, ({ k }) => [k, null, 1]);
const flat = (frame: DataFrame, outputMode: 'append' | 'update', timeout: GroupTimeout = 'none') =>
  frame
    .groupBy('k')
    .flatMapGroupsWithState({ output: columns, state: 'n int', outputMode, timeout }, ({ k }) => [[k, null, 1]]);

const below: Record<string, DataFrame> = {
  stream,
  'stream with watermark': stream.withWatermark('at', '1 second'),
  'count by k': stream.groupBy('k').agg(F.max('at').alias('at'), F.max('v').alias('v')),
  windows: stream
    .withWatermark('at', '1 second')
    .groupBy(F.window('at', '5 seconds'), 'k')
    .agg(F.max('v').alias('v'))
    .selectExpr('k', 'window.start AS at', 'v'),
  distinct: stream.distinct(),
  'watermark and duplicates by time': stream.withWatermark('at', '1 second').dropDuplicates(['k', 'at']),
  'join of streams': stream.join(other, 'k').select('k', 'at', 'v'),
  table: table(columns, ['a', 0, 1]),
};
const operators: Record<string, (frame: DataFrame) => DataFrame> = {
  map,
  append: frame => flat(frame, 'append'),
  update: frame => flat(frame, 'update'),
  'map, event time': frame => map(frame, 'eventTime'),
  'append, event time': frame => flat(frame, 'append', 'eventTime'),
};
const above: Record<string, (frame: DataFrame) => DataFrame> = {
  alone: frame => frame,
  'then where': frame => frame.where('v > 1'),
  'then count by k': frame => frame.groupBy('k').count(),
  'then watermark and windows': frame =>
    frame.withWatermark('at', '1 second').groupBy(F.window('at', '5 seconds')).count(),
  'then distinct': frame => frame.distinct(),
  'then watermark and duplicates by time': frame => frame.withWatermark('at', '1 second').dropDuplicates(['k', 'at']),
  'then join of streams': frame => frame.join(other, 'k'),
  'then limit': frame => frame.limit(3),
  'then order': frame => frame.orderBy('k'),
  'then map': frame => map(frame),
  'then flat append': frame => flat(frame, 'append'),
  'then flat update': frame => flat(frame, 'update'),
};

/** Spark's reasons, and the keys of ours. */
const reasons: readonly [spark: RegExp, keys: readonly string[]][] = [
  [/^ok$/, ['ok']],
  [/^STREAMING_OUTPUT_MODE/, ['APPEND_WITHOUT_WATERMARK', 'COMPLETE_WITHOUT_AGGREGATION']],
  [/^mapGroupsWithState is not supported with/, ['MAP_GROUPS_IN_MODE']],
  [/^Multiple mapGroups/, ['SEVERAL_MAP_GROUPS']],
  [/^Mixing/, ['MAP_AND_FLAT_MAP_GROUPS']],
  [/^Multiple flatMapGroups/, ['SEVERAL_FLAT_MAP_GROUPS']],
  [/^flatMapGroupsWithState in \w+ mode is not supported with \w+ output mode/, ['FLAT_MAP_GROUPS_IN_MODE']],
  [/^flatMapGroupsWithState in update mode is not supported with aggregation/, ['FLAT_MAP_GROUPS_AND_AGGREGATION']],
  [/^Watermark must be specified/, ['TIMEOUT_WITHOUT_WATERMARK']],
  [/'correctness'/, ['STATEFUL_BEHIND_STATEFUL', 'STATEFUL_BEHIND_TIMEOUTS']],
  [/^Sorting/, ['SORT_IN_STREAM']],
  [/^Limits/, ['LIMIT_IN_UPDATE']],
];

test.each(recorded)('$below, $operator, $above', async plan => {
  const frame = above[plan.above](operators[plan.operator](below[plan.below]));
  for (const [i, mode] of (['append', 'update', 'complete'] as const).entries()) {
    const spark = plan.answers[i];
    const allowed = reasons.find(([reason]) => reason.test(spark))?.[1];
    expect(allowed, `${mode}: ${spark}`).toContain(await keyOf(frame, mode));
  }
});

const ownKeys = reasons.flatMap(([, keys]) => keys).filter(key => /GROUPS|TIMEOUT/.test(key)) as ErrorKey[];

test.for(ownKeys)('%s says why, what would be legal, and what to try', key => {
  const lines = { en: [/^Why: /, /^Legal: /, /^Try: /], 'pt-BR': [/^Por quê: /, /^Permitido: /, /^Tente: /] };
  for (const language of languages) {
    const { hints } = renderError(key, { mode: 'update', declared: 'append' }, language);
    expect(hints).toEqual(lines[language].map(line => expect.stringMatching(line)));
    expect(hints.join()).not.toContain('{');
  }
});

/** Why the frame cannot be run; ok where it can. */
async function keyOf(frame: DataFrame, mode: 'append' | 'update' | 'complete'): Promise<string> {
  try {
    if (frame.isStreaming) await frame.writeStream.format('noop').outputMode(mode).start().stop();
    else await frame.collect();
    return 'ok';
  } catch (error) {
    if (error instanceof XptoError) return error.key;
    throw error;
  }
}
