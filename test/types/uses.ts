/** Never run, only type-checked: what is right compiles, and every line behind a directive is wrong. */
import {
  Column,
  type DataFrame,
  functions as F,
  type GroupState,
  type QueryProgress,
  type Row,
  Session,
  type StreamingQuery,
} from 'xpto';

declare const session: Session;
declare const frame: DataFrame;
declare const kept: GroupState<{ n: number }>;

// Right
const words: DataFrame = session.readStream
  .format('socket')
  .option('host', 'localhost')
  .options({ port: 3456, includeTimestamp: true })
  .load()
  .select(F.explode(F.split('value', ' ')).alias('word'), 'timestamp', F.col('value'))
  .withColumn('n', F.length('word').plus(1))
  .where(F.col('n').gt(3).and('word IS NOT NULL'))
  .filter('n > 3')
  .groupBy(F.window('timestamp', '10 minutes', '5 minutes'), 'word')
  .agg(F.count('*').alias('n'), F.max('n'))
  .orderBy('window', F.desc('n'));
const query: StreamingQuery = words.writeStream
  .outputMode('complete')
  .format('console')
  .trigger({ processingTime: '10 seconds' })
  .queryName('words')
  .start();
frame.groupBy('k').agg({ v: 'sum', '*': 'count' });
frame.join(frame, ['k'], 'left_outer').join(frame, F.col('a').eq(F.col('b')), 'anti');
frame.orderBy('k', 'v', { ascending: [true, false] });
frame.writeStream.foreach(row => console.log(row.k)).trigger({ availableNow: true });
frame.writeStream.foreach({
  open: () => true,
  process: async (row: Row) => void row,
  close: error => void error?.message,
});
frame.writeStream.foreachBatch(async (batch, batchId: number) => console.log(await batch.count(), batchId.toFixed()));
session.streams.addListener({ onQueryProgress: ({ progress }) => void progress.batchId.toFixed() });
session.createDataFrame([{ k: 'a', v: 1n }], 'k string, v bigint');
session.createDataFrame([['a', 1]], ['k', 'v']);
session.conf.set('spark.sql.ansi.enabled', false);
Session.builder.appName('x').master('local[*]').config('spark.sql.shuffle.partitions', 1).getOrCreate();
export const results: [Promise<Row[]>, Promise<Row | null>, Promise<Row[]>, Promise<number>, QueryProgress | null] = [
  frame.collect(),
  frame.head(),
  frame.head(3),
  frame.count(),
  query.lastProgress,
];
export const anything: Column = F.when(F.col('a').eq(1), 'x').otherwise(F.lit(null));
frame
  .groupBy('k')
  .mapGroupsWithState(
    { output: 'k string, n int', state: 'n int', timeout: 'processingTime' },
    ({ k }, rows, state) => {
      state.setTimeoutDuration('10 seconds');
      return [k, [...rows].length];
    },
  )
  .groupBy('k')
  .flatMapGroupsWithState(
    { output: 'k string', state: 'n int', outputMode: 'append' },
    function* (key: { k: string }, rows: Iterable<{ v: bigint }>, state: GroupState<{ n: bigint }>) {
      for (const { v } of rows) if (v > (state.getOption?.n ?? 0n)) yield { k: key.k.trim() };
      if (state.exists) state.setTimeoutTimestamp(new Date(), '1 hour');
    },
  );
frame.groupBy('k').countWindow(3, 1).agg(F.avg('v')).select('window.first');
frame.groupBy('k').lastRows(3).count();

// Wrong
// @ts-expect-error an output mode that there is not
frame.writeStream.outputMode('upsert');
// @ts-expect-error a format that is a source only
frame.writeStream.format('socket');
// @ts-expect-error a format that is a sink only
session.readStream.format('console');
// @ts-expect-error two triggers
frame.writeStream.trigger({ once: true, availableNow: true });
// @ts-expect-error no trigger
frame.writeStream.trigger({});
// @ts-expect-error once is true or left out
frame.writeStream.trigger({ once: false });
// @ts-expect-error an interval is text, with its unit
frame.writeStream.trigger({ processingTime: 10 });
// @ts-expect-error foreach needs a function, or an object that has one
frame.writeStream.foreach({ open: () => true });
// @ts-expect-error foreachBatch needs a function
frame.writeStream.foreachBatch('print');
// @ts-expect-error the number of a batch is a number
frame.writeStream.foreachBatch((_batch, batchId: string) => void batchId);
// @ts-expect-error a join type that there is not
frame.join(frame, 'k', 'sideways');
// @ts-expect-error a join needs a frame
frame.join('other', 'k');
// @ts-expect-error a number is not a column; lit(1) is
frame.select(1);
// @ts-expect-error a condition is a column or text, not what JavaScript makes of a comparison
frame.where(F.col('n') > 3);
// @ts-expect-error an aggregation needs an aggregate
frame.groupBy('k').agg();
// @ts-expect-error sum of groups takes names
frame.groupBy('k').sum(F.col('v'));
// @ts-expect-error a window needs its size
F.window('timestamp');
// @ts-expect-error a size is text, with its unit
F.window('timestamp', 600);
// @ts-expect-error a watermark needs its delay
frame.withWatermark('timestamp');
// @ts-expect-error names come in an array
frame.dropDuplicates('k');
// @ts-expect-error how many is a number
frame.limit('10');
// @ts-expect-error an alias needs a name
F.col('k').alias();
// @ts-expect-error a whole object is no value
F.lit({ a: 1 });
// @ts-expect-error columns are compared with eq, and the result of it has no ===
F.col('a').equals(1);
// @ts-expect-error a setting that there is not
session.conf.set('spark.sql.shuffle.partition', 1);
// @ts-expect-error a report is only read
query.lastProgress!.batchId = 0;
// @ts-expect-error the state of a query is not set
query.isActive = false;
// @ts-expect-error rows come when they are computed
frame.collect().length;
// @ts-expect-error a column is made by functions, not of a name
new Column('k');
const options = { output: 'k string', state: 'n int' };
// @ts-expect-error rows of several calls need a word on what they are
frame.groupBy('k').flatMapGroupsWithState(options, () => []);
// @ts-expect-error a mode that a function cannot declare
frame.groupBy('k').flatMapGroupsWithState({ ...options, outputMode: 'complete' }, () => []);
// @ts-expect-error a timeout that there is not
frame.groupBy('k').mapGroupsWithState({ ...options, timeout: 'never' }, () => ({}));
// @ts-expect-error rows, not one row
frame.groupBy('k').flatMapGroupsWithState({ ...options, outputMode: 'append' }, () => ({ k: 'a' }));
// @ts-expect-error the schema of the state is not left out
frame.groupBy('k').mapGroupsWithState({ output: 'k string' }, () => ({}));
// @ts-expect-error get is a property, as in PySpark
kept.get();
// @ts-expect-error a state of another type than was said
kept.update({ n: 'x' });
// @ts-expect-error hasTimedOut is only read
kept.hasTimedOut = true;
// @ts-expect-error a number of rows
frame.groupBy('k').countWindow('3 rows');
// @ts-expect-error windows are to be aggregated
frame.groupBy('k').countWindow(3).select('window');
