import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../lib/base/errors.ts';
import { Decimal } from '../lib/base/messages/index.ts';
import type { Session } from '../lib/dataframe/session.ts';
import { triggerIntervalMs } from '../lib/engine/trigger.ts';
import { localPathOf } from '../lib/files/open-files.ts';
import { wholePath } from '../lib/files/walk-now.ts';
import { pysparkOf } from '../lib/twitter/ref/pyspark.ts';
import { checkRefSettings } from '../lib/twitter/ref/settings.ts';
import { parseSymbols, type Symbols } from '../lib/twitter/ref/symbols.ts';
import { rawFiles, refOf, rejectsOf } from '../lib/twitter/ref/tweets.ts';
import { secondsShown } from './amounts.ts';
import type { Io } from './io.ts';
import { count, nonEmpty, oneOf, type Read, timeZone, valueOption } from './options.ts';
import { interval } from './query-options.ts';
import { openSession, untilDone } from './run-query.ts';
import { readText } from './text-file.ts';

interface RawToRefOptions {
  readonly raw: string;
  readonly ref: string;
  readonly checkpoint?: string;
  readonly trigger: string;
  readonly once: boolean;
  readonly columns: 'course' | 'ascii';
  readonly timeZone: string;
  readonly dedupDays: number;
  readonly symbols?: string;
  readonly emoji: boolean;
  readonly settle: number;
  readonly json: boolean;
  readonly pyspark: boolean;
}

/** Reads `1s`, `500ms`. */
const settleMs =
  (option: string): Read<number> =>
  value => {
    const [, digits, unit] = /^(\d{1,6})(ms|s|m)$/.exec(value) ?? [];
    if (digits !== undefined) return Number(digits) * { ms: 1, s: 1000, m: 60_000 }[unit as 'ms' | 's' | 'm'];
    throw new UsageError('OPTION_NOT_A_SHORT_TIME', { option, value });
  };

const [REF, REJECTED] = ['raw-to-ref', 'rejected'];

export function define(command: Command, io: Io): void {
  const { text } = io;
  command
    .addOption(valueOption('--raw <dir>', text('OPTION_RAW_DIR'), nonEmpty, 'raw'))
    .addOption(valueOption('--ref <dir>', text('OPTION_REF_DIR'), nonEmpty, 'ref'))
    .addOption(valueOption('--checkpoint <dir>', text('OPTION_REF_CHECKPOINT'), nonEmpty))
    .addOption(valueOption('--trigger <interval>', text('OPTION_REF_TRIGGER'), interval, '10 seconds'))
    .option('--once', text('OPTION_ONCE'), false)
    .addOption(valueOption('--columns <names>', text('OPTION_REF_COLUMNS'), oneOf(['course', 'ascii']), 'course'))
    .addOption(valueOption('--time-zone <zone>', text('OPTION_REF_TIME_ZONE'), timeZone, 'UTC'))
    .addOption(valueOption('--dedup-days <n>', text('OPTION_DEDUP_DAYS'), count, 7))
    .addOption(valueOption('--symbols <file>', text('OPTION_SYMBOLS'), nonEmpty))
    .option('--emoji', text('OPTION_EMOJI'), false)
    .addOption(valueOption('--settle <time>', text('OPTION_SETTLE'), settleMs, 1000).default(1000, '1s'))
    .option('--json', text('OPTION_JSON'), false)
    .option('--pyspark', text('OPTION_REF_PYSPARK'), false)
    .addHelpText('before', `${text('RAW_TO_REF_EXAMPLES')}\n`)
    .addHelpText('after', `\n${text('RAW_TO_REF_RULES', { path: courseSymbols(io) })}`)
    .action((options: RawToRefOptions) => rawToRef(io, options));
}

const courseSymbols = (io: Io): string => join(io.exercises, 'raw-to-ref', 'symbols.json');

async function rawToRef(io: Io, options: RawToRefOptions): Promise<void> {
  const { raw, ref, checkpoint = `${ref}/_checkpoint` } = options;
  if (sameFolder(raw, ref)) throw new UsageError('RAW_IS_REF', { folder: ref });
  const file = options.symbols ?? courseSymbols(io);
  const symbols = parseSymbols(await readText(file, io.interrupted), file, options.emoji);
  if (options.pyspark) {
    await io.stdout.write(sparkProgram(symbols, options));
    return;
  }
  const session = openSession(io, { name: REF, timeZone: options.timeZone });
  // An empty batch would only forget ids a trigger earlier.
  session.conf.set('spark.sql.streaming.noDataMicroBatches.enabled', false);
  const files = rawFiles(session, raw, { settleMs: options.settle });
  await checkRefSettings(await session.openFiles(ref), ref, options);
  const story = tell(io, session, options);
  const start = {
    [REF]: () => refWriter(files, symbols, options).option('checkpointLocation', `${checkpoint}/ref`).start(ref),
    [REJECTED]: () =>
      trigger(rejectsOf(files).writeStream.format('json'), options)
        .queryName(REJECTED)
        .option('checkpointLocation', `${checkpoint}/rejected`)
        .start(`${ref}/_rejected`),
  };
  story.started(symbols);
  try {
    if (options.once) {
      for (const name of [REF, REJECTED]) if (!io.interrupted.aborted) await untilDone(start[name](), io, {});
    } else {
      const quiet = { ...io, note: () => {} }; // one of them says it
      await Promise.all([untilDone(start[REF](), io, {}), untilDone(start[REJECTED](), quiet, {})]);
    }
    story.summary();
  } finally {
    await session.stop();
  }
}

/** Spark's checkpoint is another one: its state is not ours. */
function sparkProgram(
  symbols: Symbols,
  { ref, checkpoint = `${ref}/_spark_checkpoint`, once, trigger: interval, columns, ...options }: RawToRefOptions,
): string {
  const ascii = columns === 'ascii';
  return pysparkOf({ ...options, symbols, ascii, ref, checkpoint, interval: once ? undefined : interval });
}

function sameFolder(a: string, b: string): boolean {
  const [x, y] = [a, b].map(location => {
    const path = localPathOf(location);
    return path === undefined ? location.replace(/\/+$/, '') : wholePath(path);
  });
  return x === y;
}

type Writer = ReturnType<typeof rawFiles>['writeStream'];

const trigger = (writer: Writer, { once, trigger }: RawToRefOptions): Writer =>
  writer.trigger(once ? { availableNow: true } : { processingTime: trigger });

const refWriter = (files: ReturnType<typeof rawFiles>, symbols: Symbols, options: RawToRefOptions): Writer => {
  const { dedupDays, columns } = options;
  const frame = refOf(files, { symbols, dedupDays, ascii: columns === 'ascii' });
  const writer = frame.writeStream.format('parquet').queryName(REF).partitionBy('ano', 'mes', 'dia');
  return trigger(writer, options);
};

/** What is said while it runs, on standard error, and as JSON on standard output. */
function tell(io: Io, session: Session, options: RawToRefOptions) {
  const totals = { batches: 0, files: 0, tweets: 0, repeats: 0, rejected: 0 };
  const say = (line: string) => io.note(io.style.dim(line));
  session.streams.addListener({
    onQueryProgress({ progress }) {
      const { name, batchId: batch, numInputRows: files, sink, stateOperators, batchDuration } = progress;
      const count = Math.max(0, sink.numOutputRows);
      if (name === REF) {
        totals.batches += 1;
        totals.files += files;
        totals.tweets += count;
        for (const { customMetrics } of stateOperators) totals.repeats += customMetrics['numDroppedDuplicateRows'] ?? 0;
        const seconds = secondsShown(batchDuration);
        if (files > 0) say(io.text('RAW_TO_REF_BATCH', { batch, files, tweets: count, seconds }));
      } else {
        totals.rejected += count;
        if (count > 0) say(io.text('RAW_TO_REF_REJECTED', { batch, count, folder: `${options.ref}/_rejected` }));
      }
      return options.json ? io.stdout.write(`${JSON.stringify(progress)}\n`) : undefined;
    },
  });
  return {
    started({ positive, negative }: Symbols): void {
      const { raw, ref, once, timeZone: zone, dedupDays: days } = options;
      const intervalMs = triggerIntervalMs(options.trigger);
      const when = once
        ? io.text('RAW_TO_REF_ONCE')
        : intervalMs === 0
          ? io.text('TRIGGER_AT_ONCE')
          : io.text('RAW_TO_REF_EVERY', { seconds: new Decimal(intervalMs / 1000) });
      say(io.text('RAW_TO_REF_STARTED', { raw, ref, when, zone, count: positive.length + negative.length }));
      say(days > 0 ? io.text('RAW_TO_REF_DEDUP', { days }) : io.text('RAW_TO_REF_NO_DEDUP'));
    },
    summary(): void {
      say(io.text('RAW_TO_REF_SUMMARY_END', totals));
      const { requests } = session;
      if (requests === undefined) return;
      const each = totals.batches === 0 ? '-' : Math.round(requests / totals.batches);
      say(io.text('SUMMARY_REQUESTS', { requests, each }));
    },
  };
}
