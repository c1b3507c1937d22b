import { type DataFrame, type Row, Session, type StreamingQuery, XptoError } from 'xpto';
import type { BatchTrace, Case, ErrorTrace, Expectation, JsonRow, TableName } from './case.ts';
import { applyPlan } from './plan.ts';
import { ddlOf, decodeRows, encodeRow, isoMicros } from './values.ts';

/** Runs a recorded case on the engine, and writes down what happened as the recorder does for Spark. */
export async function replay(given: Case): Promise<Expectation> {
  const session = new Session();
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  for (const [key, value] of Object.entries(given.conf ?? {})) session.conf.set(key as never, value);
  const streams = openStreams(session, given);
  const tables = new Map<TableName, DataFrame>([...streams].map(([name, { frame }]) => [name, frame]));
  if (given.static) {
    const ddl = ddlOf(given.static.schema);
    const schema = session.createDataFrame([], ddl).schema;
    tables.set('static', session.createDataFrame(decodeRows(given.static.rows, schema), ddl));
  }
  let frame: DataFrame;
  try {
    frame = applyPlan(tables.get('source')!, given.plan, tables);
  } catch (error) {
    return { error: describe('plan', error) };
  }
  const collected: { batchId: number; rows: JsonRow[]; afterStep: number }[] = [];
  let step = 0;
  let query: StreamingQuery;
  try {
    query = frame.writeStream
      .outputMode(given.outputMode as 'append')
      .foreachBatch(async (batch, batchId) => {
        const rows = await batch.collect({ timestamps: 'micros' });
        collected.push({ batchId, rows: rows.map((row: Row) => encodeRow(row, batch.schema)), afterStep: step });
      })
      .start();
  } catch (error) {
    return { error: describe('start', error) };
  }
  let failure: ErrorTrace | undefined;
  try {
    for (; step < given.source.steps.length; step++) {
      for (const { add, steps } of streams.values()) if (steps[step].length > 0) add(steps[step]);
      await query.processAllAvailable();
    }
  } catch (error) {
    failure = { ...describe('run', error), afterStep: step };
  }
  const progress = new Map(query.recentProgress.map(report => [report.batchId, report]));
  await query.stop();
  const batches = collected.map((batch): BatchTrace => {
    const report = progress.get(batch.batchId);
    if (!report) return batch;
    const mark = report.eventTime?.watermark;
    return {
      ...batch,
      watermark: mark === undefined ? null : isoMicros(BigInt(Date.parse(mark)) * 1000n),
      numInputRows: report.numInputRows,
      state: report.stateOperators.map(state => ({
        operator: state.operatorName,
        rowsTotal: state.numRowsTotal,
        rowsUpdated: state.numRowsUpdated,
        rowsRemoved: state.numRowsRemoved,
        rowsDroppedByWatermark: state.numRowsDroppedByWatermark,
      })),
    };
  });
  const schema = frame.schema.map((field, i) => [field.name, frame.dtypes[i][1], field.nullable !== false] as const);
  return { schema, batches, ...(failure && { error: failure }) };
}

interface OpenStream {
  readonly frame: DataFrame;
  readonly steps: readonly (readonly JsonRow[])[];
  add(rows: readonly JsonRow[]): void;
}

function openStreams(session: Session, given: Case): Map<TableName, OpenStream> {
  const streams = new Map<TableName, OpenStream>();
  for (const name of ['source', 'right'] as const) {
    const recorded = given[name];
    if (!recorded) continue;
    const stream = session.memoryStream(ddlOf(recorded.schema));
    const frame = stream.toDF();
    streams.set(name, { frame, steps: recorded.steps, add: rows => stream.add(decodeRows(rows, frame.schema)) });
  }
  return streams;
}

/** The innermost error that has a condition of its own, as the recorder takes it. */
function describe(when: ErrorTrace['when'], thrown: unknown): ErrorTrace {
  const wrappers = new Set(['STREAM_FAILED', 'FOREACH_BATCH_USER_FUNCTION_ERROR']);
  let found = thrown;
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof XptoError && error.condition !== null && wrappers.has(error.condition)) continue;
    found = error;
    break;
  }
  if (!(found instanceof XptoError)) throw thrown; // a bug, not an answer
  return { when, errorClass: found.condition, sqlState: found.sqlState, message: found.message };
}
