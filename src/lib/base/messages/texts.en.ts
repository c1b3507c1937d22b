/** Every text that is not an error, by its key. */
export const textsEn = {
  XPTO_SUMMARY: 'Spark-style stream processing on a laptop, without a JVM.',
  XPTO_EXAMPLES: `Everything at once:                       xpto demo
Exercise 1, in one terminal:              xpto netcat -lk 3456
and in another:                           xpto wordcount --mode complete
The options and examples of a command:    xpto wordcount --help`,
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
  NETCAT_USAGE: `[options] [port]
       xpto netcat [options] <host> <port>`,
  NETCAT_EXAMPLES: `Type lines for a query:    xpto netcat -lk 3456
Replay a file, slowly:     xpto netcat --file words.txt --rate 10/s 3456
Send lines to a server:    xpto netcat localhost 3456`,
  NETCAT_RULES: `Everybody who is connected gets every line; who comes later gets those from then on. While nobody is connected,
lines wait, those of a file too. When the input ends (Ctrl-D), connections are closed once all is delivered, and
xpto ends. Lines end in LF, whatever the input has; the last one also where its end is missing.

The slowest reader sets the pace, and nothing is lost. But a client that takes nothing for {seconds} seconds while others
wait for it is cut off: its connection is reset, so that it sees an error.`,

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
    'Exit codes: 0 done, 2 wrong usage, 3 query refused, 4 source or sink failed, 70 a bug in xpto, 130 interrupted (Ctrl-C), 143 terminated.',
  BUG: 'Something is wrong in xpto itself: {message} (set XPTO_DEBUG=1 to see where, and please report it)',

  READING_SOCKET: 'Reading from {address}.',
  READING_STDIN: 'Reading standard input.',
  WAITING_FOR_PORT: 'Nobody is listening there yet; waiting.',
  STOPPING: 'Stopping: the running batch is finished first. Ctrl-C again ends at once.',
  BATCH_EMPTY: 'Batch {batch} had no rows: {reason}.',
  EMPTY_NO_LINES_YET: 'no line has come yet',
  EMPTY_NO_LINES: 'no line has come since the last one',
  EMPTY_NO_CHANGE: '{mode}: the new lines changed nothing that is printed',
  EMPTY_APPEND_WAITING: 'append: waiting for event time after {after}; newest seen {newest}',
  EMPTY_APPEND_CLOSING: 'append: windows are printed by the batch after the one that passes their end; it follows',
  NONE_YET: 'none yet',
  LATE_NEVER_WITHOUT_WATERMARK: '--late-rows: the file will stay empty, as without --watermark no row is ever late.',
  LATE_NEVER_IN_COMPLETE: '--late-rows: the file will stay empty, as complete mode takes every row, however late.',
  LATE_DROPPED: 'Batch {batch}: {count} late rows dropped.',
  SUMMARY: '{batches} batches, {rows} lines, {late} late rows dropped.',
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
  DEMO_END:
    'Now you. In one terminal: xpto netcat -lk 3456   In another: xpto wordcount --mode complete   Then type words.',

  EXPLAIN_QUERY: 'Query {name}: {mode} mode, {trigger}, sink {sink}. The result is on top; rows rise from the source.',
  TRIGGER_AT_ONCE: 'a batch as soon as there is data',
  TRIGGER_ONCE: 'one batch of what is there',
  TRIGGER_AVAILABLE_NOW: 'batches until all that is there is done',
  TRIGGER_INTERVAL: 'a batch every {interval}',
  KEEPS_TOTAL: 'keeps {what} of all rows, for ever',
  KEEPS_ALL_GROUPS: 'keeps {what} of every {by}, for ever: complete mode gives the whole table each time',
  KEEPS_GROUPS: 'keeps {what} of every {by}, for ever: no key has a watermark',
  KEEPS_UNTIL_CLOSED: 'keeps {what} of every {by}, until the watermark passes {event}',
  KEEPS_UNTIL_CLOSED_THEN_GIVES: 'keeps {what} of every {by}, until the watermark passes {event}; only then gives it',
  KEEPS_KEYS: 'keeps every {names} seen, for ever',
  KEEPS_KEYS_UNTIL: 'keeps every {names} seen, until the watermark passes {time}',
  KEEPS_KEYS_WITHIN: 'keeps every {names} seen, until the watermark is {seconds} s past its {time}',
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
  NETCAT_CUT_OFF:
    '{peer} took nothing for {seconds} seconds while others waited: cut off. It misses the {lines} lines that waited for it, and all later ones.',
  NETCAT_REFUSED: '{peer} was refused: too many are connected.',
  NETCAT_DELIVERED: 'The input has ended, and is delivered.',
  NETCAT_CONNECTED: 'Connected to {address}.',
  NETCAT_STOPPING: 'Stopping. Ctrl-C again ends at once.',

  // Parts of errors
  DID_YOU_MEAN: 'Did you mean "{closest}"?',
  COMMANDS_ARE: 'The commands are: {names}.',
  HELP_SHOWS_OPTIONS: '--help shows the options.',
  ALLOWED_BOOLEAN: 'true or false',
  ALLOWED_COUNT: 'a whole number, {least} or more',
  ALLOWED_MIN_OR_MAX: 'min or max',
  ALLOWED_PORT: 'a port, from 1 to 65535',
  ALLOWED_RAMP_UP: 'a duration, such as 5s',
  ALLOWED_TIME_ZONE: 'a time zone, such as UTC, -03:00 or America/Sao_Paulo',
  ARRAY_OR_MAP: '"ARRAY" or "MAP"',
  COUNT_BETWEEN: '{least} to {most}',
  NONE: 'none',
  SIDE_LEFT: 'left',
  SIDE_RIGHT: 'right',
  THE_RESULT: 'The result',
} as const;
