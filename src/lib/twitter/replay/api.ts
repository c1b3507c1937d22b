/**
 * X API v2 as its clients see it, without the network: a request comes in, an answer goes out. The order of the checks is
 * X's: is there such a path, who asks, may they still, is the request in order.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { idOf, type PostSet } from '../post.ts';
import { Bill } from './bill.ts';
import { FaultPlan } from './fault-plan.ts';
import type { Fault } from './faults.ts';
import { FIELD_PARAMETERS, Fields } from './fields.ts';
import { type LimitState, Limits } from './limits.ts';
import { Parameters } from './parameters.ts';
import {
  forbidden,
  invalidRequest,
  methodNotAllowed,
  noRules,
  notFound,
  Problem,
  resourceNotFound,
  tooManyConnections,
  tooManyRequests,
  unauthorized,
  unavailable,
  usageCapExceeded,
  wrongAuthentication,
} from './problems.ts';
import { Rules } from './rules.ts';
import { COUNT_PARAMETERS, countPosts, GRANULARITIES, readRange, SEARCH_PARAMETERS, searchPage } from './search.ts';
import type { StreamOptions } from './stream.ts';
import type { Timeline } from './timeline.ts';
import { World } from './world.ts';

export interface ApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Instead of a body: what has to be sent from now on. */
  readonly stream?: StreamOptions;
  /** How many posts it tells, where it tells any. */
  readonly posts?: number;
}

/** What an endpoint gives. */
type Given = Pick<ApiAnswer, 'body'> & Partial<Pick<ApiAnswer, 'status' | 'stream' | 'posts'>>;

interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** Requests in 15 minutes. */
  readonly limit: number;
  readonly parameters: readonly string[];
  /** It tells posts, which cost. */
  readonly costs?: boolean;
  /** Users may not ask it, only the app. */
  readonly isForApps?: boolean;
  readonly give: (api: XApi, parameters: Parameters, request: ApiRequest, path: RegExpExecArray) => Given;
}

export interface ApiOptions {
  readonly posts: PostSet;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Posts a month. */
  readonly cap: number;
  /** How long the limits of requests hold. */
  readonly limitWindowMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PROJECT_ID = '1';
const USAGE_FIELDS = [
  'cap_reset_day',
  'daily_client_app_usage',
  'daily_project_usage',
  'project_cap',
  'project_id',
  'project_usage',
];

export class XApi {
  readonly world: World;
  readonly rules: Rules;
  readonly bill: Bill;
  readonly known: PostSet;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  readonly #startMs: number;
  readonly #limits: Limits;
  readonly #revoked = new Set<string>();
  #ruleNumber = 0;
  #isStreaming = false;

  constructor({ posts, timeline, clock, seed, faults, cap, limitWindowMs }: ApiOptions) {
    this.#limits = new Limits(limitWindowMs);
    this.known = posts;
    this.clock = clock;
    this.#startMs = clock.monotonicMs();
    this.world = new World(timeline, posts, seed);
    this.bill = new Bill(cap);
    this.faults = new FaultPlan(faults);
    this.rules = new Rules(() => idOf(clock.nowMs(), ++this.#ruleNumber % 2 ** 22));
  }

  /** Milliseconds since the start of the replay. */
  elapsedMs = (): number => this.clock.monotonicMs() - this.#startMs;

  answer(request: ApiRequest): ApiAnswer {
    try {
      const url = new URL(request.url, 'http://localhost');
      const token = this.#tokens(request, url.pathname);
      return token ?? this.#answerAt(url, request);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { status: error.status, headers: {}, body: error.body };
    }
  }

  /** A stream that `answer` gave is over. */
  streamEnded(): void {
    this.#isStreaming = false;
  }

  #answerAt(url: URL, request: ApiRequest): ApiAnswer {
    const { endpoint, path } = this.#find(url.pathname, request.method);
    this.#authorize(request.authorization, endpoint.isForApps ?? false);
    const nowMs = this.elapsedMs();
    const armed = this.faults.arm(nowMs);
    if (armed) this.world.setFaults(armed);
    this.world.advance(nowMs);
    const name = `${endpoint.method} ${endpoint.path.source}`;
    const refusal = this.#refusal(endpoint, nowMs);
    const machineMs = this.clock.nowMs();
    if (refusal) {
      const left = this.#limits.state(name, endpoint.limit, machineMs);
      const resetMs = machineMs + ((this.faults.until('429', nowMs) ?? nowMs) - nowMs);
      const isRate = refusal.body['title'] === 'Too Many Requests';
      const state = isRate ? { ...left, remaining: 0, reset: Math.ceil(resetMs / 1000) } : left;
      return { status: refusal.status, headers: limitHeaders(state), body: refusal.body };
    }
    const left = this.#limits.take(name, endpoint.limit, machineMs);
    const headers = limitHeaders(left ?? this.#limits.state(name, endpoint.limit, machineMs));
    try {
      if (!left) throw tooManyRequests();
      const parameters = new Parameters(url.searchParams, endpoint.parameters);
      const { status = 200, ...given } = endpoint.give(this, parameters, request, path);
      return { status, headers, ...given };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { status: error.status, headers, body: error.body };
    }
  }

  #find(pathname: string, method: string): { endpoint: Endpoint; path: RegExpExecArray } {
    const found = endpoints.flatMap(endpoint => {
      const path = endpoint.path.exec(pathname);
      return path ? [{ endpoint, path }] : [];
    });
    const fitting = found.find(({ endpoint }) => endpoint.method === method);
    if (fitting) return fitting;
    if (found.length > 0) throw methodNotAllowed();
    throw OTHERS_OF_X.test(pathname) ? forbidden() : notFound();
  }

  #authorize(authorization: string | undefined, isForApps: boolean): void {
    const [, scheme, token] = /^(Bearer|OAuth)\s+(\S.*)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined || this.#revoked.has(token)) throw unauthorized();
    if (isForApps && scheme.toLowerCase() === 'oauth') throw wrongAuthentication();
  }

  #refusal({ costs = false }: Endpoint, nowMs: number): Problem | undefined {
    if (this.faults.until('503', nowMs) !== undefined) return unavailable();
    if (this.faults.until('429', nowMs) !== undefined) return tooManyRequests();
    const isCapped = this.bill.isCapped || this.faults.until('cap', nowMs) !== undefined;
    return costs && isCapped ? new Problem(429, usageCapExceeded()) : undefined;
  }

  /** The endpoints that give tokens out, and take them back. */
  #tokens({ method, body, authorization = '' }: ApiRequest, pathname: string): ApiAnswer | undefined {
    const path = /^(\/2)?\/oauth2\/(token|invalidate_token)$/.exec(pathname);
    if (!path) return undefined;
    if (method !== 'POST') throw methodNotAllowed();
    const form = new URLSearchParams(body);
    const [, basic] = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
    if (basic === undefined || !/^[^:]+:.+$/.test(Buffer.from(basic, 'base64').toString())) {
      return oauthError(99, 'Unable to verify your credentials', 'authenticity_token_error');
    }
    const headers = {};
    if (path[2] === 'invalidate_token') {
      const access_token = form.get('access_token') ?? '';
      this.#revoked.add(access_token);
      return { status: 200, headers, body: { access_token } };
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return oauthError(170, 'Missing required parameter: grant_type', 'forbidden_missing_parameter');
    }
    const access_token = `AAAAAAAAAAAAAAAAAAAAA${createHash('sha256').update(basic).digest('hex')}`;
    this.#revoked.delete(access_token);
    const expires = path[1] === undefined ? {} : { expires_in: 7200, scope: 'tweet.read users.read' };
    return { status: 200, headers, body: { token_type: 'bearer', ...expires, access_token } };
  }

  openStream(parameters: Parameters): Given {
    const fields = new Fields(parameters, this.known);
    const backfillMs = parameters.integer('backfill_minutes', 0, 5, 0) * MINUTE_MS;
    parameters.check();
    if (this.rules.isEmpty) throw noRules();
    if (this.#isStreaming) throw tooManyConnections();
    this.#isStreaming = true;
    const { world, rules, bill, faults, clock, elapsedMs } = this;
    return {
      body: undefined,
      stream: { world, rules, fields, bill, faults, clock, elapsedMs, backfillMs },
    };
  }
}

/** The rest of what X has under these paths is for those who pay for more. */
const OTHERS_OF_X =
  /^\/2\/(?:tweets\/(?:search\/all|counts\/all|sample|compliance|\d+\/)|users|lists|spaces|dm_|trends|compliance)/;

const endpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: /^\/2\/tweets\/search\/recent$/,
    limit: 450,
    parameters: [...SEARCH_PARAMETERS, ...FIELD_PARAMETERS],
    costs: true,
    give(api, parameters) {
      const { world, bill, clock } = api;
      const range = readRange(parameters, world, clock.nowMs());
      const size = parameters.integer('max_results', 10, 100, 10);
      parameters.oneOf('sort_order', ['recency', 'relevancy'], 'recency');
      const fields = new Fields(parameters, api.known);
      parameters.check();
      const { posts, nextToken } = searchPage(world, range, size);
      if (posts.length === 0) return { body: { meta: { result_count: 0 } }, posts: 0 };
      for (const { id } of posts) bill.read(id, world.nowMs);
      const meta = {
        newest_id: posts[0].id,
        oldest_id: posts[posts.length - 1].id,
        result_count: posts.length,
        ...(nextToken !== undefined && { next_token: nextToken }),
      };
      return { body: { ...fields.render(posts, world), meta }, posts: posts.length };
    },
  },
  {
    method: 'GET',
    path: /^\/2\/tweets\/counts\/recent$/,
    limit: 300,
    parameters: COUNT_PARAMETERS,
    give(api, parameters) {
      const range = readRange(parameters, api.world, api.clock.nowMs());
      const granularities = Object.keys(GRANULARITIES) as (keyof typeof GRANULARITIES)[];
      const granularity = parameters.oneOf('granularity', granularities, 'hour');
      parameters.list('search_count.fields', ['end', 'start', 'tweet_count']);
      parameters.check();
      return { body: countPosts(api.world, range, granularity) };
    },
  },
  {
    method: 'GET',
    path: /^\/2\/tweets$/,
    limit: 3500,
    parameters: ['ids', ...FIELD_PARAMETERS],
    costs: true,
    give(api, parameters) {
      const ids = parameters.ids('ids', 100);
      const fields = new Fields(parameters, api.known);
      parameters.check();
      return lookUp(api, ids, fields, 'ids');
    },
  },
  {
    method: 'GET',
    path: /^\/2\/tweets\/(\d{1,19})$/,
    limit: 3500,
    parameters: FIELD_PARAMETERS,
    costs: true,
    give(api, parameters, _request, [, id]) {
      const fields = new Fields(parameters, api.known);
      parameters.check();
      const { body, posts } = lookUp(api, [id], fields, 'id');
      const { data, ...more } = body as { data?: readonly unknown[] };
      return { body: { ...(data && { data: data[0] }), ...more }, posts };
    },
  },
  {
    method: 'GET',
    path: /^\/2\/tweets\/search\/stream$/,
    limit: 50,
    parameters: [...FIELD_PARAMETERS, 'backfill_minutes', 'start_time', 'end_time'],
    costs: true,
    isForApps: true,
    give: (api, parameters) => api.openStream(parameters),
  },
  {
    method: 'GET',
    path: /^\/2\/tweets\/search\/stream\/rules$/,
    limit: 450,
    parameters: ['ids', 'max_results', 'pagination_token'],
    isForApps: true,
    give({ rules, clock }, parameters) {
      const wanted = parameters.text('ids') === undefined ? undefined : parameters.ids('ids', 1000);
      parameters.integer('max_results', 1, 1000, 1000);
      parameters.check();
      const listed = rules.list.filter(({ id }) => wanted?.includes(id) ?? true);
      const meta = { sent: new Date(clock.nowMs()).toISOString(), result_count: listed.length };
      return { body: { ...(listed.length > 0 && { data: listed }), meta } };
    },
  },
  {
    method: 'POST',
    path: /^\/2\/tweets\/search\/stream\/rules$/,
    limit: 100,
    parameters: ['dry_run', 'delete_all'],
    isForApps: true,
    give({ rules, clock }, parameters, { body }) {
      const isDryRun = parameters.flag('dry_run');
      const isForAll = parameters.flag('delete_all');
      parameters.check();
      const asked = isForAll ? { delete: { ids: rules.list.map(({ id }) => id) } } : jsonOf(body);
      return rules.change(asked, isDryRun, new Date(clock.nowMs()).toISOString());
    },
  },
  {
    method: 'GET',
    path: /^\/2\/usage\/tweets$/,
    limit: 50,
    parameters: ['days', 'usage.fields'],
    give(api, parameters) {
      const days = parameters.integer('days', 1, 90, 7);
      const wanted = parameters.list('usage.fields', USAGE_FIELDS);
      parameters.check();
      return { body: { data: usage(api, days, wanted) } };
    },
  },
];

function lookUp({ world, bill }: XApi, ids: readonly string[], fields: Fields, parameter: string): Given {
  const unique = [...new Set(ids)];
  const posts = unique.flatMap(id => world.get(id)?.post ?? []);
  for (const { id } of posts) bill.read(id, world.nowMs);
  const missing = unique.filter(id => !world.get(id)).map(id => resourceNotFound('tweet', parameter, id));
  const { data, includes, errors = [] } = fields.render(posts, world);
  const all = [...missing, ...errors];
  return {
    body: { ...(data.length > 0 && { data }), ...(includes && { includes }), ...(all.length > 0 && { errors: all }) },
    posts: posts.length,
  };
}

function usage({ bill, world }: XApi, days: number, wanted: readonly string[]) {
  const date = (back: number) => new Date(world.nowMs - back * DAY_MS).toISOString().slice(0, 10);
  const daily = Array.from({ length: days }, (_, back) => date(back))
    .map(day => ({ date: `${day}T00:00:00.000Z`, usage: String(bill.on(day)) }))
    .filter(({ usage: used }) => used !== '0');
  return {
    cap_reset_day: 1,
    project_cap: String(bill.cap),
    project_id: PROJECT_ID,
    project_usage: String(bill.posts),
    ...(wanted.includes('daily_project_usage') && { daily_project_usage: { project_id: PROJECT_ID, usage: daily } }),
    ...(wanted.includes('daily_client_app_usage') && {
      daily_client_app_usage: [{ client_app_id: PROJECT_ID, usage: daily, usage_result_count: daily.length }],
    }),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest([{ parameters: {}, message: 'The body is not valid JSON.' }]);
  }
}

const oauthError = (code: number, message: string, label: string): ApiAnswer => ({
  status: 403,
  headers: {},
  body: { errors: [{ code, message, label }] },
});

const limitHeaders = ({ limit, remaining, reset }: LimitState): Record<string, string> => ({
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(reset),
});
