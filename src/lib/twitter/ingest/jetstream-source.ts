import { RuntimeError } from '../../base/errors.ts';
import { NoWebSocket, openWebSocket } from '../../net/web-socket.ts';
import { matcherOf, SearchablePost } from '../query/match.ts';
import { parseQuery } from '../query/parse.ts';
import { POSTS, readJetstream } from './jetstream.ts';
import { BROKEN_OFF, Patience } from './patience.ts';
import type { Deletion, Row } from './row.ts';
import { Silence } from './silence.ts';
import type { SourceContext } from './source.ts';
import { ANSWER_MS } from './x-client.ts';
import { problemOf, XFailure } from './x-problem.ts';

/** One of those that Bluesky runs. */
export const JETSTREAM = 'wss://jetstream2.us-east.bsky.network/subscribe';

/** Somebody posts every moment. */
const SILENCE_MS = 30_000;
const LARGEST_BYTES = 16 << 20;
/** So far before the last message it begins again; what comes twice is kept once. */
const REWIND_US = 5_000_000;
/** A stream that begins so much later than was asked for has lost what lies between. */
const LOST_US = 60_000_000;
/** Where reading goes on is noted so often while nothing is kept. */
const NOTE_US = 10_000_000;

const NOBODY = { users: new Map(), media: new Map() };

export interface JetstreamOptions {
  readonly url: string;
}

/**
 * Listens to all posts of Bluesky and keeps those that a query finds. After a break the stream is asked for what it sent
 * since; it remembers the last days.
 *
 * @throws QueryProblems where the query is none
 */
export async function listenToJetstream(
  context: Omit<SourceContext, 'client'>,
  { url }: JetstreamOptions,
): Promise<void> {
  const { stopped, budget, query } = context;
  const matches = matcherOf(parseQuery(query), 'ignored');
  const patience = new Patience(context);
  while (!stopped.aborted && !budget.spent) {
    try {
      await new Listening(
        context,
        post => matches(new SearchablePost(post, NOBODY)),
        () => patience.reset(),
      ).run(url);
    } catch (error) {
      await patience.after(error);
    }
  }
}

/** One connection. */
class Listening {
  readonly #context: Omit<SourceContext, 'client'>;
  readonly #isWanted: (post: SearchablePost['post']) => boolean;
  readonly #onMessages: () => void;
  /** The time of the last message, in microseconds since 1970 UTC. */
  #reachedUs: number | undefined;
  #notedUs = 0;
  #isFirst = true;

  constructor(
    context: Omit<SourceContext, 'client'>,
    isWanted: (post: SearchablePost['post']) => boolean,
    onMessages: () => void,
  ) {
    this.#context = context;
    this.#isWanted = isWanted;
    this.#onMessages = onMessages;
    this.#reachedUs = context.spool.state.reachedUs;
  }

  async run(url: string): Promise<void> {
    const { stopped, tell, clock, budget } = this.#context;
    const silence = new Silence(clock, SILENCE_MS);
    const socket = await openWebSocket(this.#address(url), {
      largestBytes: LARGEST_BYTES,
      timeoutMs: ANSWER_MS,
      stopped,
      heard: () => silence.heard(),
    }).catch(error => {
      throw failureOf(error, url);
    });
    silence.heard();
    const over = new AbortController();
    const ended = AbortSignal.any([stopped, over.signal]);
    const watching = silence.watch(ended).then(isSilent => {
      socket.close(); // in any case
      return isSilent;
    });
    try {
      tell({ event: 'connected' });
      for await (const texts of socket.texts) {
        await silence.whileBusy(() => this.#take(texts));
        if (budget.spent || stopped.aborted) return;
      }
    } finally {
      over.abort();
      await watching;
      if (this.#reachedUs !== undefined && this.#reachedUs !== this.#notedUs) await this.#note();
    }
    if (stopped.aborted) return;
    const reason = (await watching) ? 'silence' : 'closed';
    tell({ event: 'disconnected', reason });
    throw new XFailure({ kind: 'network', reason, code: BROKEN_OFF });
  }

  #address(url: string): string {
    const address = new URL(url);
    address.searchParams.set('wantedCollections', POSTS);
    if (this.#reachedUs !== undefined) address.searchParams.set('cursor', String(this.#reachedUs - REWIND_US));
    return address.href;
  }

  async #take(texts: readonly string[]): Promise<void> {
    const { collector, spool, tell } = this.#context;
    const rows: Row[] = [];
    const deletes: Deletion[] = [];
    for (const text of texts) {
      const message = readJetstream(text);
      if (message.kind === 'unreadable') {
        tell({ event: 'unreadable', why: message.why, text: message.text });
        continue;
      }
      if (this.#isFirst) this.#begin(message.timeUs);
      this.#reachedUs = Math.max(this.#reachedUs ?? 0, message.timeUs);
      if (message.kind === 'post' && this.#isWanted(message.post)) rows.push(message.row());
      // Deleted is what is not there any more, not what never was.
      const isKept = (id: string) => spool.known.has(BigInt(id)) || rows.some(row => row.id === BigInt(id));
      if (message.kind === 'delete' && isKept(message.id)) deletes.push(message);
    }
    this.#onMessages();
    const reachedUs = this.#reachedUs;
    if (rows.length > 0 && reachedUs !== undefined) {
      this.#notedUs = reachedUs;
      await collector.accept(rows, state => ({ ...state, reachedUs }));
    } else if (reachedUs !== undefined && reachedUs >= this.#notedUs + NOTE_US) await this.#note();
    if (deletes.length > 0) await collector.acceptDeletes(deletes);
  }

  #begin(timeUs: number): void {
    this.#isFirst = false;
    const lastUs = this.#reachedUs;
    if (lastUs === undefined || timeUs <= lastUs + LOST_US) return;
    const { tell } = this.#context;
    tell({ event: 'gap left', fromMs: lastUs / 1000, toMs: timeUs / 1000, why: 'forgotten' });
  }

  #note(): Promise<void> {
    const reachedUs = this.#reachedUs!;
    this.#notedUs = reachedUs;
    return this.#context.collector.note(state => ({ ...state, reachedUs }));
  }
}

function failureOf(error: unknown, url: string): unknown {
  if (error instanceof NoWebSocket) {
    const problem = problemOf(error.status, undefined);
    const isForNow = problem.kind === 'rate' || problem.kind === 'server';
    return isForNow
      ? new XFailure(problem)
      : new RuntimeError('JETSTREAM_REFUSED', { host: new URL(url).host, status: error.status });
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return new XFailure({ kind: 'network', reason: message, ...(code !== undefined && { code }) }, { cause: error });
}
