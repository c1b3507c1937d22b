/**
 * RAW to REF as a plan of plain expressions: what Spark runs, too. RAW is files of tweets, in the shapes of API v2 and of
 * v1.1, as JSON lines or as arrays; REF is a row for each tweet, with its first symbol and the mood that it tells.
 */
import type { DataFrame } from '../../dataframe/dataframe.ts';
import * as F from '../../dataframe/functions/index.ts';
import type { Session } from '../../dataframe/session.ts';
import { ADDRESS, type Symbols, symbolPattern } from './symbols.ts';

export interface RefOptions {
  readonly symbols: Symbols;
  /** Of two tweets of one id that are read within so many days the first one counts. */
  readonly dedupDays: number;
  /** Names of columns without accents. */
  readonly ascii: boolean;
}

/** The files that are read, by their names; also in folders of the folder. */
export const RAW_FILES = '*.{json,jsonl,ndjson,json.gz,jsonl.gz,ndjson.gz}';
/** Files that appear whole: those of `xpto ingest-twitter`. */
const WHOLE_FILES = '{tweets,deletes}_[0-9]*';

export interface RawOptions {
  /** How long a file of others must have been left alone. */
  readonly settleMs: number;
}

const COUNTS = 'retweet_count:bigint,reply_count:bigint,like_count:bigint,quote_count:bigint';
/** What tells a tweet from what is none, in either shape: as a row of the stream or a page of answers (`data`), too. */
export const TELLING =
  'id:string,text:string,created_at:string,id_str:string,full_text:string,extended_tweet:struct<full_text:string>,' +
  'data:string,meta:string,delete:string';
const OTHERS =
  `author_id:string,lang:string,public_metrics:struct<${COUNTS}>,user:struct<id_str:string>,` +
  'retweet_count:bigint,reply_count:bigint,favorite_count:bigint,quote_count:bigint';

/** A file that is one document, on more lines than one: its first line is an opening bracket, or does not end the array. */
const IS_DOCUMENT = String.raw`^\s*(?:[\[{]\s*[\r\n]|\[[^\r\n]*[^\]\s][^\S\r\n]*[\r\n])`;

/** The files of RAW as they come, each a row: `value`, its content. */
export const rawFiles = (session: Session, location: string, { settleMs }: RawOptions): DataFrame =>
  session.readStream
    .format('text')
    .options({
      wholetext: true,
      recursiveFileLookup: true,
      pathGlobFilter: RAW_FILES,
      maxFileAge: '36500d', // one that is old is new when it comes
      maxBytesPerTrigger: 128 << 20, // what is not read in one batch is read in the next, in less memory
      settle: `${settleMs}ms`,
      settleExcept: WHOLE_FILES,
    })
    .load(location);

/**
 * A row for each record of RAW: `tweet` is what it is made of as a tweet, `t` all that was read.
 *
 * @param files with the column `value`, and `_metadata`
 * @param fields of it that are read: all that are read cost time
 */
export function recordsOf(files: DataFrame, fields: string): DataFrame {
  const type = `array<struct<${fields}>>`;
  // An id tells its time, which X gives only to those who ask for it. As an array of one it is worked out once, however
  // often its fields are asked for.
  const tweet = `explode(array(named_struct(
    'id', coalesce(t.id_str, t.id),
    'text', coalesce(t.extended_tweet.full_text, t.full_text, t.text),
    'created_at', coalesce(
      try_to_timestamp(t.created_at),
      try_to_timestamp(substring(t.created_at, 5), 'MMM dd HH:mm:ss Z yyyy'),
      CASE WHEN t.created_at IS NULL AND length(t.id) >= 15
        THEN timestamp_millis(shiftright(try_cast(t.id AS bigint), 22) + 1288834974657) END)))) AS tweet`;
  return files
    .selectExpr(
      '_metadata.file_path AS raw_file',
      `CASE WHEN startswith(value, '\uFEFF') THEN substring(value, 2) ELSE value END AS value`,
    )
    .selectExpr(
      'raw_file',
      // Most files are seen at once to be lines.
      `explode(CASE WHEN NOT startswith(value, '{"') AND value RLIKE '${sqlText(IS_DOCUMENT)}' THEN array(value) ELSE split(value, '\\n') END) AS line`,
    )
    .where("line <> ''") // what stands behind the last line end
    .selectExpr('raw_file', 'line', `explode_outer(from_json(line, '${type}')) AS record`)
    .selectExpr(
      'raw_file',
      'line',
      'record',
      `explode_outer(CASE WHEN record.data IS NULL THEN array(record) ELSE from_json(record.data, '${type}') END) AS t`,
    )
    .selectExpr('raw_file', 'line', 'record', 't', tweet);
}

const IS_TWEET = `tweet.id RLIKE '^[0-9]{1,20}$' AND tweet.text IS NOT NULL AND t.delete IS NULL
  AND tweet.created_at >= timestamp'2006-01-01' AND tweet.created_at < timestamp'2106-01-01'`;

/** Order matters: the first that is true is the reason; empty for what is to be passed over. */
const REASON = String.raw`CASE
  WHEN line RLIKE '^\\s*(?:\\[\\s*\\])?\\s*$' THEN ''
  WHEN record.delete IS NOT NULL OR t.delete IS NOT NULL THEN ''
  WHEN record.meta IS NOT NULL AND t.id IS NULL THEN ''
  WHEN record IS NULL OR t IS NULL THEN 'not JSON'
  WHEN tweet.id IS NULL THEN 'no id'
  WHEN NOT tweet.id RLIKE '^[0-9]{1,20}$' THEN concat('no id: ', left(tweet.id, 40))
  WHEN tweet.text IS NULL THEN 'no text'
  WHEN t.created_at IS NULL THEN 'no created_at'
  WHEN tweet.created_at IS NULL THEN concat('no time: ', left(t.created_at, 40))
  ELSE concat('no time of a tweet: ', left(t.created_at, 40)) END`;

/** What REF holds, ready to be written. @param files as `recordsOf` takes them */
export function refOf(files: DataFrame, { symbols, dedupDays, ascii }: RefOptions): DataFrame {
  const tweets = recordsOf(files, `${TELLING},${OTHERS}`)
    .where(IS_TWEET)
    .selectExpr(
      'tweet.*',
      'coalesce(t.author_id, t.user.id_str) AS author_id',
      't.lang',
      'coalesce(t.public_metrics.retweet_count, t.retweet_count) AS retweet_count',
      'coalesce(t.public_metrics.reply_count, t.reply_count) AS reply_count',
      'coalesce(t.public_metrics.like_count, t.favorite_count) AS like_count',
      'coalesce(t.public_metrics.quote_count, t.quote_count) AS quote_count',
      'raw_file',
    );
  const distinct = withoutRepeats(tweets, dedupDays);
  const symbol = ascii ? 'Simbolo' : 'Símbolo';
  const withSymbol = distinct.withColumn(symbol, symbolOf('text', symbols));
  return withSymbol.select(
    'id',
    'text',
    'created_at',
    'author_id',
    'lang',
    'retweet_count',
    'reply_count',
    'like_count',
    'quote_count',
    moodOf(symbol, symbols).alias('Sentimento'),
    symbol,
    'raw_file',
    F.year('created_at').alias('ano'),
    F.month('created_at').alias('mes'),
    F.dayofmonth('created_at').alias('dia'),
  );
}

/** Not by the tweet's own time: one that is found late, or in old files, would be dropped as late then. */
function withoutRepeats(tweets: DataFrame, days: number): DataFrame {
  if (days === 0) return tweets;
  return tweets
    .withColumn('read_at', F.current_timestamp())
    .withWatermark('read_at', `${days} days`)
    .dropDuplicatesWithinWatermark(['id']);
}

/** The first symbol in a text; null where there is none. */
export const symbolOf = (text: string, symbols: Symbols) =>
  F.nullif(F.regexp_extract(F.regexp_replace(text, ADDRESS, ' '), symbolPattern(symbols), 1), F.lit(''));

const moodOf = (symbol: string, { positive, negative }: Symbols) =>
  F.when(F.col(symbol).isNull(), 'Neutro')
    .when(F.col(symbol).isin(...positive), 'Positivo')
    .when(F.col(symbol).isin(...negative), 'Negativo')
    .otherwise('Neutro');

/** What is no tweet: the file, the line and the reason. @param files as `recordsOf` takes them */
export const rejectsOf = (files: DataFrame): DataFrame =>
  recordsOf(files, TELLING)
    .where(`NOT coalesce(${IS_TWEET}, false)`)
    .selectExpr('raw_file', `${REASON} AS reason`, 'line')
    .where("reason <> ''");

/** As a text in SQL, where a backslash escapes. */
export const sqlText = (text: string): string => text.replace(/[\\']/g, String.raw`\$&`);
