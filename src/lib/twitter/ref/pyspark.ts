/** RAW to REF as a program for Spark, of the same steps in the same order. */
import type { Step } from './steps.ts';
import { RAW_OPTIONS, type RefOptions, refSteps, rejectSteps } from './tweets.ts';

export interface PySparkOptions extends RefOptions {
  readonly raw: string;
  readonly ref: string;
  readonly checkpoint: string;
  readonly timeZone: string;
  /** Undefined for what is there, and no more. */
  readonly interval: string | undefined;
}

export function pysparkOf({ raw, ref, checkpoint, timeZone, interval, ...options }: PySparkOptions): string {
  const trigger = interval === undefined ? 'availableNow=True' : `processingTime=${python(interval)}`;
  return `from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("raw-to-ref").getOrCreate()
spark.conf.set("spark.sql.session.timeZone", ${python(timeZone)})
spark.conf.set("spark.sql.streaming.noDataMicroBatches.enabled", False)

# Spark reads a file as soon as it is there: files must appear whole.
files = (
    spark.readStream.format("text")
${Object.entries(RAW_OPTIONS)
  .map(([name, value]) => `    .option("${name}", ${python(value)})\n`)
  .join('')}    .load(${python(raw)})
)

ref = (
    files
${callsOf(refSteps(options))})

rejected = (
    files
${callsOf(rejectSteps())})

queries = [
    ref.writeStream.queryName("raw-to-ref")
    .format("parquet")
    .partitionBy("ano", "mes", "dia")
    .option("checkpointLocation", ${python(`${checkpoint}/ref`)})
    .trigger(${trigger})
    .start(${python(ref)}),
    rejected.writeStream.queryName("rejected")
    .format("json")
    .option("checkpointLocation", ${python(`${checkpoint}/rejected`)})
    .trigger(${trigger})
    .start(${python(`${ref}/_rejected`)}),
]
for query in queries:
    query.awaitTermination()
`;
}

const callsOf = (steps: readonly Step[]): string => steps.map(step => `    .${callOf(step)}\n`).join('');

function callOf([method, ...args]: Step): string {
  const texts = args.map(arg => (Array.isArray(arg) ? `[${arg.map(python).join(', ')}]` : python(arg as string)));
  const line = `${method}(${texts.join(', ')})`;
  if (line.length <= 100) return line;
  return `${method}(\n${texts.map(text => `        ${text},\n`).join('')}    )`;
}

/** A value as Python writes it; a text of SQL as it is, where that can be. */
function python(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const text = String(value);
  if (typeof value === 'number') return text;
  const isPlain = !/\\|"|\p{C}|[^\P{Z} ]/u.test(text);
  if (isPlain) return `"${text}"`;
  const isRaw = !/"""|["\\]$|[^\P{C}\n]|[^\P{Z} ]/u.test(text) && !text.startsWith('"');
  return isRaw ? `r"""${text}"""` : JSON.stringify(text).replace(/[^\P{C}\n]|[^\P{Z} ]/gu, escaped);
}

function escaped(character: string): string {
  const digits = character.codePointAt(0)!.toString(16);
  return digits.length <= 4 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
