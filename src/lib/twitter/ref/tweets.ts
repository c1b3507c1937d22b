/**
 * RAW to REF as a plan of plain expressions: what Spark runs, too. RAW is files of tweets, in the shapes of API v2 and of
 * v1.1, as JSON lines or as arrays; REF is a row for each tweet, with its first symbol and the mood that it tells.
 */
import type { DataFrame } from '../../dataframe/dataframe.ts';
import type { Session } from '../../dataframe/session.ts';
import { UNREADABLE_AS_NULL } from '../../formats/text.ts';
import { FIRST_ID_MS, LOW_BITS } from '../post.ts';
import { type Step, sqlText, stepsFrom } from './steps.ts';
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
/**
 * Where one document ends and the next begins. Nothing inside of a document looks like that: between values there is a
 * comma, and a quotation mark of a text has a backslash before it, or ends the text.
 *
 * @param blank what may stand between them
 */
const boundary = (blank: string): string => String.raw`(?<=[}\]])${blank}*(?=\[?\s*\{\s*"\w+"\s*:)`;
const BETWEEN_DOCUMENTS = boundary(String.raw`\s`);
const BETWEEN_LINES = String.raw`\n|${boundary(String.raw`[^\S\n]`)}`;
/** What a file of lines has in it where some lines hold more than one document: looked for before anything dearer is. */
const JOINTS = ['}{', '} {', '}\\r{', ']['];

/** Tweets with commas between them and no brackets around. What a tweet is made of may look like that, too. */
const COMMAS = ['},{', '}, {'];
const ARE_LISTED = String.raw`\},\s*\{\s*"(?:id|id_str|text|full_text|created_at|data|delete)"`;
const isListed = (text: string): string => `${text} RLIKE '${sqlText(ARE_LISTED)}'`;
/** With brackets they are as good as any others. */
const withBrackets = (lines: string): string => `transform(${lines}, line -> CASE
  WHEN startswith(line, '{') AND ${isListed('line')} THEN concat('[', rtrim(', \\r\\n', line), ']') ELSE line END)`;

const hasOneOf = (text: string, parts: readonly string[]): string =>
  `(${parts.map(part => `contains(${text}, '${part}')`).join(' OR ')})`;

/** How the files of RAW are read, each as a row: `value`, its content. */
export const RAW_OPTIONS = {
  wholetext: true,
  recursiveFileLookup: true,
  pathGlobFilter: RAW_FILES,
  maxFileAge: '36500d', // one that is old is new when it comes
  maxBytesPerTrigger: 100 << 20, // what is not read in one batch is read in the next, in less memory
};

/** The files of RAW as they come. */
export const rawFiles = (session: Session, location: string, { settleMs }: RawOptions): DataFrame =>
  session.readStream
    .format('text')
    .options({ ...RAW_OPTIONS, settle: `${settleMs}ms`, settleExcept: WHOLE_FILES, [UNREADABLE_AS_NULL]: true })
    .load(location);

/**
 * A row for each record of RAW: `tweet` is what it is made of as a tweet, `t` all that was read.
 *
 * @param fields of it that are read: all that are read cost time
 */
export function recordSteps(fields: string): Step[] {
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
        THEN timestamp_millis(shiftright(try_cast(t.id AS bigint), ${LOW_BITS}) + ${FIRST_ID_MS}) END)))) AS tweet`;
  return [
    [
      'selectExpr',
      '_metadata.file_path AS raw_file',
      `CASE WHEN startswith(value, '\uFEFF') THEN substring(value, 2) ELSE value END AS value`,
    ],
    [
      'selectExpr',
      'raw_file',
      // Most files are seen at once to be lines.
      `explode(CASE
        WHEN value IS NULL THEN array(CAST(NULL AS string))
        WHEN NOT startswith(value, '{"') AND value RLIKE '${sqlText(IS_DOCUMENT)}'
          THEN ${withBrackets(`split(value, '${sqlText(BETWEEN_DOCUMENTS)}')`)}
        WHEN ${hasOneOf('value', JOINTS)} THEN ${withBrackets(`split(value, '${sqlText(BETWEEN_LINES)}')`)}
        WHEN ${hasOneOf('value', COMMAS)} AND ${isListed('value')} THEN ${withBrackets("split(value, '\\n')")}
        ELSE split(value, '\\n') END) AS line`,
    ],
    ['where', "line <> '' OR line IS NULL"], // what stands behind the last line end
    ['selectExpr', 'raw_file', 'line', `explode_outer(from_json(line, '${type}')) AS record`],
    [
      'selectExpr',
      'raw_file',
      'line',
      'record',
      `explode_outer(CASE WHEN record.data IS NULL THEN array(record) ELSE from_json(record.data, '${type}') END) AS t`,
    ],
    ['selectExpr', 'raw_file', 'line', 'record', 't', tweet],
  ];
}

const IS_ID = String.raw`tweet.id RLIKE '^[0-9]{1,20}\\z'`; // behind `$` there may be an end of line

const IS_TWEET = `${IS_ID} AND tweet.text IS NOT NULL AND t.delete IS NULL
  AND tweet.created_at >= timestamp'2006-01-01' AND tweet.created_at < timestamp'2106-01-01'`;

/** Order matters: the first that is true is the reason; empty for what is to be passed over. */
const REASON = String.raw`CASE
  WHEN line IS NULL THEN 'unreadable file'
  WHEN line RLIKE '^\\s*(?:\\[\\s*\\])?\\s*$' THEN ''
  WHEN record.delete IS NOT NULL OR t.delete IS NOT NULL THEN ''
  WHEN record.meta IS NOT NULL AND t.id IS NULL OR record.data = '[]' THEN ''
  WHEN record IS NULL OR t IS NULL THEN 'not JSON'
  WHEN tweet.id IS NULL THEN 'no id'
  WHEN NOT ${IS_ID} THEN concat('no id: ', left(tweet.id, 40))
  WHEN tweet.text IS NULL THEN 'no text'
  WHEN t.created_at IS NULL THEN 'no created_at'
  WHEN tweet.created_at IS NULL THEN concat('no time: ', left(t.created_at, 40))
  ELSE concat('no time of a tweet: ', left(t.created_at, 40)) END`;

/** From the files to what REF holds. */
export function refSteps({ symbols, dedupDays, ascii }: RefOptions): Step[] {
  const symbol = ascii ? 'Simbolo' : '`Símbolo`';
  return [
    ...recordSteps(`${TELLING},${OTHERS}`),
    ['where', IS_TWEET],
    [
      'selectExpr',
      'tweet.*',
      'coalesce(t.author_id, t.user.id_str) AS author_id',
      't.lang',
      'coalesce(t.public_metrics.retweet_count, t.retweet_count) AS retweet_count',
      'coalesce(t.public_metrics.reply_count, t.reply_count) AS reply_count',
      'coalesce(t.public_metrics.like_count, t.favorite_count) AS like_count',
      'coalesce(t.public_metrics.quote_count, t.quote_count) AS quote_count',
      'raw_file',
    ],
    ...withoutRepeats(dedupDays),
    ['selectExpr', '*', `${symbolOf('text', symbols)} AS ${symbol}`],
    [
      'selectExpr',
      'id',
      'text',
      'created_at',
      'author_id',
      'lang',
      'retweet_count',
      'reply_count',
      'like_count',
      'quote_count',
      `${moodOf(symbol, symbols)} AS Sentimento`,
      symbol,
      'raw_file',
      'year(created_at) AS ano',
      'month(created_at) AS mes',
      'dayofmonth(created_at) AS dia',
    ],
  ];
}

/** Not by the tweet's own time: one that is found late, or in old files, would be dropped as late then. */
function withoutRepeats(days: number): Step[] {
  if (days === 0) return [];
  return [
    ['selectExpr', '*', 'current_timestamp() AS read_at'],
    ['withWatermark', 'read_at', `${days} days`],
    ['dropDuplicatesWithinWatermark', ['id']],
  ];
}

/** The first symbol in a text, in SQL; null where there is none. */
export function symbolOf(text: string, symbols: Symbols): string {
  const withoutAddresses = `regexp_replace(${text}, '${sqlText(ADDRESS)}', ' ')`;
  return `nullif(regexp_extract(${withoutAddresses}, '${sqlText(symbolPattern(symbols))}', 1), '')`;
}

function moodOf(symbol: string, { positive, negative }: Symbols): string {
  const isOneOf = (symbols: readonly string[]) =>
    symbols.length === 0 ? 'false' : `${symbol} IN (${symbols.map(each => `'${sqlText(each)}'`).join(', ')})`;
  return `CASE WHEN ${symbol} IS NULL THEN 'Neutro' WHEN ${isOneOf(positive)} THEN 'Positivo'
    WHEN ${isOneOf(negative)} THEN 'Negativo' ELSE 'Neutro' END`;
}

/** From the files to what is no tweet: the file, the reason and the line. */
export const rejectSteps = (): Step[] => [
  ...recordSteps(TELLING),
  ['where', `NOT coalesce(${IS_TWEET}, false)`],
  ['selectExpr', 'raw_file', `${REASON} AS reason`, 'line'],
  ['where', "reason <> ''"],
];

/** What REF holds, ready to be written. @param files as `rawFiles` gives them */
export const refOf = (files: DataFrame, options: RefOptions): DataFrame => stepsFrom(files, refSteps(options));

/** What is no tweet. @param files as `rawFiles` gives them */
export const rejectsOf = (files: DataFrame): DataFrame => stepsFrom(files, rejectSteps());
