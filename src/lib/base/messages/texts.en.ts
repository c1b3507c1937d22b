/** Every text that is not an error, by its key. */
export const textsEn = {
  XPTO_SUMMARY: 'Spark-style stream processing on a laptop, without a JVM.',
  XPTO_EXAMPLES: `Everything at once:                       npx xpto demo
Exercise 1, in one terminal:              npx xpto netcat -lk 3456
and in another:                           npx xpto wordcount --mode complete
The options and examples of a command:    npx xpto wordcount --help`,
  DEMO_EXAMPLES: `All of it:       npx xpto demo
In Portuguese:   npx xpto demo --lang pt-BR`,
  OPTION_DEMO_KEEP: 'leave RAW and REF of the demo in this folder',
  DEMO_SUMMARY: 'show everything at once: no second terminal, no network',
  NETCAT_SUMMARY: 'serve lines on a TCP port, as nc -lk does',
  WORDCOUNT_SUMMARY: 'exercises 1 to 3: count the words of a stream',
  WINDOW_SUMMARY: 'window exercise: count words by window of time',
  RUN_SUMMARY: 'run a query of your own, in JavaScript or TypeScript',
  CHECKPOINT_SUMMARY: 'show what a checkpoint holds, and what a restart would do',
  COMPACT_SUMMARY: 'merge the small files of an output folder',
  LAKE_SUMMARY: 'look after folders of data',
  STATE_SUMMARY: 'show what a query remembers',
  TWITTER_REPLAY_SUMMARY: 'X (Twitter) on this machine: its API v2, with invented posts or your own',
  INGEST_TWITTER_SUMMARY: 'exercises 4 and 5: collect posts of X (Twitter) into RAW',
  RAW_TO_REF_SUMMARY: 'tweets from RAW to REF: their first symbol, the mood it tells, Parquet by day',
  REF_PURGE_SUMMARY: 'remove from REF the tweets that RAW says were deleted',
  ATHENA_SETUP_SUMMARY: 'exercise 7: make REF a table, in Athena or on this machine',
  ATHENA_QUERY_SUMMARY: 'exercise 7: ask REF questions in SQL',
  EXPLAIN_SUMMARY: 'print the plan of a query, and what it keeps in memory',

  WORDCOUNT_EXAMPLES: `Exercises 1, 2 and 3. In one terminal:  npx xpto netcat -lk 3456
In another:                             npx xpto wordcount --mode complete
Or without a network:                   echo "a b a" | npx xpto wordcount`,
  WINDOW_EXAMPLES: `Window exercise. In one terminal:  npx xpto netcat -lk 3456
In another:                        npx xpto window --name exercicio_janela`,
  RUN_EXAMPLES: `For example:  npx xpto run my-query.ts --checkpoint checkpoints/my-query -- input output`,
  CHECKPOINT_EXAMPLES: `For example:  npx xpto checkpoint show checkpoints/my-query`,
  COMPACT_EXAMPLES: `For example:  npx xpto compact lake/tweets --older-than "1 day"
No query may write to the folder meanwhile. Readers that list it (Athena, DuckDB) see rows twice for a moment; those
that know its log (Spark, xpto) do not, unless with --last-batches: then they are refused for a moment.
A query that reads the folder as a stream, and has read what is merged, is refused from then on.`,
  LAKE_EXAMPLES: `A folder that was moved or copied:  npx xpto lake rebase lake/tweets`,
  STATE_EXAMPLES: `After the last batch:         npx xpto state show checkpoints/my-query
What batch 7 changed:         npx xpto state show checkpoints/my-query --batch 7 --diff 6`,
  TWITTER_REPLAY_EXAMPLES: `Invented posts, an hour a minute:   npx xpto twitter-replay
As fast as a test wants them:       npx xpto twitter-replay --rate 500/s --past "0 seconds"
Your own, with accidents:           npx xpto twitter-replay tweets.ndjson --faults "t+30 drop; t+45 429"
For programs that know only X:      npx xpto twitter-replay --https`,
  INGEST_TWITTER_EXAMPLES: `Exercises 4 and 5. Without an account, in one terminal:  npx xpto twitter-replay
and in another:                                          npx xpto ingest-twitter --source replay --raw raw
From X itself, with your token in X_BEARER_TOKEN:        npx xpto ingest-twitter --raw raw --minutes 30
What was posted on the last days:                        npx xpto ingest-twitter --source search --raw raw
From Bluesky, live and free:                             npx xpto ingest-twitter --source bluesky --raw raw`,
  INGEST_TWITTER_RULES: `A file of RAW has the time of the oldest post inside: tweets_2026-11-22_13-30.json, then
tweets_2026-11-22_13-30_2.json. It appears whole, with every post as X gave it, once. Posts that X says are deleted are
told in deletes_….json. Posts of Bluesky have the shape of those of X, with Bluesky's own message beside it.

Every post is in the spool before anything else is done with it: whatever happens, start the same command again. It goes on
where it stopped, and what the stream sent meanwhile is found by search, unless that is long ago (--fill-gaps). X is
reached through HTTPS_PROXY where that is set.

At X a post costs US$ {price}, once a day. A run ends with exit code 5 when --max-usd or --max-posts is reached, or X's cap of
the month. What had come by then is kept, so that there may be some posts more.

--json prints an object a line, which says its "event":
{events}.
The last progress has "isLast": then all is in RAW.`,
  RAW_TO_REF_EXAMPLES: `Exercise 6. Until Ctrl-C:       npx xpto raw-to-ref --raw lake/raw --ref lake/ref
What is there now, and no more:  npx xpto raw-to-ref --raw lake/raw --ref lake/ref --once
In a bucket:                     npx xpto raw-to-ref --raw s3://bucket/raw --ref s3://bucket/ref`,
  RAW_TO_REF_RULES: `RAW: files *.json, *.jsonl and *.ndjson (also .gz), in folders of the folder, too; tweets as API v2 or v1.1 of X gives
them, one a line, in arrays or pretty-printed. What is no tweet goes to REF/_rejected, with its file and the reason, and so
does a file that cannot be unpacked, or has 512 MB or more.
REF: id, text, created_at, author_id, lang, retweet_count, reply_count, like_count, quote_count, Sentimento, Símbolo,
raw_file, in folders ano=/mes=/dia= of created_at. Sentimento is Positivo, Negativo or Neutro, as the first symbol in the
text says. One that is part of an address, a time, a word or "(text):" is none.
The symbols: {path}`,
  REF_PURGE_EXAMPLES: `What X no longer has:               npx xpto ref-purge --raw lake/raw --ref lake/ref
Versions before an edit, too:       npx xpto ref-purge --raw lake/raw --ref lake/ref --edited
Stop raw-to-ref first, and start it again afterwards. What is in RAW stays there. Whoever reads REF by its log (Spark,
xpto) is refused for a moment; who lists the folder (Athena) sees rows twice for a moment. After a crash, run it again.`,
  ATHENA_SETUP_EXAMPLES: `Exercise 7, on this machine:     npx xpto athena-setup --ref lake/ref --apply
What it would do in Athena:      npx xpto athena-setup --ref s3://bucket/ref
Do it, and prove it:             npx xpto athena-setup --ref s3://bucket/ref --apply
Take it away again:              npx xpto athena-setup --ref s3://bucket/ref --destroy --apply`,
  ATHENA_SETUP_RULES: `Without --apply nothing is changed, and nothing costs anything: the plan is shown. What is there already and as it should be
is left alone; what differs (a new column, other folders) is shown, and changed with --apply. Tables that xpto has not made
are neither changed nor removed, and the tweets never are.

The table has the columns of REF ("símbolo" in double quotes); the view TABLE_ascii beside it has plain names (simbolo).
For a folder of this machine the engine is DuckDB, in this process: npm install {package}
For s3:// it is Athena, with the usual AWS environment (AWS_PROFILE, AWS_REGION); --engine local copies the files first.`,
  ATHENA_QUERY_EXAMPLES: `A question of the course:        npx xpto athena-query --ref lake/ref --example sentiment-per-day
One of your own:                 npx xpto athena-query --ref lake/ref "SELECT lang, count(*) FROM tweets_ascii GROUP BY lang"
In Athena:                       npx xpto athena-query --ref s3://bucket/ref --example symbols
For a spreadsheet:               npx xpto athena-query --ref lake/ref --csv --file question.sql > answer.csv`,
  ATHENA_QUERY_RULES: `--example: {names}.
On this machine a query sees whole batches only, also while raw-to-ref writes; Athena sees whole files. Athena takes US$ 5
for a TB that a query reads, at least US$ 0.00005 a query. Ctrl-C stops the query there, too.`,
  EXPLAIN_EXAMPLES: `For example:  npx xpto explain wordcount --mode append --window "10 minutes" --watermark "1 minute"`,
  NETCAT_USAGE: `[options] [port]
       xpto netcat [options] <host> <port>`,
  NETCAT_EXAMPLES: `Type lines for a query:    npx xpto netcat -lk 3456
Replay a file, slowly:     npx xpto netcat --file words.txt --rate 10/s 3456
Send lines to a server:    npx xpto netcat localhost 3456`,
  NETCAT_RULES: `Everybody who is connected gets every line; who comes later gets those from then on. While nobody is connected,
lines wait, those of a file too. When the input ends (Ctrl-D), connections are closed once all is delivered, and
xpto ends. Lines end in LF, whatever the input has; the last one also where its end is missing.

The slowest reader sets the pace, and nothing is lost. But a client that keeps others waiting for {seconds} seconds is
cut off: its connection is reset, so that it sees an error.`,

  TWITTER_REPLAY_RULES: `Any bearer token is taken; /oauth2/token gives one for any key and secret. Posts are counted as X counts them, and Ctrl-C
prints the bill. Nothing is sent to X, and nothing comes from there. --json prints an object a line, which says its "event":
answered (a request), streaming, "stream ended", over (all posts have come), refused (by the proxy), and at the end bill.

Faults have a time, counted from the first request, and a kind:
  t+30 drop             streams break off                t+30 disconnect      they are told first
  t+45 429 1m           too many requests, for a minute  t+45 503             X is overloaded
  t+60 cap 1m           the posts of the month are read  t+60 silence 30s     no sign of life
  t+90 duplicate 5%     posts come twice                 t+90 split           rows come in awkward pieces
  t+120 late 10m 10%    a tenth comes ten minutes late   t+150 edit 3         the newest three are edited
                                                         t+180 delete         the newest is deleted`,

  ARGUMENT_REPLAY_FILE:
    'posts as JSON lines, of API v2 or v1.1, in the order they came; - is standard input; without it they are invented',
  OPTION_REPLAY_PORT: 'port to serve on; 0 is any free one',
  OPTION_REPLAY_SPEED: 'how many times faster time passes',
  OPTION_REPLAY_RATE: 'so many new posts a second, minute or hour instead: 100/s, 30/min',
  OPTION_REPLAY_CLOCK: 'shifted: the posts are of today; original: of when they were written',
  OPTION_REPLAY_WAIT: 'time stands still until the first stream is opened',
  OPTION_REPLAY_PAST: 'how much of their time is past when it starts, such as "2 days"; else half of it',
  OPTION_REPLAY_POSTS: 'how many are invented; some of them come twice',
  OPTION_REPLAY_SEED: 'decides which posts are invented, and which ones faults hit',
  OPTION_REPLAY_FAULTS: 'what goes wrong, and when; see below',
  OPTION_REPLAY_CAP: 'posts that may be read in a month',
  OPTION_REPLAY_LIMITS: 'how long the limits of requests hold, such as "10 seconds"; else 15 minutes, as at X',
  OPTION_REPLAY_HTTPS:
    'also serves programs that know only https://api.x.com, through a proxy with a certificate of its own',
  OPTION_REPLAY_JSON: 'tell what clients do as JSON objects on standard output, the bill with the ids of the posts too',
  OPTION_INGEST_SOURCE:
    'stream: what is posted from now on; search: of the last 7 days, too; replay: xpto twitter-replay; bluesky: the posts of Bluesky, free and without an account',
  OPTION_INGEST_QUERY: 'what to look for, in the query language of X; else the President of Brazil',
  OPTION_INGEST_RAW: 'folder for the posts, or s3://bucket/folder',
  OPTION_INGEST_MINUTES: 'how long to collect; 0 is until Ctrl-C',
  OPTION_INGEST_MAX_POSTS: 'end after so many posts; {posts} where nothing is said and posts cost something',
  OPTION_INGEST_MAX_USD: 'end when so many dollars are spent; {usd} where nothing is said and posts cost something',
  OPTION_INGEST_PER_FILE: 'the most posts in a file',
  OPTION_INGEST_FLUSH: 'a post waits no longer for its file to be full',
  OPTION_INGEST_FORMAT: 'lines: a JSON object a line; array: one JSON array a file',
  OPTION_INGEST_TIME_ZONE: 'time zone of the names of the files',
  OPTION_INGEST_TOKEN_FILE:
    'file with the bearer token; else it is in the environment, as X_BEARER_TOKEN or BEARER_TOKEN',
  OPTION_INGEST_SPOOL:
    'folder on this machine for what is not in RAW yet; else _spool in RAW, or xpto-spool here for a bucket',
  OPTION_INGEST_RECHECK: 'instead: look up the posts of the last days, and record those that X does not have any more',
  OPTION_INGEST_REPLAY_PORT: 'port of xpto twitter-replay, which then stands for X; {port} with --source replay',
  OPTION_INGEST_FILL_GAPS:
    'how long a gap of the stream may be that search fills; 6h where nothing is said and posts cost something',
  OPTION_INGEST_JETSTREAM: 'where Bluesky is listened to; else {url}',
  OPTION_INGEST_REPLACE_RULES: 'remove the other rules of the stream of this app, whose posts are paid, too',
  OPTION_INGEST_JSON: 'tell what happens as JSON objects on standard output',
  ARGUMENT_RUN_FILE: 'module whose default export is a function from (session, args) to a query',
  ARGUMENT_RUN_ARGS: 'what the function is given as args; behind -- where they look like options',
  OPTION_CHECKPOINT: 'folder from which the query goes on when it is started again',
  OPTION_NO_SPARK_LOG:
    'keep the log of an output folder in _xpto/log, out of the sight of Spark: _spark_metadata is left out',
  ARGUMENT_OWN_CHECKPOINT: 'folder of the checkpoint; the state of one that Spark wrote is not read',
  ARGUMENT_CHECKPOINT: 'folder of the checkpoint; one that Spark wrote, too',
  CHECKPOINT_SHOW: 'print its batches, offsets and watermark',
  STATE_SHOW: 'print the state after a batch, or what differs between two',
  OPTION_LAST_BATCHES: 'show this many batches',
  OPTION_JSON_REPORT: 'print JSON instead of tables',
  ARGUMENT_OUTPUT: 'the output folder of a query',
  LAKE_REBASE: 'mend the log of an output folder that was moved or copied',
  OPTION_TARGET_BYTES: 'files that are this large stay as they are; merged ones come to about this size',
  OPTION_OLDER_THAN: 'only files older than this, such as "1 day"',
  OPTION_COMPACT_ALL: 'also partitions that the last batches wrote to',
  OPTION_COMPACT_LAST_BATCHES:
    'also files of batches that the log has not gathered yet; whoever reads by the log is refused for a moment',
  OPTION_COMPACT_CSV_HEADER: 'whether CSV files begin with a header, where the log does not tell',
  OPTION_COMPACT_SPARK_STOPPED: 'also a folder that Spark writes, whose query is stopped now',
  OPTION_STATE_BATCH: 'the batch; without it the last one that is done',
  OPTION_STATE_DIFF: 'only what differs from the state after this batch',
  ARGUMENT_INPUT: '- reads standard input; without it, a pipe or a file there is read, else the socket',
  ARGUMENT_NETCAT_HOST: 'connect to this host instead of serving; with -l, the address to serve on',
  ARGUMENT_NETCAT_PORT: 'port to serve on (default: 3456; 0 is any free one), or to connect to',
  OPTION_HELP: 'show this help',
  OPTION_VERSION: 'show the version',
  OPTION_LANG: 'language of help, notes and errors: en or pt-BR',
  OPTION_MODE: 'output mode: complete, append or update',
  OPTION_HOST: 'host to read lines from',
  OPTION_PORT: 'port to read lines from',
  OPTION_TRIGGER:
    'when batches run: once, available-now, or an interval such as "10 seconds"; else as soon as there is data',
  OPTION_WINDOW: 'length of the windows of time, such as "10 minutes"',
  OPTION_SLIDE: 'how far apart windows begin; else as far as they are long',
  OPTION_WATERMARK: 'how late a line may be, such as "10 minutes"',
  OPTION_EVENT_TIME: 'each line begins with its time and a tab; else its time is that of arrival',
  OPTION_SINK: 'where rows go: console, json or noop',
  OPTION_NUM_ROWS: 'rows printed of each batch',
  OPTION_TRUNCATE: 'cut cells at 20 characters: true or false',
  OPTION_NAME: 'name of the application and of the query',
  OPTION_TIME_ZONE: 'time zone of the timestamps printed and read; else that of the machine',
  OPTION_LATE_ROWS: 'keep what came too late in this file, as JSON lines',
  OPTION_RETRY: 'wait until somebody listens on the port',
  OPTION_KEEP: 'go on waiting when the peer has closed, as Spark does',
  OPTION_RAW: 'print control characters in data as they are, on a terminal too',
  OPTION_JSON: 'print a report of each batch as a JSON object, instead of tables',
  OPTION_MAX_LINE_BYTES: 'longest line, in bytes',
  OPTION_LISTEN: 'serve, as nc -l: what is done anyway',
  OPTION_KEEP_LISTENING: 'go on when a client has left, as nc -k: what is done anyway',
  OPTION_LISTEN_HARDER: 'both, as nc on Windows has it',
  OPTION_NETCAT_PORT: 'port, as nc -l -p has it',
  OPTION_BIND: 'address to serve on, such as 0.0.0.0 for every machine of the network; else this machine only',
  OPTION_FILE: 'send the lines of this file instead of standard input; - is standard input',
  OPTION_RATE: 'lines per second, minute or hour: 10/s, 0.5/s, 30/min',
  OPTION_LOOP: 'begin the file again at its end, for ever',
  OPTION_WAIT: 'while nobody is connected, hold the lines: what is done anyway',
  OPTION_NO_WAIT: 'while nobody is connected, let the lines go by unheard',
  OPTION_ONE: 'serve one client at a time, as nc does; the others wait for their turn',

  HELP_USAGE: 'Usage:',
  HELP_ANY_OPTIONS: '[options]',
  HELP_ANY_COMMAND: '[command]',
  HELP_OPTIONS: 'Options:',
  HELP_COMMANDS: 'Commands:',
  HELP_ARGUMENTS: 'Arguments:',
  HELP_GLOBAL_OPTIONS: 'Options of every command:',
  HELP_DEFAULT: 'default: {value}',
  EXIT_CODES:
    'Exit codes: 0 done, 2 wrong usage, 3 query refused, 4 source or sink failed, 5 limit of cost reached, 6 checkpoint or log damaged, 70 a bug in xpto, 130 interrupted (Ctrl-C), 143 terminated.',
  BUG: 'Something is wrong in xpto itself: {message} (set XPTO_DEBUG=1 to see where, and please report it)',

  YES: 'yes',
  NO: 'no',
  CHECKPOINT_TITLE: 'Query {id}, written by {written}.',
  CHECKPOINT_STATE: '{name} keeps ({value}) by ({key}).',
  COMPACT_DONE: '{merged|file|files} became {made}; the folder has {left}.',
  COMPACT_NOTHING: 'There is nothing to merge among {count|file|files}.',
  COMPACT_WAITING:
    '{count|file of the last batches waits|files of the last batches wait} until the log gathers them, at every tenth batch, or for --last-batches.',
  COMPACT_FORMAT: 'only JSON, text, CSV and Parquet files can',
  COMPACT_CSV_HEADER: 'its first line may be a header or a row: say which it is, --csv-header true or false',
  COMPACT_PARQUET_METADATA: 'its footer says things of the rows that would be lost',
  REBASE_DONE: '{count|file|files} of the log named {from}; now {to} is named.',
  REBASE_NOTHING: 'The log names {to} already.',
  RESTART_AGAIN: 'A restart would run batch {batch} again, with the same offsets: it was begun and not finished.',
  RESTART_NEW: 'A restart would begin with batch {batch}, with what is new then.',
  RESTART_WATERMARK: 'Its watermark: {watermark}.',
  STATE_NONE: 'The query keeps no state.',
  STATE_TITLE: '{name}, {store}, after batch {batch}:',
  STATE_DIFF_TITLE: '{name}, {store}, after batch {batch} beside batch {other}:',
  GUARANTEE_EXACTLY_ONCE:
    'Exactly once: after a crash the sources give their rows again, the checkpoint knows which, and {description} writes no batch twice.',
  GUARANTEE_SINK_IS_TOLD:
    'At least once: after a crash {description} is given the last batch again, under the same number; exactly once where it keeps account of the numbers.',
  GUARANTEE_SINK_REPEATS: 'At least once: after a crash {description} is given the last batch again.',
  GUARANTEE_NO_CHECKPOINT: 'At least once: without a checkpoint every start reads everything again.',
  GUARANTEE_SOURCE_FORGETS:
    'At most once: the source {source} gives no row again, so what is not done when the process dies is lost.',
  READING_SOCKET: 'Reading from {address}.',
  READING_STDIN: 'Reading standard input.',
  WAITING_FOR_PORT: 'Nobody is listening there yet; waiting.',
  STOPPING: 'Stopping: the running batch is finished first. Ctrl-C again ends at once.',
  STOPPED_UNFINISHED:
    'What was running did not end within {seconds} seconds: it was broken off. What a checkpoint or a spool knows of is done at the next start.',
  BATCH_EMPTY: 'Batch {batch} had no rows: {reason}.',
  EMPTY_NO_LINES_YET: 'no line has come yet',
  EMPTY_NO_LINES: 'no line has come since the last one',
  EMPTY_NO_CHANGE: '{mode}: the new lines changed nothing that is printed',
  EMPTY_APPEND_WAITING: 'append: waiting for event time after {after}; newest seen {newest}',
  EMPTY_APPEND_CLOSING: 'append: windows are printed by the batch after the one that passes their end; it follows',
  NONE_YET: 'none yet',
  WATERMARK_WITHOUT_WINDOW: '--watermark has no effect without --window: a word has no time of its own to end.',
  LATE_NEVER_WITHOUT_WATERMARK: '--late-rows: the file will stay empty, as without --watermark no row is ever late.',
  LATE_NEVER_IN_COMPLETE: '--late-rows: the file will stay empty, as complete mode takes every row, however late.',
  LATE_DROPPED: 'Batch {batch}: {count|late row|late rows} dropped.',
  OPTION_RAW_DIR: 'the folder of the RAW files, or s3://bucket/folder',
  OPTION_REF_DIR: 'the folder of REF, or s3://bucket/folder',
  OPTION_REF_CHECKPOINT: 'where it is noted what was read (default: _checkpoint in REF)',
  OPTION_REF_TRIGGER: 'how often to look for new files, as "10 seconds" or "0 seconds"',
  OPTION_ONCE: 'read what is there now, and end',
  OPTION_REF_COLUMNS: 'course: Símbolo with its accent; ascii: Simbolo',
  OPTION_REF_TIME_ZONE: 'whose calendar ano, mes and dia are of, as America/Sao_Paulo',
  OPTION_DEDUP_DAYS: 'a tweet that was read within so many days is not written again; 0: it is',
  OPTION_SYMBOLS: 'the symbols, as JSON, in place of those of the course',
  OPTION_EMOJI: 'faces count as symbols, too: those under "emoji" in the list',
  OPTION_SETTLE:
    'how long a file of another program must have been left alone; files of ingest-twitter are whole at once',
  RAW_TO_REF_STARTED: 'From {raw} to {ref}, {when}. Days of {zone}. Symbols: {count}.',
  RAW_TO_REF_EVERY: 'every {seconds|second|seconds}',
  RAW_TO_REF_ONCE: 'once',
  RAW_TO_REF_DEDUP:
    'A tweet (by its id) that was read in the last {days|day|days} is not written again, also after a restart.',
  RAW_TO_REF_NO_DEDUP: 'A tweet that is in RAW twice will be in REF twice (--dedup-days 0).',
  RAW_TO_REF_BATCH: 'Batch {batch}: {files|file|files}, {tweets|tweet|tweets} in REF, {seconds} s.',
  RAW_TO_REF_REJECTED: 'Batch {batch}: {count|line is no tweet|lines are no tweets}; see {folder} for the reason.',
  RAW_TO_REF_SUMMARY_END:
    'Files: {files}. Tweets in REF: {tweets}. Read before, not written again: {repeats}. Rejected: {rejected}.',
  OPTION_REF_PYSPARK: 'only print a program of PySpark that does the same',
  OPTION_PURGE_EDITED: 'also the earlier versions of tweets of which RAW has a later one',
  REF_PURGE_DONE:
    'RAW tells of {told|tweet|tweets} to remove; {rows} of them were in REF. Files written again: {files}, in {days|day|days}.',
  REF_PURGE_NOTHING: 'RAW tells of {told|tweet|tweets} to remove; none of them is in REF.',
  ARGUMENT_SQL: 'the question, in SQL',
  OPTION_LAKE_REF: 'the folder of REF, or s3://bucket/folder',
  OPTION_ENGINE: 'athena or local; else Athena for s3://, and the engine of this machine for folders',
  OPTION_DATABASE: 'database of the table; made where it is missing',
  OPTION_QUERY_DATABASE: 'database of the table (default: that of the setup, or xpto)',
  OPTION_TABLE: 'name of the table; the view with plain names is called TABLE_ascii',
  OPTION_QUERY_TABLE: 'table that --example asks (default: that of the setup, or tweets)',
  OPTION_PARTITIONS:
    'projection: Athena works out the days from the names of the folders; added: each day is written into the catalogue',
  OPTION_WORKGROUP: 'workgroup of Athena',
  OPTION_RESULTS: 'where Athena puts answers (default: athena-results in the bucket of REF)',
  OPTION_SCAN_LIMIT: 'Athena stops a query that would read more, as 500MB or 1GB',
  OPTION_APPLY: 'do it; else it is only shown',
  OPTION_DESTROY: 'take away what xpto has made, but for the tweets',
  OPTION_SETUP_JSON: 'print the plan, each call and the proof as one JSON object',
  OPTION_SQL_FILE: 'read the question from this file; - is standard input',
  OPTION_EXAMPLE: 'a question of the course, by its name; see below',
  OPTION_QUERY_JSON: 'print a JSON object for each row',
  OPTION_CSV: 'print CSV, with the names of the columns first',
  OPTION_SHOWN_ROWS: 'rows of the table that is printed; with --json and --csv all are',
  OPTION_CUT_CELLS: 'cut cells of the table at so many characters; 0: nowhere',
  SETUP_TABLE: '{name}: {rows|tweet|tweets}, {files|file|files}, {size}, {partitions|partition|partitions}.',
  SETUP_IS_LOCAL: 'The engine is DuckDB, on this machine: no account, no server, no charge.',
  SETUP_PROJECTION:
    'Athena works out the partitions from the names of the folders; they are looked for in {folders} places.',
  SETUP_ADDED: 'Each partition is written into the catalogue: {why}.',
  STYLE_WANTED: 'so it was asked for',
  STYLE_NO_PARTITIONS: 'there are no folders such as dia=2',
  STYLE_NO_NUMBER: 'the folder {folder} is no number, and only numbers can be worked out',
  STYLE_MIXED: 'some folders {name}= begin with a 0, and not all have as many digits',
  STYLE_TOO_MANY: 'it would be looked for in {folders} places',
  SETUP_STRAY:
    '{count|file there is|files there are} of no whole batch (as {example}), and Athena reads them, too. They go when raw-to-ref is started again, or with "xpto compact" after it was stopped.',
  SETUP_UNKNOWN: 'What is there already is not known, so this is the plan for an empty account: {reason}',
  SETUP_DDL: 'The table, in DDL',
  SETUP_STEPS: 'What is to be done',
  SETUP_DRIFT: 'What differs from what is there',
  SETUP_WORKGROUP: 'The workgroup',
  SETUP_WORKGROUP_FACTS: '{workgroup}: answers go to {results}; a query that would read more than {limit} is stopped.',
  SETUP_POLICY: 'The rights that this needs, as an IAM policy',
  SETUP_PRICE: 'The price',
  SETUP_PRICE_FACTS: `Setting up: nothing; the proof, which is two queries: at most US$ {proof}. A query that reads all of it: US$ {whole}; the dearest that is let through: US$ {dearest}.
A query that names no day (WHERE ano = ...) looks into every folder; S3 takes about US$ {lists} for that.`,
  SETUP_NOTHING: 'Nothing: all is as it should be.',
  SETUP_NOTHING_TO_REMOVE: 'Nothing that xpto has made is there.',
  SETUP_SHOWN_ONLY: 'Nothing was changed. With --apply it is done.',
  SETUP_REMOVAL: 'What is to be taken away',
  SETUP_DATA_STAY: 'The tweets and the answers to questions stay where they are.',
  SETUP_STEP_DONE: 'Done: {name} {subject}',
  SETUP_PROVEN:
    'Proven: {rows|tweet|tweets} in {partitions|partition|partitions}, as in the files, day by day.{filled}',
  SETUP_FILLED: ' {column} has a value in {count}.',
  SETUP_SAMPLE: 'A question, for a start',
  DRIFT_NEW_COLUMN: 'the files have a new column {name} ({type})',
  DRIFT_TYPE: 'the column {name} is {before} there, and {type} in the files',
  DRIFT_ACCENT: 'the column {name} is not in the files, which have {meant}: it reads NULL everywhere',
  DRIFT_NO_COLUMN: 'the column {name} is not in the files any more',
  DRIFT_PARTITIONS: 'it is partitioned by {before}, and the folders by {now}: it is made anew, the tweets stay',
  DRIFT_LOCATION: 'it is at {before}, and the files are at {now}',
  DRIFT_PROPERTY: '{key} is {before}, and should be {now}',
  DRIFT_NAME: 'it is called {before} there, and is to be called {now}',
  NEXT_PROOF_ATHENA: '--partitions added writes each day into the catalogue, instead of working them out.',
  NEXT_PROOF_LOCAL: 'Is something else writing there? Run it again when it rests.',
  QUERY_STATE: 'Athena: {state} ({id})',
  QUERY_DONE_ATHENA: '{rows|row|rows} in {seconds} s. Athena read {size}: US$ {usd}.',
  QUERY_DONE_LOCAL: '{rows|row|rows} in {seconds} s, on this machine: no charge.',
  QUERY_STOPPED_ATHENA: 'Stopped. Athena had read {size}: US$ {usd}.',
  QUERY_STOPPED_LOCAL: 'Stopped.',
  QUERY_COPIED: 'The files are copied from {ref} for this question: {count|file|files}, {size}.',
  SYMBOLS_NO_JSON: 'it is no JSON ({message})',
  SYMBOLS_NO_OBJECT: 'it is no object',
  SYMBOLS_NO_LIST: '"{key}" is missing, or is not what it must be',
  SYMBOLS_NO_SYMBOL: '{symbol} in "{key}" is no symbol (a text without blanks)',
  SYMBOLS_UNKNOWN_KEY: 'it has {key}, and knows only "Positivo", "Negativo" and "emoji"',
  SYMBOLS_TWICE: '{symbol} is in it twice',
  SYMBOLS_NONE: 'it is empty',
  SUMMARY_REQUESTS: 'Requests to S3: {requests}, about {each} a batch.',
  SUMMARY: 'Batches: {batches}. Lines: {rows}. Late rows dropped: {late}.',
  WINDOW_UNORDERED: 'In {mode} mode rows are not put in order: only complete has a whole table to order.',

  DEMO_TEXT: `A line server on this machine sends these lines, each with its time, one by one:
{text}`,
  DEMO_ACT_COMPLETE:
    'Each batch prints the whole table, old words too. The first one is empty: the query was there before the first line.',
  DEMO_ACT_UPDATE: 'Each batch prints only the words whose count it changed.',
  DEMO_ACT_REFUSED: 'Append prints a row once, when it is final; without a watermark no count ever is. Spark refuses:',
  DEMO_ACT_APPEND:
    'With windows and a watermark it works: a line of 12:31 says that nothing older than 12:30 comes, so the window 12:00 to 12:10 is final and printed.',
  DEMO_ACT_WINDOW:
    'The window exercise: windows of 10 minutes, a new one every 5, so that each word counts in two; in order.',
  DEMO_ACT_LAKE:
    'Exercises 4 to 6. A server on this machine answers as X does, with invented tweets. They are collected into RAW, files of at most 100, and RAW becomes REF while they arrive: Parquet by day, with Sentimento and Símbolo.',
  DEMO_ACT_SETUP:
    'Exercise 7. REF becomes a table that answers SQL: here in an engine on this machine, and with --ref s3://... in Amazon Athena.',
  DEMO_ACT_QUESTION: 'And how were the days?',
  DEMO_KEPT: 'RAW and REF are there for questions of yours: npx xpto athena-query --ref "{ref}" "SELECT ..."',
  DEMO_END:
    'Now you. In one terminal: npx xpto netcat -lk 3456   In another: npx xpto wordcount --mode complete   Then type words.',

  EXPLAIN_QUERY: 'Query {name}: {mode} mode, {trigger}, sink {sink}. The result is on top; rows rise from the source.',
  TRIGGER_AT_ONCE: 'a batch as soon as there is data',
  TRIGGER_ONCE: 'one batch of what is there',
  TRIGGER_AVAILABLE_NOW: 'batches until all that is there is done',
  TRIGGER_INTERVAL: 'a batch every {seconds|second|seconds}',
  KEEPS_TOTAL: 'keeps {what} of all rows, for ever',
  KEEPS_ALL_GROUPS: 'keeps {what} of every {by}, for ever: complete mode gives the whole table each time',
  KEEPS_GROUPS: 'keeps {what} of every {by}, for ever: no key has a watermark',
  KEEPS_UNTIL_CLOSED: 'keeps {what} of every {by}, until the watermark passes {event}',
  KEEPS_UNTIL_CLOSED_THEN_GIVES: 'keeps {what} of every {by}, until the watermark passes {event}; only then gives it',
  KEEPS_KEYS: 'keeps every {names} seen, for ever',
  KEEPS_KEYS_UNTIL: 'keeps every {names} seen, until the watermark passes {time}',
  KEEPS_KEYS_WITHIN: 'keeps every {names} seen, until the watermark is {seconds} s past its {time}',
  KEEPS_STATE: 'keeps {what} of every {by}, until its function removes it',
  KEEPS_STATE_PROCESSING_TIME:
    'keeps {what} of every {by}, until its function removes it; calls it again once the clock is past its timeout',
  KEEPS_STATE_EVENT_TIME:
    'keeps {what} of every {by}, until its function removes it; calls it again once the watermark is past its timeout',
  A_ROW: 'a row',
  ROWS: 'an array of rows, or another iterable',
  KEEPS_LIMIT: 'keeps how many of the {count} rows it has given',
  KEEPS_BOTH_SIDES_UNTIL: 'keeps the rows of both sides, until the watermark passes {key}',
  KEEPS_LEFT: 'keeps the rows of the left side, for ever: nothing bounds their time',
  KEEPS_LEFT_WITHIN: 'keeps the rows of the left side, until the watermark is {seconds} s past {time}',
  KEEPS_RIGHT: 'keeps the rows of the right side, for ever: nothing bounds their time',
  KEEPS_RIGHT_WITHIN: 'keeps the rows of the right side, until the watermark is {seconds} s past {time}',

  NETCAT_SERVING: 'Serving lines on {address}. In another terminal: {command}',
  NETCAT_REACHABLE: 'Other machines can connect to {address} and read along.',
  NETCAT_TYPE: 'Type lines; Ctrl-D (on Windows Ctrl-Z and Enter) ends.',
  NETCAT_CLIENT_CONNECTED: '{peer} is connected.',
  NETCAT_CLIENT_LEFT: '{peer} has left; {left} connected.',
  NETCAT_HOLDING: '{peer} has left; lines wait for the next client.',
  NETCAT_UNHEARD: '{peer} has left; nobody hears the lines that come now.',
  NETCAT_CUT_OFF: '{peer} has kept the others waiting for {seconds} seconds, so it is cut off.',
  NETCAT_REFUSED: '{peer} was refused: too many are connected.',
  NETCAT_DELIVERED: 'The input has ended, and is delivered.',
  NETCAT_CONNECTED: 'Connected to {address}.',
  NETCAT_STOPPING: 'Stopping. Ctrl-C again ends at once.',

  INGEST_QUERY: 'Looking for: {query}',
  INGEST_WHERE: 'Posts go to {raw}; what is not there yet is in {spool}.',
  INGEST_AT_MOST_POSTS: 'At most {posts|post|posts} in this run (--max-posts).',
  INGEST_AT_MOST_USD: 'At most US$ {usd} in this run (--max-usd), which is {posts|post|posts}.',
  INGEST_STOPPING: 'Stopping: what was read goes into files. Another Ctrl-C ends at once.',
  INGEST_RESUMED:
    'Going on behind {posts|post|posts} of earlier runs; of them, {waiting|waits|wait} for a file, and {files|file was|files were} begun.',
  INGEST_FOREIGN:
    'The stream of this app has {count|more rule|more rules}. Their posts come and are paid, too, and are not kept; --replace-rules removes them.',
  INGEST_CONNECTED: 'Listening to the stream.',
  INGEST_DISCONNECTED: 'No connection: {reason}.',
  INGEST_NO_REPLAY: 'nobody serves port {port} (is xpto twitter-replay running?)',
  INGEST_REFUSED: 'nobody answers there ({detail})',
  INGEST_NO_SUCH_HOST: 'its address is not found; is this machine on the network? ({detail})',
  INGEST_ODD_ANSWER: 'what came is no answer of X (does this network ask for a login?)',
  INGEST_BROKE_OFF: 'it broke off',
  INGEST_SILENT: 'there was no sign of life for half a minute',
  INGEST_WAIT_NETWORK: 'Trying again in {left}.',
  INGEST_WAIT_SERVER: 'The server is in trouble. Trying again in {left}.',
  INGEST_WAIT_RATE: 'No more requests are allowed for now. Going on in {left}.',
  INGEST_WAIT_SECOND:
    'X allows one connection to the stream, and there is one: of another program, or of one that ended a moment ago. Trying again in {left}.',
  INGEST_FILE: '{name} has {posts|post|posts}',
  INGEST_EDIT: 'Post {id} is an edit of {earlier}.',
  INGEST_DELETE: 'Post {id} is deleted.',
  INGEST_NO_JSON: 'Something came that is no JSON, and is not kept: {text}',
  INGEST_NO_POST:
    'Something came that is neither a post (its id would be digits, as text) nor a message, and is not kept: {text}',
  INGEST_TOO_LONG: 'Something came that is longer than 16 MB, and is not kept.',
  INGEST_SPAN: 'From {from} to {to}',
  INGEST_SPAN_OPEN: 'After {from}',
  INGEST_GAP: '{span} nobody listened: looking by search for what was posted then.',
  INGEST_GAP_FILLED: '{span} nothing is missing: search found {posts|post|posts} more.',
  INGEST_LEFT_BUDGET: '{span} posts may be missing: the limit was reached. The next run looks for them.',
  INGEST_LEFT_TIME: '{span} posts may be missing: the run ended first. The next one looks for them.',
  INGEST_LEFT_TOO_OLD: '{span} posts may be missing, and search finds none older than 7 days.',
  INGEST_LEFT_LONG:
    '{span} nobody listened, which is longer than is filled (--fill-gaps). For its posts: --source search',
  INGEST_LEFT_FORGOTTEN: '{span} posts are missing: the stream does not remember so much.',
  INGEST_RECHECKED: '{looked|post|posts} looked up; {gone|of them is|of them are} gone from X.',
  INGEST_PROGRESS: '{posts|post|posts} ({rate} a second) in {files|file|files}; US$ {usd}',
  INGEST_PROGRESS_TIMES: ', of {oldest} to {newest}',
  INGEST_PROGRESS_TIME: '; {left} to go',
  INGEST_PROGRESS_POSTS: '; {posts|more post|more posts} at most',
  INGEST_DONE:
    '{posts|post|posts} in {files|file|files}; {duplicates} came again, {edits|is an edit|are edits}, {deletes|post was|posts were} deleted.',
  INGEST_TIMES: 'The oldest is of {oldest}, the newest of {newest} ({zone}).',
  INGEST_BILL: 'Posts read: {paid}, each counted once a day. At X that costs US$ {usd} (US$ {price} a post).',

  TWITTER_REPLAY_SERVING: 'X API v2 is served on {url}, for this machine only.',
  TWITTER_REPLAY_POSTS: '{past} of {count} posts are there; for X it is {now} (UTC). {pace}',
  REPLAY_AT_SPEED: 'Time passes {speed} times as fast.',
  REPLAY_AT_RATE: '{rate} new ones come every second.',
  TWITTER_REPLAY_TRY: "Try: curl -H 'Authorization: Bearer any' '{url}/2/tweets/search/recent?query=presidente'",
  REPLAY_WITH_POSTS: ', {posts|post|posts}',
  TWITTER_REPLAY_PROXY: 'With these environment variables programs find it as https://api.x.com:',
  REPLAY_PROXY_REFUSED: 'A program wanted to go to {target}; only api.x.com and api.twitter.com are here.',
  REPLAY_STREAM_OPEN: 'A client listens to the stream.',
  REPLAY_STREAM_OVER: 'All posts have come. The stream stays open, and there will be none.',
  REPLAY_STREAM_LEFT: 'The client has left the stream.',
  REPLAY_STREAM_DROPPED: 'The stream was broken off, as the faults say.',
  REPLAY_STREAM_DISCONNECTED: 'The stream was ended for operational reasons, as the faults say.',
  REPLAY_STREAM_CAPPED: 'The stream was ended: the posts of the month are read.',
  TWITTER_REPLAY_BILL:
    'Posts read: {posts}, counted once a day each. At X that would cost US$ {usd} (US$ {price} a post).',

  // Parts of errors
  DID_YOU_MEAN: 'Did you mean "{closest}"?',
  COMMANDS_ARE: 'The commands are: {names}.',
  HELP_SHOWS_COMMANDS: '--help shows the commands.',
  HELP_SHOWS_OPTIONS: '--help shows the options.',
  ALLOWED_AGE: 'a time, such as 7d, 12h or 30s',
  ALLOWED_BOOLEAN: 'true or false',
  ALLOWED_CHARACTER: 'one character',
  ALLOWED_COUNT: 'a whole number, {least} or more',
  ALLOWED_PARQUET_WRITER: 'xpto or parquetjs',
  PARQUETJS_TYPES: 'it is {type}, and only flat columns without decimals go there',
  PARQUETJS_CODECS: 'it has no zstd',
  PARQUETJS_BEFORE_1970: 'a timestamp is before 1970',
  ALLOWED_MIN_OR_MAX: 'min or max',
  ALLOWED_STATE_PROVIDER:
    "memory or disk, or Spark's class: HDFSBackedStateStoreProvider or RocksDBStateStoreProvider in org.apache.spark.sql.execution.streaming.state",
  ALLOWED_PART: 'a number from 0 to 1',
  ALLOWED_PORT: 'a port, from 1 to 65535',
  ALLOWED_RAMP_UP: 'a duration, such as 5s',
  ALLOWED_RATIO: 'a number above 0',
  ALLOWED_SPAN: 'a span of time such as 7d, 12h, 30min or 10s',
  ALLOWED_SEPARATOR: 'at least one character',
  ALLOWED_TIME_ZONE: 'a time zone, such as UTC, -03:00 or America/Sao_Paulo',
  ARRAY_OR_MAP: '"ARRAY" or "MAP"',
  COUNT_BETWEEN: '{least} to {most}',
  NONE: 'none',
  NEXT_CLOSE_FILES: 'Close other programs, or allow more open files (ulimit -n).',
  NEXT_FREE_SPACE: 'Free some space, then start again.',
  NEXT_LET_WRITE: 'Allow writing there, or choose another place.',
  NEXT_START_AGAIN: 'Once that is mended, start again.',
  PATH_LINK_LEADS_OUT: 'a symbolic link leads out of {root}',
  OWNER_QUERY: 'of the query {query}',
  OWNER_THIS: 'which this query wrote before its checkpoint lost its batches',
  OWNER_UNKNOWN: 'that nobody signed',
  PATH_NAME_HAS_CHARACTER: 'a name there cannot hold the character {character}',
  PATH_NAME_KEPT: 'names that begin with {prefix} are those of unfinished files',
  PATH_NAME_NO_TEXT: 'it is no valid Unicode text',
  PATH_NAME_OF_WINDOWS: 'Windows keeps this name for itself, or cannot hold its last character',
  PATH_NAME_TOO_LONG: 'a name there has at most {limitBytes} bytes',
  PATH_NOT_UNDER_ROOT: 'it does not lead to a file in that folder',
  PATH_TOO_LONG: 'a path there has at most {limitBytes} bytes',
  REASON_DEVICE_FAILED: 'the device failed ({code})',
  REASON_DISK_FULL: 'the disk is full ({code})',
  REASON_FOLDER: 'it is a folder ({code})',
  REASON_NOBODY_READS: 'nobody reads it any more ({code})',
  REASON_NOT_A_FOLDER: 'a part of the path is not a folder ({code})',
  REASON_NOT_PERMITTED: 'it is not permitted ({code})',
  REASON_NOT_THERE: 'there is no such file or folder ({code})',
  REASON_NO_ANSWER: 'no answer came in time ({code})',
  REASON_NO_WAY: 'the network does not lead there ({code})',
  REASON_READ_ONLY: 'the disk cannot be written to ({code})',
  REASON_STORE_ANSWERED: 'the store answered {code} ({status})',
  REASON_TOO_MANY_OPEN: 'too many files are open ({code})',
  SIDE_LEFT: 'left',
  SIDE_RIGHT: 'right',
  THE_RESULT: 'The result',
} as const;
