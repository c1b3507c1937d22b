/** What `xpto ingest-twitter` tells of a run, to people and to programs. */
import { Decimal, type TextKey } from '../lib/base/messages/index.ts';
import { formatTimestamp } from '../lib/columns/time/timestamp-text.ts';
import type { Zone } from '../lib/columns/time/zone.ts';
import { terminalSafe } from '../lib/formats/terminal-safe.ts';
import type { IngestEvent, IngestListener, Progress } from '../lib/twitter/ingest/events.ts';
import { ODD_ANSWER } from '../lib/twitter/ingest/x-client.ts';
import { USD_PER_POST } from '../lib/twitter/replay/bill.ts';
import { postsUsdShown } from './amounts.ts';
import type { Io } from './io.ts';

/** For programs: an object a line; times as text. */
export function jsonTeller(io: Io): IngestListener {
  return event => {
    const shown = Object.entries(event).map(([name, value]) =>
      typeof value === 'number' && /^(?:oldest|newest|from|to)Ms$/.test(name)
        ? [name.slice(0, -2), new Date(value).toISOString()]
        : [name, value],
    );
    void io.stdout.write(`${JSON.stringify(Object.fromEntries(shown))}\n`);
  };
}

/** For people: a line each, but for what is told at the end. */
export function teller(io: Io, local: Zone, replayPort: number | undefined): IngestListener {
  const dim = (line: string) => io.note(io.style.dim(line));
  const shown = (timeMs: number) => timeShown(timeMs, local);
  // The posts of twitter-replay are ahead of this machine's clock, which then cannot say when a gap ended.
  const span = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
    shown(fromMs) === shown(toMs)
      ? io.text('INGEST_SPAN_OPEN', { from: shown(fromMs) })
      : io.text('INGEST_SPAN', { from: shown(fromMs), to: shown(toMs) });
  return event => {
    switch (event.event) {
      case 'resumed':
        return dim(io.text('INGEST_RESUMED', event));
      case 'rules':
        if (event.foreign > 0) io.note(io.text('INGEST_FOREIGN', { count: event.foreign }));
        return;
      case 'connected':
        return dim(io.text('INGEST_CONNECTED'));
      case 'disconnected':
        return io.note(io.text('INGEST_DISCONNECTED', { reason: reasonShown(io, event, replayPort) }));
      case 'waiting':
        return io.note(io.text(WAITING[event.why], { left: leftShown(event.leftMs) }));
      case 'file':
        return dim(io.text('INGEST_FILE', event));
      case 'edit':
        return dim(io.text('INGEST_EDIT', { id: event.id, earlier: terminalSafe(event.earlier.join(', ')) }));
      case 'delete':
        return dim(io.text('INGEST_DELETE', event));
      case 'unreadable':
        return io.note(io.text(UNREADABLE[event.why], { text: terminalSafe(event.text) }));
      case 'gap':
        return dim(io.text('INGEST_GAP', { span: span(event) }));
      case 'gap filled':
        return dim(io.text('INGEST_GAP_FILLED', { span: span(event), posts: event.posts }));
      case 'gap left':
        return io.note(io.text(LEFT[event.why], { span: span(event) }));
      case 'rechecked':
        return io.note(io.text('INGEST_RECHECKED', event));
      case 'progress':
        return event.isLast ? undefined : dim(progressShown(io, event, shown));
      default:
        return; // the limit is told as an error
    }
  };
}

const WAITING = {
  network: 'INGEST_WAIT_NETWORK',
  server: 'INGEST_WAIT_SERVER',
  rate: 'INGEST_WAIT_RATE',
  second: 'INGEST_WAIT_SECOND',
} as const satisfies Record<string, TextKey>;

const UNREADABLE = {
  'no JSON': 'INGEST_NO_JSON',
  'no post': 'INGEST_NO_POST',
  'too long': 'INGEST_TOO_LONG',
} as const satisfies Record<string, TextKey>;

const LEFT = {
  budget: 'INGEST_LEFT_BUDGET',
  'too old': 'INGEST_LEFT_TOO_OLD',
  time: 'INGEST_LEFT_TIME',
  forgotten: 'INGEST_LEFT_FORGOTTEN',
  long: 'INGEST_LEFT_LONG',
} as const satisfies Record<string, TextKey>;

const UNREACHABLE = {
  ECONNREFUSED: 'INGEST_REFUSED',
  ENOTFOUND: 'INGEST_NO_SUCH_HOST',
  EAI_AGAIN: 'INGEST_NO_SUCH_HOST',
} as const satisfies Record<string, TextKey>;

function reasonShown(
  io: Io,
  { reason, detail, code }: Extract<IngestEvent, { event: 'disconnected' }>,
  replayPort: number | undefined,
): string {
  switch (reason) {
    case 'closed':
      return io.text('INGEST_BROKE_OFF');
    case 'silence':
      return io.text('INGEST_SILENT');
    case 'unreachable':
      if (code === ODD_ANSWER) return io.text('INGEST_ODD_ANSWER');
      if (code === 'ECONNREFUSED' && replayPort !== undefined) return io.text('INGEST_NO_REPLAY', { port: replayPort });
      if (code !== undefined && Object.hasOwn(UNREACHABLE, code)) {
        return io.text(UNREACHABLE[code as keyof typeof UNREACHABLE], { detail: terminalSafe(detail ?? code) });
      }
      return terminalSafe(detail ?? reason);
    default:
      return terminalSafe(detail ?? reason);
  }
}

/** To the second. */
const timeShown = (timeMs: number, local: Zone): string =>
  formatTimestamp(Math.floor(timeMs / 1000) * 1_000_000, local);

/** `4:05` minutes. */
function leftShown(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function progressShown(io: Io, progress: Progress, shown: (timeMs: number) => string): string {
  const { posts, files, rate, usd: dollars, leftMs, leftPosts, oldestMs, newestMs } = progress;
  return [
    io.text('INGEST_PROGRESS', { posts, files, rate: new Decimal(rate.toFixed(1)), usd: postsUsdShown(dollars) }),
    oldestMs !== undefined && newestMs !== undefined
      ? io.text('INGEST_PROGRESS_TIMES', { oldest: shown(oldestMs), newest: shown(newestMs) })
      : '',
    leftMs === undefined ? '' : io.text('INGEST_PROGRESS_TIME', { left: leftShown(leftMs) }),
    leftPosts === undefined ? '' : io.text('INGEST_PROGRESS_POSTS', { posts: leftPosts }),
  ].join('');
}

export function tellSummary(
  io: Io,
  { posts, files, duplicates, edits, deletes, paid, usd: dollars, ...times }: Progress,
  local: Zone,
  isFree: boolean,
) {
  const shown = (timeMs: number) => timeShown(timeMs, local);
  io.note(io.text('INGEST_DONE', { posts, files, duplicates, edits, deletes }));
  if (times.oldestMs !== undefined && times.newestMs !== undefined) {
    io.note(io.text('INGEST_TIMES', { oldest: shown(times.oldestMs), newest: shown(times.newestMs), zone: local.id }));
  }
  if (!isFree) io.note(io.text('INGEST_BILL', { paid, usd: postsUsdShown(dollars), price: new Decimal(USD_PER_POST) }));
}
