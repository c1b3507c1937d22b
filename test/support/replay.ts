import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { ManualClock } from '../../src/lib/base/clock.ts';
import { idOf, type Post, type PostSet, postTime } from '../../src/lib/twitter/post.ts';
import { type ReplayListener, type ReplayOptions, startReplay } from '../../src/lib/twitter/replay/server.ts';
import { atEnd } from './at-end.ts';

/** Where the posts of these tests begin. */
export const FIRST_MS = Date.parse('2026-03-02T12:00:00Z');
export const MINUTE_MS = 60_000;

/** A post of a minute, counted from the first one. */
export const postAt = (minute: number, text = `gato ${minute}`, more: Partial<Post> = {}): Post => {
  const id = idOf(FIRST_MS + minute * MINUTE_MS, Math.abs(minute) % 1000);
  return {
    id,
    text,
    created_at: postTime(FIRST_MS + minute * MINUTE_MS),
    author_id: '7',
    lang: 'pt',
    edit_history_tweet_ids: [id],
    conversation_id: id,
    ...more,
  };
};

/** So many posts, one a minute. */
export const postsOf = (count: number): Post[] => Array.from({ length: count }, (_, minute) => postAt(minute));

export const setOf = (posts: readonly Post[], more: Partial<PostSet> = {}): PostSet => ({
  posts,
  users: new Map([['7', { id: '7', name: 'Ana', username: 'ana', verified: true }]]),
  media: new Map(),
  ...more,
});

// biome-ignore lint/suspicious/noExplicitAny: what a server answers is looked at as it is
type Body = any;

interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export const BEARER = { authorization: 'Bearer any' };

/** A replay whose clock is the test's: time passes as it was for the posts, and moves only when it is told to. */
export async function replayOf(posts: readonly Post[] | PostSet, options: Partial<ReplayOptions> = {}) {
  const clock = new ManualClock(Date.parse('2026-11-22T10:00:00Z'));
  const set = 'posts' in posts ? posts : setOf(posts);
  const listeners = new Listeners(options.listener);
  const replay = await startReplay({
    posts: set,
    port: 0,
    clock,
    keepsTimes: true,
    ...options,
    listener: listeners.told,
  });
  atEnd(() => replay.close());
  const url = `http://127.0.0.1:${replay.port}`;
  async function send(path: string, init: RequestInit = {}): Promise<Got> {
    const answer = await fetch(`${url}${path}`, { headers: BEARER, ...init });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  }
  const rules = '/2/tweets/search/stream/rules';
  return {
    ...replay,
    clock,
    url,
    get: send,
    post: (path: string, body: unknown) => send(path, { method: 'POST', body: JSON.stringify(body) }),
    search: async (query: string): Promise<Body> => (await send(`/2/tweets/search/recent?${query}`)).body,
    addRules: (...values: string[]) =>
      send(rules, { method: 'POST', body: JSON.stringify({ add: values.map(value => ({ value, tag: value })) }) }),
    stream: (query = '') => OpenStream.to(`${url}/2/tweets/search/stream${query}`),
    /** Resolves once the server has noticed that who listened has left. */
    unheard: () => listeners.gone(),
  };
}

/** How many listen to the stream, as far as the server knows. */
class Listeners {
  readonly told: ReplayListener;
  #count = 0;
  #wake = () => {};

  constructor(others: ReplayListener = {}) {
    this.told = {
      ...others,
      streaming: () => {
        this.#count++;
        others.streaming?.();
      },
      streamEnded: how => {
        this.#count--;
        this.#wake();
        others.streamEnded?.(how);
      },
    };
  }

  async gone(): Promise<void> {
    while (this.#count > 0) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }
}

/** A connection to the stream, as a careful client has it. */
export class OpenStream {
  /** How it ended: by an end, or by an error. */
  readonly ended: Promise<'end' | 'error'>;
  /** The pieces in which it came. */
  readonly pieces: Buffer[] = [];
  readonly status: number | undefined;
  readonly #request: ClientRequest;
  #text = '';
  #isOver = false;
  #wake = () => {};

  static to(url: string): Promise<OpenStream> {
    return new Promise((resolve, reject) => {
      const sent = request(url, { headers: BEARER, agent: false }, response => resolve(new OpenStream(sent, response)));
      sent.once('error', reject);
      sent.end();
    });
  }

  private constructor(sent: ClientRequest, response: IncomingMessage) {
    this.#request = sent;
    this.status = response.statusCode;
    const decoder = new TextDecoder();
    response.on('data', (piece: Buffer) => {
      this.pieces.push(piece);
      this.#text += decoder.decode(piece, { stream: true });
      this.#wake();
    });
    this.ended = new Promise(resolve => {
      sent.on('error', () => resolve('error'));
      response.once('error', () => resolve('error'));
      response.once('end', () => resolve('end'));
    });
    void this.ended.then(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** The next line, without its end; undefined where there are no more. An empty one is a sign of life. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return line;
      }
      if (this.#isOver) return undefined;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }

  /** The next rows. */
  async rows(count: number): Promise<Body[]> {
    const rows: Body[] = [];
    while (rows.length < count) {
      const line = await this.line();
      if (line === undefined) throw new Error(`The stream ended after ${rows.length} of ${count} rows`);
      if (line !== '') rows.push(JSON.parse(line));
    }
    return rows;
  }

  async texts(count: number): Promise<string[]> {
    return (await this.rows(count)).map(({ data }) => data.text);
  }

  close(): void {
    this.#request.destroy();
  }
}
