import { resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../lib/base/clock.ts';
import { RuntimeError, UsageError } from '../lib/base/errors.ts';
import { Decimal } from '../lib/base/messages/index.ts';
import { zone } from '../lib/columns/time/zone.ts';
import { localPathOf, openFiles } from '../lib/files/open-files.ts';
import { terminalSafe } from '../lib/formats/terminal-safe.ts';
import { Budget, type BudgetLimits } from '../lib/twitter/ingest/budget.ts';
import type { IngestEvent, Progress } from '../lib/twitter/ingest/events.ts';
import { ingest } from '../lib/twitter/ingest/ingest.ts';
import { JETSTREAM } from '../lib/twitter/ingest/jetstream-source.ts';
import { DEFAULT_QUERY, rulesFor } from '../lib/twitter/ingest/query.ts';
import type { RawFormat } from '../lib/twitter/ingest/raw-names.ts';
import { SecretText } from '../lib/twitter/ingest/secret-text.ts';
import { parseQuery, QueryProblems } from '../lib/twitter/query/parse.ts';
import { USD_PER_POST } from '../lib/twitter/replay/bill.ts';
import { jsonTeller, teller, tellSummary } from './ingest-story.ts';
import type { Io } from './io.ts';
import {
  count,
  countFrom1,
  durationMs,
  nonEmpty,
  oneOf,
  port,
  REPLAY_PORT,
  size,
  timeZone,
  usd,
  valueOption,
  webSocketUrl,
} from './options.ts';
import { readText } from './text-file.ts';

const DEFAULT_MINUTES = 30;
const DEFAULT_USD = 5;
const DEFAULT_POSTS = 100_000;
const PER_FILE = 100;
const DEFAULT_FLUSH_MS = 60_000;
/** A laptop that slept; not the days between two exercises, which cost more than they. */
const DEFAULT_FILL_MS = 6 * 3_600_000;
const PROGRESS_MS = 10_000;
/** Where a token is looked for, and what other programs call it. */
const TOKEN_VARIABLES = ['X_BEARER_TOKEN', 'BEARER_TOKEN', 'TWITTER_BEARER_TOKEN'];

interface IngestCommandOptions {
  readonly source: 'stream' | 'search' | 'replay' | 'bluesky';
  readonly query: string;
  readonly raw: string;
  readonly spool?: string;
  readonly minutes: number;
  readonly maxPosts?: number;
  readonly maxUsd?: number;
  readonly perFile: number;
  readonly flush: number;
  readonly format: RawFormat;
  readonly timeZone: string;
  readonly tokenFile?: string;
  readonly replayPort?: number;
  readonly fillGaps?: number;
  readonly jetstream?: string;
  readonly recheck?: number;
  readonly replaceRules: boolean;
  readonly json: boolean;
}

export function define(command: Command, io: Io): void {
  const { text } = io;
  command
    .addOption(valueOption('--source <source>', text('OPTION_INGEST_SOURCE'), oneOf(SOURCES), 'stream'))
    .addOption(valueOption('--query <query>', text('OPTION_INGEST_QUERY'), nonEmpty, DEFAULT_QUERY))
    .addOption(valueOption('--raw <location>', text('OPTION_INGEST_RAW'), nonEmpty, 'raw'))
    .addOption(valueOption('--minutes <minutes>', text('OPTION_INGEST_MINUTES'), count, DEFAULT_MINUTES))
    .addOption(
      valueOption('--max-posts <count>', text('OPTION_INGEST_MAX_POSTS', { posts: DEFAULT_POSTS }), countFrom1),
    )
    .addOption(valueOption('--max-usd <dollars>', text('OPTION_INGEST_MAX_USD', { usd: DEFAULT_USD }), usd))
    .addOption(valueOption('--per-file <count>', text('OPTION_INGEST_PER_FILE'), size(PER_FILE), PER_FILE))
    .addOption(
      valueOption('--flush <duration>', text('OPTION_INGEST_FLUSH'), durationMs).default(DEFAULT_FLUSH_MS, '60s'),
    )
    .addOption(valueOption('--format <format>', text('OPTION_INGEST_FORMAT'), oneOf(['lines', 'array']), 'lines'))
    .addOption(valueOption('--time-zone <zone>', text('OPTION_INGEST_TIME_ZONE'), timeZone, 'UTC'))
    .addOption(valueOption('--token-file <file>', text('OPTION_INGEST_TOKEN_FILE'), nonEmpty))
    .addOption(valueOption('--spool <folder>', text('OPTION_INGEST_SPOOL'), nonEmpty))
    .addOption(valueOption('--recheck <days>', text('OPTION_INGEST_RECHECK'), size(MOST_DAYS)))
    .addOption(valueOption('--replay-port <port>', text('OPTION_INGEST_REPLAY_PORT', { port: REPLAY_PORT }), port))
    .addOption(valueOption('--fill-gaps <duration>', text('OPTION_INGEST_FILL_GAPS'), durationMs))
    .addOption(valueOption('--jetstream <url>', text('OPTION_INGEST_JETSTREAM', { url: JETSTREAM }), webSocketUrl))
    .option('--replace-rules', text('OPTION_INGEST_REPLACE_RULES'), false)
    .option('--json', text('OPTION_INGEST_JSON'), false)
    .addHelpText('before', `${text('INGEST_TWITTER_EXAMPLES')}\n`)
    .addHelpText(
      'after',
      `\n${text('INGEST_TWITTER_RULES', { price: new Decimal(USD_PER_POST), events: EVENTS.join(', ') })}`,
    )
    .action((options: IngestCommandOptions) => collect(io, options));
}

/** In the order in which a run may come to them. */
const EVENTS = Object.keys({
  resumed: 0,
  rules: 0,
  connected: 0,
  disconnected: 0,
  waiting: 0,
  file: 0,
  edit: 0,
  delete: 0,
  unreadable: 0,
  gap: 0,
  'gap filled': 0,
  'gap left': 0,
  rechecked: 0,
  limit: 0,
  progress: 0,
} satisfies Record<IngestEvent['event'], 0>);

const SOURCES = ['stream', 'search', 'replay', 'bluesky'] as const;
/** Ids are known for as long as search finds their posts. */
const MOST_DAYS = 7;

async function collect(io: Io, options: IngestCommandOptions): Promise<void> {
  const { source, query, minutes, raw, recheck, jetstream } = options;
  const replayPort = options.replayPort ?? (source === 'replay' ? REPLAY_PORT : undefined);
  const isBluesky = source === 'bluesky';
  if (isBluesky) checkForBluesky(options);
  const isFree = isBluesky || replayPort !== undefined;
  const token = isFree ? NO_TOKEN : await findToken(io, options);
  const spool = spoolOf(options);
  if (localPathOf(spool) === undefined) throw new UsageError('SPOOL_NOT_LOCAL', { spool });
  const limits = limitsOf(options, isFree);
  const fillMs = options.fillGaps ?? (isFree ? undefined : DEFAULT_FILL_MS);
  const proxy = isFree ? undefined : proxyIn(io.env);
  const local = zone(options.timeZone);
  tellStart(io, options, limits, spool);
  io.interrupted.addEventListener('abort', () => io.note(io.text('INGEST_STOPPING')));
  let last: Progress | undefined;
  const tell = options.json ? jsonTeller(io) : teller(io, local, replayPort);
  await ingest({
    source: source === 'replay' ? 'stream' : source,
    query,
    raw: await openFiles(raw),
    spool: await openFiles(spool),
    token,
    ...(replayPort !== undefined && { port: replayPort }),
    ...(jetstream !== undefined && { jetstream }),
    ...(proxy && { proxy }),
    ...(fillMs !== undefined && { fillMs }),
    ...(minutes > 0 && { forMs: minutes * 60_000 }),
    limits,
    perFile: options.perFile,
    flushMs: options.flush,
    format: options.format,
    zone: local,
    replaceRules: options.replaceRules,
    ...(recheck !== undefined && { recheckDays: recheck }),
    clock: systemClock,
    tell: event => {
      if (event.event === 'progress') last = event;
      tell(event);
    },
    progressMs: PROGRESS_MS,
    stopped: io.interrupted,
  }).finally(() => {
    if (last) tellSummary(io, last, local, isBluesky);
  });
}

/** The replay takes any, and is not to know a real one. */
const NO_TOKEN = new SecretText('none');

/** X says itself what it does not understand; of Bluesky all is read here. */
function checkForBluesky({ query, recheck }: IngestCommandOptions): void {
  if (recheck !== undefined) throw new UsageError('RECHECK_IS_OF_X');
  try {
    parseQuery(query);
  } catch (error) {
    if (!(error instanceof QueryProblems)) throw error;
    throw new UsageError('QUERY_UNREADABLE', { query, problems: error.message });
  }
}

/** Where the environment asks for one, as it asks other programs; its password is not told. */
function proxyIn(env: Io['env']): URL | undefined {
  const proxy = env['https_proxy'] || env['HTTPS_PROXY'];
  const direct = (env['no_proxy'] || env['NO_PROXY'] || '').split(',').map(name => name.trim());
  if (!proxy || direct.some(name => ['*', 'api.x.com', '.x.com', 'x.com'].includes(name))) return undefined;
  const address = /^\w+:\/\//.test(proxy) ? proxy : `http://${proxy}`;
  if (!URL.canParse(address) || new URL(address).protocol !== 'http:') throw new UsageError('PROXY_UNREADABLE');
  return new URL(address);
}

/** The token, from the environment or a file: what is in a flag, everybody on the machine can read. */
async function findToken(io: Io, { tokenFile }: IngestCommandOptions): Promise<SecretText> {
  if (tokenFile !== undefined) return tokenFrom(await readText(tokenFile, io.interrupted), tokenFile);
  const name = TOKEN_VARIABLES.find(variable => io.env[variable]?.trim());
  if (name === undefined) throw new UsageError('NO_TOKEN');
  return tokenFrom(io.env[name]!, name);
}

/** What cannot stand in a header is no token; it is not told, as it may be nearly one. */
function tokenFrom(text: string, source: string): SecretText {
  const token = text.trim();
  if (!/^[\x21-\x7e]{1,4096}$/.test(token)) throw new RuntimeError('TOKEN_UNREADABLE', { source });
  return new SecretText(token);
}

/** Beside the files, where others do not look: names with a `_` are hidden. For a bucket, here. */
function spoolOf({ raw, spool }: IngestCommandOptions): string {
  if (spool !== undefined) return spool;
  const path = localPathOf(raw);
  return path === undefined ? resolve('xpto-spool', raw.replace(/[^A-Za-z0-9.-]+/g, '-')) : resolve(path, '_spool');
}

/** Posts of the replay and of Bluesky cost nothing. */
function limitsOf({ maxPosts, maxUsd }: IngestCommandOptions, isFree: boolean): BudgetLimits {
  const posts = maxPosts ?? (isFree ? undefined : DEFAULT_POSTS);
  const usd = maxUsd ?? (isFree ? undefined : DEFAULT_USD);
  return { ...(posts !== undefined && { posts }), ...(usd !== undefined && { usd }) };
}

function tellStart(io: Io, { source, query, raw, recheck }: IngestCommandOptions, limits: BudgetLimits, spool: string) {
  const isRuled = source !== 'search' && source !== 'bluesky' && recheck === undefined;
  const queries = isRuled ? rulesFor(query) : [query];
  for (const each of queries) io.note(io.text('INGEST_QUERY', { query: terminalSafe(each) }));
  io.note(io.style.dim(io.text('INGEST_WHERE', { raw: terminalSafe(raw), spool: terminalSafe(spool) })));
  const { posts, usd } = limits;
  if (posts !== undefined) io.note(io.style.dim(io.text('INGEST_AT_MOST_POSTS', { posts })));
  if (usd !== undefined && source !== 'bluesky') {
    const shown = new Decimal(usd.toFixed(3).replace(/0$/, '')); // 5.00, and 0.005
    io.note(io.style.dim(io.text('INGEST_AT_MOST_USD', { usd: shown, posts: new Budget({ usd }).left })));
  }
}
