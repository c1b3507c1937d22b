import { compareIds } from '../post.ts';
import { Gaps } from './gaps.ts';
import { BROKEN_OFF, Patience } from './patience.ts';
import { rulesFor } from './query.ts';
import { type Deletion, type Row, readMessage } from './row.ts';
import { Silence } from './silence.ts';
import type { SourceContext } from './source.ts';
import { StreamLines } from './stream-lines.ts';
import { ANSWER_MS, type Connection, type Rule } from './x-client.ts';
import { isCap, XFailure } from './x-problem.ts';

/** X sends something every 20 seconds; what is a little later is not lost. */
const SILENCE_MS = 25_000;
/** Tells our rules from those of the app's other programs. */
const TAG = 'xpto';

export interface StreamOptions {
  /** The app's other rules go, whose posts are paid, too. */
  readonly replaceRules: boolean;
  /** Longer gaps are told, and not filled. */
  readonly fillMs?: number;
}

/** Listens to the filtered stream, connects again when it breaks off, and has its gaps filled. */
export async function listenToStream(context: SourceContext, options: StreamOptions): Promise<void> {
  const failed = new AbortController();
  const stopped = AbortSignal.any([context.stopped, failed.signal]);
  const inner = { ...context, stopped };
  const gaps = new Gaps(inner, options.fillMs);
  // One that fails ends the other.
  const both = [new Stream(inner, options, gaps).run(), gaps.run()].map(run => run.finally(() => failed.abort()));
  await Promise.allSettled(both);
  gaps.tellLeft(context.budget.spent ? 'budget' : 'time');
  await Promise.all(both);
}

class Stream {
  readonly #context: SourceContext;
  readonly #options: StreamOptions;
  readonly #gaps: Gaps;
  readonly #patience: Patience;
  /** The ids of our rules, and those of others. */
  #ours = new Set<string>();
  #theirs = new Set<string>();
  #hasRules = false;

  constructor(context: SourceContext, options: StreamOptions, gaps: Gaps) {
    this.#context = context;
    this.#options = options;
    this.#gaps = gaps;
    this.#patience = new Patience(context);
  }

  async run(): Promise<void> {
    const { stopped, budget } = this.#context;
    while (!stopped.aborted && !budget.spent) {
      try {
        await this.#listen();
      } catch (error) {
        await this.#afterFailure(error);
      }
    }
  }

  async #afterFailure(error: unknown): Promise<void> {
    const isRuleless = error instanceof XFailure && error.problem.kind === 'no rules';
    if (!isRuleless) return this.#patience.after(error);
    // Those that were made just now are known to the stream in a while.
    if (this.#hasRules) await this.#patience.after(new XFailure({ kind: 'server', status: 409 }));
    await this.#setRules();
  }

  async #setRules(): Promise<void> {
    const { client, query, stopped, tell } = this.#context;
    const wanted = rulesFor(query);
    const found = (await this.#patience.ask(() => client.rules())) ?? [];
    const others = found.filter(({ value }) => !wanted.includes(value));
    const stale = others.filter(({ tag }) => tag === TAG || this.#options.replaceRules);
    if (stale.length > 0) await this.#patience.ask(() => client.deleteRules(stale.map(({ id }) => id)));
    const added = wanted.filter(value => !found.some(rule => rule.value === value));
    if (added.length > 0) await this.#patience.ask(() => client.addRules(added.map(value => ({ value, tag: TAG }))));
    const now = added.length > 0 ? ((await this.#patience.ask(() => client.rules())) ?? []) : found;
    this.#know(now);
    this.#hasRules = true;
    if (stopped.aborted) return;
    tell({ event: 'rules', added, removed: stale.length, foreign: others.length - stale.length });
  }

  #know(rules: readonly Rule[]): void {
    const wanted = rulesFor(this.#context.query);
    const isOurs = ({ value }: Rule) => wanted.includes(value);
    this.#ours = new Set(rules.filter(isOurs).map(({ id }) => id));
    this.#theirs = new Set(rules.filter(rule => !isOurs(rule)).map(({ id }) => id));
  }

  /** Whether a post is one of ours. A rule that is not known may be ours, too: somebody took it away, and made it again. */
  async #isOurs({ rules }: Row): Promise<boolean> {
    if (rules.length === 0 || rules.some(id => this.#ours.has(id))) return true;
    if (rules.every(id => this.#theirs.has(id))) return false;
    this.#know((await this.#patience.ask(() => this.#context.client.rules())) ?? []);
    for (const id of rules) if (!this.#ours.has(id)) this.#theirs.add(id);
    return rules.some(id => this.#ours.has(id));
  }

  /** @returns undefined where the run ends before there is a connection */
  async #connect(): Promise<Connection | undefined> {
    const { client, clock, stopped } = this.#context;
    const answered = new AbortController();
    const late = AbortSignal.any([stopped, answered.signal]);
    const connecting = client.stream();
    const timeout = clock.waitUntil(clock.nowMs() + ANSWER_MS, late).then(() => undefined);
    const connection = await Promise.race([connecting, timeout]).finally(() => answered.abort());
    if (connection) return connection;
    void connecting.then(({ close }) => close()).catch(() => {}); // nobody wants it any more
    if (stopped.aborted) return undefined;
    throw new XFailure({ kind: 'network', reason: 'timeout', code: 'ETIMEDOUT' });
  }

  /** One connection, to its end. */
  async #listen(): Promise<void> {
    const { clock, stopped, tell } = this.#context;
    const connection = await this.#connect();
    if (!connection) return;
    const { pieces, close } = connection;
    const over = new AbortController();
    const ended = AbortSignal.any([stopped, over.signal]);
    const closeOnce = () => close();
    stopped.addEventListener('abort', closeOnce);
    if (stopped.aborted) close();
    const silence = new Silence(clock, SILENCE_MS);
    let reason = 'closed';
    const watching = silence.watch(ended).then(isSilent => {
      if (!isSilent) return;
      reason = 'silence';
      close();
    });
    try {
      // Not before: another run may listen, by rules of its own.
      if (!this.#hasRules) await this.#setRules();
      tell({ event: 'connected' });
      await this.#gaps.connected();
      const lines = new StreamLines();
      for await (const piece of pieces) {
        silence.heard();
        const told = await silence.whileBusy(() => this.#take(lines.push(piece)));
        if (told !== undefined) reason = told;
        if (this.#context.budget.spent) return;
      }
    } catch (error) {
      // A stream that breaks off ends with an error of the system's; what else went wrong is ours to tell.
      if (!isBreak(error)) throw error;
    } finally {
      over.abort();
      stopped.removeEventListener('abort', closeOnce);
      close();
      await watching;
    }
    if (stopped.aborted) return;
    tell({ event: 'disconnected', reason });
    throw new XFailure({ kind: 'network', reason, code: BROKEN_OFF });
  }

  /** @returns what X says of the end that comes */
  async #take(lines: readonly (string | undefined)[]): Promise<string | undefined> {
    const { collector, tell } = this.#context;
    const rows: Row[] = [];
    const foreign: bigint[] = [];
    const deletes: Deletion[] = [];
    let told: string | undefined;
    let cap: XFailure | undefined;
    for (const line of lines) {
      if (line === '') continue;
      const message = line === undefined ? TOO_LONG : readMessage(line);
      if (message.kind === 'row') {
        if (await this.#isOurs(message.row)) rows.push(message.row);
        else foreign.push(message.row.id);
      } else if (message.kind === 'delete') deletes.push(message);
      else if (message.kind === 'unreadable') tell({ event: 'unreadable', why: message.why, text: message.text });
      else if (isCap(message.title, message.type)) cap = new XFailure({ kind: 'cap', detail: message.detail });
      else told = message.title || message.detail;
    }
    // A message alone is no sign that X gives again.
    if (rows.length > 0 || foreign.length > 0 || lines.includes('')) this.#patience.reset();
    if (rows.length > 0) {
      const ids = rows.map(({ id }) => id);
      const [oldest, newest] = outermost(ids).map(String);
      this.#gaps.heard(ids);
      await collector.accept(rows, state => ({
        ...state,
        firstId: state.firstId ?? oldest,
        newestId: state.newestId !== undefined && compareIds(state.newestId, newest) > 0 ? state.newestId : newest,
      }));
    }
    collector.pay(foreign);
    if (deletes.length > 0) await collector.acceptDeletes(deletes);
    if (cap) throw cap; // what came before it is kept
    return told;
  }
}

const TOO_LONG = { kind: 'unreadable', why: 'too long', text: '' } as const;

/** The least and the greatest id of some. */
function outermost(ids: readonly bigint[]): [bigint, bigint] {
  let [least, greatest] = [ids[0], ids[0]];
  for (const id of ids) {
    if (id < least) least = id;
    if (id > greatest) greatest = id;
  }
  return [least, greatest];
}

const isBreak = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof XFailure) &&
  'code' in error &&
  error.name === 'Error' &&
  BREAKS.has(String(error.code));

const BREAKS = new Set([
  'ECONNRESET',
  'ERR_STREAM_PREMATURE_CLOSE',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'HPE_INVALID_EOF_STATE',
]);
