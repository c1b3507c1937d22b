import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent } from 'node:https';
import type { TwitterApiv2 } from 'twitter-api-v2';
import { LocalAgent } from '../../net/local-agent.ts';
import { TunnelAgent } from '../../net/tunnel-agent.ts';
import { isObject, parsedJson } from '../json.ts';
import type { SecretText } from './secret-text.ts';
import { problemOf, XFailure, type XProblem } from './x-problem.ts';

/** The fields that are asked for: without them X gives an id and a text only. Nothing that costs more is among them. */
const FIELDS = {
  'tweet.fields': [
    'author_id',
    'conversation_id',
    'created_at',
    'edit_history_tweet_ids',
    'entities',
    'in_reply_to_user_id',
    'lang',
    'possibly_sensitive',
    'public_metrics',
    'referenced_tweets',
  ].join(','),
};

/** What came is no answer of X. */
export const ODD_ANSWER = 'ODD_ANSWER';

/** An answer that takes longer does not come. */
export const ANSWER_MS = 30_000;

export interface Rule {
  readonly id: string;
  readonly value: string;
  readonly tag?: string;
}

export interface SearchRequest {
  readonly query: string;
  readonly maxResults: number;
  readonly sinceId?: string;
  /** Milliseconds since 1970 UTC. */
  readonly startMs?: number;
  readonly nextToken?: string;
}

/** A page, the newest post first. */
export interface SearchPage {
  readonly posts: readonly unknown[];
  readonly newestId?: string;
  readonly nextToken?: string;
}

/** The stream, while it is open: bytes as they come, read no faster than they are taken. */
export interface Connection {
  readonly pieces: AsyncIterable<Buffer>;
  close(): void;
}

export interface XClientOptions {
  readonly token: SecretText;
  /** A server on this machine that stands for X: that of `xpto twitter-replay`. */
  readonly port?: number;
  /** Through which X is reached. */
  readonly proxy?: URL;
}

/** X API v2, through twitter-api-v2. Every method fails with an XFailure. */
export class XClient {
  readonly #v2: TwitterApiv2;
  readonly #agent: Agent;
  readonly #token: SecretText;

  private constructor(v2: TwitterApiv2, agent: Agent, token: SecretText) {
    this.#v2 = v2;
    this.#agent = agent;
    this.#token = token;
  }

  static async open({ token, port, proxy }: XClientOptions): Promise<XClient> {
    const { TwitterApi } = await import('twitter-api-v2');
    const direct = proxy ? new TunnelAgent(proxy) : new Agent({ keepAlive: true });
    const httpAgent = port === undefined ? direct : new LocalAgent(port);
    return new XClient(new TwitterApi(token.reveal(), { httpAgent }).v2, httpAgent, token);
  }

  /** Breaks off what is still asked for. */
  close(): void {
    this.#agent.destroy();
  }

  async search({ query, maxResults, sinceId, startMs, nextToken }: SearchRequest): Promise<SearchPage> {
    const page = await this.#answered(
      this.#v2.get(
        'tweets/search/recent',
        {
          query,
          max_results: maxResults,
          ...(sinceId !== undefined && { since_id: sinceId }),
          ...(startMs !== undefined && { start_time: `${new Date(startMs).toISOString().slice(0, 19)}Z` }),
          ...(nextToken !== undefined && { next_token: nextToken }),
          ...FIELDS,
        },
        { timeout: ANSWER_MS },
      ),
    );
    // Somebody between us and X answers in its place.
    if (!isObject(page?.meta)) throw new XFailure({ kind: 'network', reason: 'odd', code: ODD_ANSWER });
    const { newest_id, next_token } = page.meta;
    return {
      posts: page.data ?? [],
      ...(newest_id !== undefined && { newestId: newest_id }),
      ...(next_token !== undefined && { nextToken: next_token }),
    };
  }

  async rules(): Promise<Rule[]> {
    return (await this.#answered(this.#v2.streamRules())).data ?? [];
  }

  async addRules(rules: readonly Omit<Rule, 'id'>[]): Promise<void> {
    const { errors = [] } = await this.#answered(this.#v2.updateStreamRules({ add: [...rules] }));
    // One that is there already is what was wanted.
    const wrong = errors.filter(({ title }: { title?: string }) => title !== 'DuplicateRule');
    if (wrong.length > 0) throw this.#failure(problemOf(400, { errors: wrong, ...wrong[0] }));
  }

  async deleteRules(ids: readonly string[]): Promise<void> {
    await this.#answered(this.#v2.updateStreamRules({ delete: { ids: [...ids] } }));
  }

  /** The posts of some ids, at most 100, and the ids that X does not have any more. */
  async lookUp(ids: readonly string[]): Promise<{ found: string[]; gone: string[] }> {
    const { data = [], errors = [] } = await this.#answered(
      this.#v2.get('tweets', { ids: ids.join(',') }, { timeout: ANSWER_MS }),
    );
    return {
      found: data.map(({ id }: { id: string }) => id),
      // A protected or suspended author's post is not deleted: X says so with another type.
      gone: errors
        .filter(({ type }: { type: string }) => type?.endsWith('/resource-not-found'))
        .map(({ resource_id, value }: { resource_id?: string; value: string }) => resource_id ?? value),
    };
  }

  /** Connects to the stream. Where its bytes end, the connection is over. */
  async stream(): Promise<Connection> {
    const stream = this.#v2.getStream('tweets/search/stream', FIELDS, { autoConnect: false, compression: false });
    // The client's own reading loses rows: it decodes each piece by itself, so that characters at its end break, and
    // takes a line end that comes alone for a sign of life, so that two rows become one. So it makes the connection,
    // and the bytes are read here.
    const inside = stream as unknown as { req: ClientRequest; res: IncomingMessage };
    stream.on('connected' as never, () => inside.res.pause());
    await this.#answered(stream.connect({ autoReconnect: false, keepAliveTimeout: 'disable' }));
    const { req, res } = inside;
    for (const event of ['data', 'close', 'error']) res.removeAllListeners(event);
    req.removeAllListeners('error');
    // Whoever takes the bytes is told by them.
    for (const end of [req, res]) end.on('error', () => {});
    return {
      pieces: res,
      close() {
        res.destroy();
        req.destroy();
      },
    };
  }

  // biome-ignore lint/suspicious/noExplicitAny: what X answers is looked at as it is
  async #answered(asked: Promise<any>): Promise<any> {
    try {
      return await asked;
    } catch (error) {
      throw this.#failure(problemIn(error));
    }
  }

  /** X knows the token, and may repeat it. */
  #failure(problem: XProblem): XFailure {
    return new XFailure(this.#token.hideIn(problem));
  }
}

/** What the client threw is not kept as the cause: it holds the request, and with that the token. */
function problemIn(error: unknown): XProblem {
  const { type, code, data, rateLimit, message, _options } = error as ClientError;
  if (type === 'response' && typeof code === 'number') {
    return problemOf(code, typeof data === 'string' ? parsedJson(data) : data, rateLimit?.reset);
  }
  // The client has a getter for it that looks in the wrong place.
  const cause = _options?.error ?? _options?.responseError;
  const name = cause?.code;
  return { kind: 'network', reason: cause?.message || message, ...(typeof name === 'string' && { code: name }) };
}

/** What the client throws: an answer that is an error, or none. */
interface ClientError {
  readonly type?: string;
  readonly message: string;
  readonly code?: number;
  readonly data?: unknown;
  readonly rateLimit?: { readonly reset: number };
  readonly _options?: { readonly error?: NodeJS.ErrnoException; readonly responseError?: NodeJS.ErrnoException };
}
