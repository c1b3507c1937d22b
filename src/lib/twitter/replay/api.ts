/**
 * X API v2 as its clients see it, without the network: a request comes in, an answer goes out. The order of the checks is
 * X's: is there such a path, who asks, may they still, is the request in order.
 */
import type { Clock } from '../../base/clock.ts';
import { idOf, type PostSet } from '../post.ts';
import { Bill } from './bill.ts';
import { type Endpoint, endpoints, type Given, OTHERS_OF_X } from './endpoints.ts';
import { FaultPlan } from './fault-plan.ts';
import type { Fault } from './faults.ts';
import { Fields } from './fields.ts';
import { type LimitState, Limits } from './limits.ts';
import { Parameters } from './parameters.ts';
import {
  forbidden,
  methodNotAllowed,
  noRules,
  notFound,
  Problem,
  tooManyConnections,
  tooManyRequests,
  unauthorized,
  unavailable,
  usageCapExceeded,
  wrongAuthentication,
} from './problems.ts';
import { Rules } from './rules.ts';
import type { StreamOptions } from './stream.ts';
import type { Timeline } from './timeline.ts';
import { Tokens } from './tokens.ts';
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
  /** Time begins with the first stream. */
  readonly waits: boolean;
}

const MINUTE_MS = 60_000;
/** Requests through a proxy name X instead. */
const HERE = 'http://localhost';

export class XApi {
  readonly world: World;
  readonly rules: Rules;
  readonly bill: Bill;
  readonly known: PostSet;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  /** Undefined: nobody has come yet for whom it waits. */
  #startMs: number | undefined;
  readonly #limits: Limits;
  readonly #tokens = new Tokens();
  #ruleNumber = 0;
  #isStreaming = false;

  constructor({ posts, timeline, clock, seed, faults, cap, limitWindowMs, waits }: ApiOptions) {
    this.#limits = new Limits(limitWindowMs);
    this.known = posts;
    this.clock = clock;
    this.#startMs = waits ? undefined : clock.monotonicMs();
    this.world = new World(timeline, posts, seed);
    this.bill = new Bill(cap);
    this.faults = new FaultPlan(faults);
    this.rules = new Rules(() => idOf(clock.nowMs(), ++this.#ruleNumber % 2 ** 22));
  }

  /** Milliseconds since the start of the replay. */
  elapsedMs = (): number => (this.#startMs === undefined ? 0 : this.clock.monotonicMs() - this.#startMs);

  answer(request: ApiRequest): ApiAnswer {
    try {
      if (!URL.canParse(request.url, HERE)) throw notFound();
      const url = new URL(request.url, HERE);
      const token = this.#tokens.answer(request, url.pathname);
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
    if (token === undefined || !this.#tokens.isGood(token)) throw unauthorized();
    if (isForApps && scheme.toLowerCase() === 'oauth') throw wrongAuthentication();
  }

  #refusal({ costs = false }: Endpoint, nowMs: number): Problem | undefined {
    if (this.faults.until('503', nowMs) !== undefined) return unavailable();
    if (this.faults.until('429', nowMs) !== undefined) return tooManyRequests();
    const isCapped = this.bill.isCapped || this.faults.until('cap', nowMs) !== undefined;
    return costs && isCapped ? new Problem(429, usageCapExceeded()) : undefined;
  }

  openStream(parameters: Parameters): Given {
    const fields = new Fields(parameters, this.known);
    const backfillMs = parameters.integer('backfill_minutes', 0, 5, 0) * MINUTE_MS;
    parameters.check();
    if (this.rules.isEmpty) throw noRules();
    if (this.#isStreaming) throw tooManyConnections();
    this.#isStreaming = true;
    const askedMs = this.clock.monotonicMs();
    this.#startMs ??= askedMs;
    const { world, rules, bill, faults, clock, elapsedMs } = this;
    const beginMs = askedMs - this.#startMs;
    return {
      body: undefined,
      stream: { world, rules, fields, bill, faults, clock, elapsedMs, beginMs, backfillMs },
    };
  }
}

const limitHeaders = ({ limit, remaining, reset }: LimitState): Record<string, string> => ({
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(reset),
});
