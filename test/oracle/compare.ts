import type { BatchTrace, Expectation, JsonRow } from './case.ts';

/** The first thing in which two traces differ. */
export interface Difference {
  readonly where: string;
  readonly spark: unknown;
  readonly xpto: unknown;
}

/** Compares what Spark did with what xpto did; undefined when nothing differs. */
export function firstDifference(spark: Expectation, xpto: Expectation): Difference | undefined {
  return (
    differs('schema', spark.schema ?? xpto.schema, xpto.schema ?? spark.schema) ??
    batchesDiffer(spark, xpto) ??
    errorDiffers(spark, xpto)
  );
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (Object.is(part, -0) ? '-0.0' : part)) ?? 'nothing';

const differs = (where: string, spark: unknown, xpto: unknown): Difference | undefined =>
  text(spark) === text(xpto) ? undefined : { where, spark, xpto };

function batchesDiffer(spark: Expectation, xpto: Expectation): Difference | undefined {
  const [expected, actual] = [spark.batches ?? [], xpto.batches ?? []];
  for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
    const difference = batchDiffers(expected[i], actual[i], spark, `batch ${i}`);
    if (difference) return difference;
  }
  return undefined;
}

function batchDiffers(
  spark: BatchTrace | undefined,
  xpto: BatchTrace | undefined,
  { ordered, arbitrary }: Expectation,
  where: string,
): Difference | undefined {
  if (!spark || !xpto) return { where, spark: spark ?? 'no such batch', xpto: xpto ?? 'no such batch' };
  const sorted = (rows: readonly JsonRow[]) => (ordered ? rows : rows.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)));
  const rowsOf = (batch: BatchTrace) => (arbitrary ? batch.rows.length : sorted(batch.rows));
  const shape = ({ batchId, afterStep }: BatchTrace) => ({ batchId, afterStep });
  const dropped = (batch: BatchTrace) =>
    batch.state?.map(({ operator, rowsDroppedByWatermark }) => ({ operator, rowsDroppedByWatermark }));
  return (
    differs(where, shape(spark), shape(xpto)) ??
    differs(`${where}: rows`, rowsOf(spark), rowsOf(xpto)) ??
    (spark.watermark === undefined ? undefined : differs(`${where}: watermark`, spark.watermark, xpto.watermark)) ??
    (spark.numInputRows === undefined
      ? undefined
      : differs(`${where}: numInputRows`, spark.numInputRows, xpto.numInputRows)) ??
    (spark.state === undefined ? undefined : differs(`${where}: late rows`, dropped(spark), dropped(xpto)))
  );
}

/** xpto may refuse at the plan what Spark refuses at the start, and the other way. */
function errorDiffers(spark: Expectation, xpto: Expectation): Difference | undefined {
  const shape = ({ error }: Expectation) =>
    error && {
      when: error.when === 'run' ? 'run' : 'plan or start',
      errorClass: error.errorClass,
      sqlState: error.sqlState,
      ...(error.when === 'run' && { afterStep: error.afterStep }),
    };
  const [expected, actual] = [shape(spark), shape(xpto)];
  if (text(expected) === text(actual)) return undefined;
  return { where: 'error', spark: spark.error ?? 'no error', xpto: xpto.error ?? 'no error' };
}
