import type { Command } from 'commander';
import { UsageError } from '../lib/base/errors.ts';
import { delayMs, requireInterval } from '../lib/base/intervals.ts';
import { Decimal, type TextKey } from '../lib/base/messages/index.ts';
import { openChunks, streamChunks } from '../lib/files/file-chunks.ts';
import { type Temporary, writeTemporaryFile } from '../lib/files/temporary-file.ts';
import { terminalSafe } from '../lib/formats/terminal-safe.ts';
import { inventPosts } from '../lib/twitter/corpus/invented-posts.ts';
import type { PostSet } from '../lib/twitter/post.ts';
import { readPosts } from '../lib/twitter/read-posts.ts';
import { USD_PER_POST } from '../lib/twitter/replay/bill.ts';
import { type Fault, parseFaults } from '../lib/twitter/replay/faults.ts';
import { MONTHLY_CAP, type Replay, type ReplayListener, startReplay } from '../lib/twitter/replay/server.ts';
import type { StreamEnd } from '../lib/twitter/replay/stream.ts';
import { postsUsdShown } from './amounts.ts';
import type { Io } from './io.ts';
import {
  count,
  countFrom1,
  delay,
  length,
  nonEmpty,
  oneOf,
  perSecond,
  REPLAY_PORT,
  type Read,
  servedPort,
  valueOption,
} from './options.ts';

const DEFAULT_POSTS = 5000;
const DEFAULT_SPEED = 60;

interface ReplayCommandOptions {
  readonly port: number;
  readonly speed: number;
  readonly rate?: number;
  readonly clock: 'shifted' | 'original';
  readonly past?: string;
  readonly posts: number;
  readonly seed: number;
  readonly faults?: readonly Fault[];
  readonly cap: number;
  readonly limitWindow?: string;
  readonly wait: boolean;
  readonly https: boolean;
  readonly json: boolean;
}

export function define(command: Command, io: Io): void {
  const { text } = io;
  command
    .argument('[file]', text('ARGUMENT_REPLAY_FILE'))
    .addOption(valueOption('-p, --port <port>', text('OPTION_REPLAY_PORT'), servedPort, REPLAY_PORT))
    .addOption(
      valueOption('--speed <speed>', text('OPTION_REPLAY_SPEED'), speed).default(DEFAULT_SPEED, `${DEFAULT_SPEED}x`),
    )
    .addOption(valueOption('--rate <rate>', text('OPTION_REPLAY_RATE'), perSecond))
    .addOption(valueOption('--clock <clock>', text('OPTION_REPLAY_CLOCK'), oneOf(['shifted', 'original']), 'shifted'))
    .addOption(valueOption('--past <duration>', text('OPTION_REPLAY_PAST'), delay))
    .addOption(valueOption('--posts <count>', text('OPTION_REPLAY_POSTS'), countFrom1, DEFAULT_POSTS))
    .addOption(valueOption('--seed <number>', text('OPTION_REPLAY_SEED'), count, 1))
    .addOption(valueOption('--faults <faults>', text('OPTION_REPLAY_FAULTS'), faults))
    .addOption(valueOption('--cap <posts>', text('OPTION_REPLAY_CAP'), count, MONTHLY_CAP))
    .addOption(valueOption('--limit-window <duration>', text('OPTION_REPLAY_LIMITS'), length))
    .option('--wait', text('OPTION_REPLAY_WAIT'), false)
    .option('--https', text('OPTION_REPLAY_HTTPS'), false)
    .option('--json', text('OPTION_REPLAY_JSON'), false)
    .addHelpText('before', `${text('TWITTER_REPLAY_EXAMPLES')}\n`)
    .addHelpText('after', `\n${text('TWITTER_REPLAY_RULES')}`)
    .action((file: string | undefined, options: ReplayCommandOptions) => replay(io, file, options));
}

const faults =
  (option: string): Read<Fault[]> =>
  value =>
    parseFaults(nonEmpty(option)(value));

/** Reads `60x`, or `0.5`. */
const speed =
  (option: string): Read<number> =>
  value => {
    const number = Number(/^(\d+(?:\.\d+)?)x?$/.exec(value)?.[1]);
    if (number > 0 && number <= 1_000_000) return number;
    throw new UsageError('OPTION_NOT_A_SPEED', { option, value });
  };

async function replay(io: Io, file: string | undefined, options: ReplayCommandOptions): Promise<void> {
  const { seed, rate, past, limitWindow } = options;
  const posts = await postsOf(io, file, options);
  const server = await startReplay({
    posts,
    port: options.port,
    speed: options.speed,
    ...(rate !== undefined && { rate }),
    keepsTimes: options.clock === 'original',
    ...(past !== undefined && { pastMs: delayMs(requireInterval(past)) }),
    seed,
    ...(options.faults && { faults: options.faults }),
    cap: options.cap,
    ...(limitWindow !== undefined && { limitWindowMs: delayMs(requireInterval(limitWindow)) }),
    waits: options.wait,
    isProxy: options.https,
    listener: options.json ? jsonTeller(io) : teller(io),
  });
  const stop = () => void server.close();
  io.interrupted.addEventListener('abort', stop);
  if (io.interrupted.aborted) stop();
  let authority: Temporary | undefined;
  try {
    if (server.authority !== undefined) authority = writeTemporaryFile('ca.pem', server.authority);
    tellStart(io, server, posts, options);
    if (authority) tellProxy(io, server, authority);
    await server.done;
  } finally {
    authority?.remove();
    await server.close(); // also when something has failed: what listens keeps the process
  }
  tellBill(io, server);
  const { bill } = server.api;
  if (options.json) await tellJson(io, 'bill', { posts: bill.posts, usd: bill.usd, ids: [...bill.ids] });
}

async function postsOf(io: Io, file: string | undefined, { seed, posts }: ReplayCommandOptions): Promise<PostSet> {
  if (file === undefined) return inventPosts({ seed, count: posts });
  const chunks =
    file === '-' ? streamChunks(io.stdin, 'stdin', io.interrupted) : (await openChunks(file))(io.interrupted);
  return readPosts(linesOf(chunks), file);
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  yield rest + decoder.decode();
}

function tellStart(io: Io, { port, api }: Replay, { posts }: PostSet, { speed, rate }: ReplayCommandOptions): void {
  const url = `http://localhost:${port}`;
  io.note(io.text('TWITTER_REPLAY_SERVING', { url }));
  const now = new Date(api.world.nowMs).toISOString().slice(0, 16);
  const pace =
    rate === undefined
      ? io.text('REPLAY_AT_SPEED', { speed: new Decimal(speed) })
      : io.text('REPLAY_AT_RATE', { rate: new Decimal(rate) });
  io.note(io.text('TWITTER_REPLAY_POSTS', { past: api.world.deliveries.length, count: posts.length, now, pace }));
  io.note(io.style.dim(io.text('TWITTER_REPLAY_TRY', { url })));
}

/** Where programs look for their proxy, and for whom to trust: Python's requests, OpenSSL, curl and Node. */
const TRUSTING = ['REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'];

function tellProxy(io: Io, { port }: Replay, { path }: Temporary): void {
  io.note(io.text('TWITTER_REPLAY_PROXY'));
  io.note(`  HTTPS_PROXY=http://localhost:${port}`);
  for (const name of TRUSTING) io.note(`  ${name}=${path}`);
}

const ENDS: Record<StreamEnd, TextKey & `REPLAY_STREAM_${string}`> = {
  left: 'REPLAY_STREAM_LEFT',
  dropped: 'REPLAY_STREAM_DROPPED',
  disconnected: 'REPLAY_STREAM_DISCONNECTED',
  capped: 'REPLAY_STREAM_CAPPED',
};

function teller(io: Io): ReplayListener {
  const tell = (line: string) => io.note(io.style.dim(line));
  return {
    answered({ method, path, status, posts }) {
      const told = posts === undefined ? '' : io.text('REPLAY_WITH_POSTS', { posts });
      tell(`${method} ${terminalSafe(path)}: ${status}${told}`);
    },
    refused: target => io.note(io.text('REPLAY_PROXY_REFUSED', { target: terminalSafe(target) })),
    streaming: () => tell(io.text('REPLAY_STREAM_OPEN')),
    over: () => io.note(io.text('REPLAY_STREAM_OVER')),
    streamEnded: how => tell(io.text(ENDS[how])),
  };
}

/** As `teller`, for programs: an object a line. */
function jsonTeller(io: Io): ReplayListener {
  return {
    answered: request => void tellJson(io, 'answered', request),
    refused: target => void tellJson(io, 'refused', { target }),
    streaming: () => void tellJson(io, 'streaming', {}),
    over: () => void tellJson(io, 'over', {}),
    streamEnded: how => void tellJson(io, 'stream ended', { how }),
  };
}

const tellJson = (io: Io, event: string, more: object): Promise<void> =>
  io.stdout.write(`${JSON.stringify({ event, ...more })}\n`);

function tellBill(io: Io, { api: { bill } }: Replay): void {
  io.note(
    io.text('TWITTER_REPLAY_BILL', {
      posts: bill.posts,
      usd: postsUsdShown(bill.usd),
      price: new Decimal(USD_PER_POST),
    }),
  );
}
