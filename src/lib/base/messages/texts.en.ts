/** Every text that is not an error, by its key. */
export const textsEn = {
  XPTO_SUMMARY: 'Spark-style stream processing on a laptop, without a JVM.',
  DEMO_SUMMARY: 'show everything at once: no second terminal, no network',
  NETCAT_SUMMARY: 'serve lines on a TCP port, as nc -lk does',
  WORDCOUNT_SUMMARY: 'exercises 1 to 3: count the words of a stream',
  WINDOW_SUMMARY: 'window exercise: count words by window of time',
  EXPLAIN_SUMMARY: 'print the plan of a query, and what it keeps in memory',

  WORDCOUNT_EXAMPLES: `Exercises 1, 2 and 3. In one terminal:  xpto netcat -lk 3456
In another:                             xpto wordcount --mode complete
Or without a network:                   echo "a b a" | xpto wordcount`,
  WINDOW_EXAMPLES: `Window exercise. In one terminal:  xpto netcat -lk 3456
In another:                        xpto window --name exercicio_janela`,
  EXPLAIN_EXAMPLES: `For example:  xpto explain wordcount --mode append --window "10 minutes" --watermark "1 minute"`,

  ARGUMENT_INPUT: '- reads standard input; without it, a pipe or a file there is read, else the socket',
  OPTION_HELP: 'show this help',
  OPTION_VERSION: 'show the version',
  OPTION_LANG: 'language of notes and errors: en or pt-BR',
  OPTION_MODE: 'output mode: complete, append or update',
  OPTION_HOST: 'host to read lines from',
  OPTION_PORT: 'port to read lines from',
  OPTION_TRIGGER:
    'when batches run: once, available-now, or an interval as "10 seconds"; else as soon as there is data',
  OPTION_WINDOW: 'length of the windows of time, as "10 minutes"',
  OPTION_SLIDE: 'how far apart windows begin',
  OPTION_WATERMARK: 'how late a line may be, as "10 minutes"',
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

  HELP_USAGE: 'Usage:',
  HELP_OPTIONS: 'Options:',
  HELP_COMMANDS: 'Commands:',
  HELP_ARGUMENTS: 'Arguments:',
  HELP_DEFAULT: 'default: {value}',
  EXIT_CODES:
    'Exit codes: 0 done, 2 wrong usage, 3 query refused, 4 source or sink failed, 70 a bug in xpto, 130 interrupted.',
  BUG: 'Something is wrong in xpto itself: {message} (set XPTO_DEBUG=1 to see where, and please tell us)',

  READING_SOCKET: 'Reading from {address}.',
  READING_STDIN: 'Reading standard input.',
  WAITING_FOR_PORT: 'Nobody listens yet; waiting.',
  STOPPING: 'Stopping: the running batch is finished first. Ctrl-C again ends at once.',
  BATCH_EMPTY: 'Batch {batch} had no rows: {reason}.',
  EMPTY_NO_LINES_YET: 'no line has come yet',
  EMPTY_NO_LINES: 'no line has come since the last one',
  EMPTY_NO_CHANGE: '{mode}: the new lines gave none',
  EMPTY_APPEND_WAITING: 'append: waiting for event time after {after}; newest seen {newest}',
  NONE_YET: 'none yet',
  LATE_DROPPED: 'Batch {batch}: {count} late rows dropped.',
  SUMMARY: '{batches} batches, {rows} lines, {late} late rows dropped.',
  WINDOW_UNORDERED: 'In {mode} mode rows are not put in order: only complete has a whole table to order.',
} as const;
