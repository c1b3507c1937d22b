import { idOf, type Post } from '../post.ts';
import { matcherOf, type PostMatcher } from '../query/match.ts';
import { parseQuery, QueryProblems } from '../query/parse.ts';
import type { Parameters } from './parameters.ts';
import type { World } from './world.ts';

const LONGEST_QUERY = 512;
const DAY_MS = 86_400_000;
const PAST_MS = 7 * DAY_MS;
/** What was written just now is not found yet. */
const UNSEEN_MS = 30_000;
const LEAST_AGE_MS = 10_000;
const PAGE_PARAMETERS = ['next_token', 'pagination_token'];

const RANGE_PARAMETERS = ['query', 'start_time', 'end_time', 'since_id', 'until_id', ...PAGE_PARAMETERS];
export const SEARCH_PARAMETERS = [...RANGE_PARAMETERS, 'max_results', 'sort_order'];
export const COUNT_PARAMETERS = [...RANGE_PARAMETERS, 'granularity', 'search_count.fields'];

/** What a search looks through, and for what. */
interface Range {
  readonly matches: PostMatcher;
  /** [start, end) */
  readonly startMs: number;
  readonly endMs: number;
  /** (since, until), both without their ends. */
  readonly sinceId?: string;
  readonly untilId?: string;
}

/** A page of a search, the newest first. */
export interface Page {
  readonly posts: readonly Post[];
  readonly nextToken?: string;
}

/**
 * Reads the parameters that searches and counts share.
 *
 * @param machineMs the time of the machine: a client knows no other, while for X time may pass faster
 */
export function readRange(parameters: Parameters, world: World, machineMs: number): Range {
  const { nowMs } = world;
  const query = parameters.required('query');
  const startMs = parameters.time('start_time');
  const endMs = parameters.time('end_time');
  const sinceId = parameters.id('since_id');
  const untilId = parameters.id('until_id');
  const earliestMs = Math.min(nowMs, machineMs) - PAST_MS;
  const latestMs = Math.max(nowMs, machineMs) - LEAST_AGE_MS;
  const invalid = (name: string, timeMs: number, why: string) =>
    parameters.refuse(name, `Invalid '${name}':'${minute(timeMs)}'. '${name}' must be ${why}`);
  for (const [name, timeMs] of [
    ['start_time', startMs],
    ['end_time', endMs],
  ] as const) {
    if (timeMs === undefined) continue;
    if (timeMs < earliestMs) invalid(name, timeMs, `on or after ${minute(earliestMs)}`);
    if (timeMs > latestMs) invalid(name, timeMs, 'a minimum of 10 seconds prior to the request time.');
  }
  if (startMs !== undefined && endMs !== undefined && startMs >= endMs) {
    invalid('end_time', endMs, `after the 'start_time' ${minute(startMs)}`);
  }
  const leastId = idOf(Math.max(0, Math.floor(earliestMs)));
  if (sinceId !== undefined && BigInt(sinceId) < BigInt(leastId)) {
    parameters.refuse(
      'since_id',
      `'since_id' must be a tweet id created after ${minute(earliestMs)}. Please use a 'since_id' that is larger than ${leastId}`,
    );
  }
  const page = readToken(parameters);
  return {
    matches: readQuery(parameters, query),
    startMs: sinceId === undefined ? (startMs ?? earliestMs) : Number.NEGATIVE_INFINITY,
    endMs: endMs ?? nowMs - UNSEEN_MS,
    ...(sinceId !== undefined && { sinceId }),
    ...((page ?? untilId) !== undefined && { untilId: page ?? untilId }),
  };
}

function readQuery(parameters: Parameters, query: string): PostMatcher {
  if (query === '') return () => false;
  try {
    return matcherOf(parseQuery(query, LONGEST_QUERY), 'ignored');
  } catch (error) {
    if (!(error instanceof QueryProblems)) throw error;
    parameters.refuse('query', `There were errors processing your request: ${error.message}`);
    return () => false;
  }
}

/** @returns up to `size` posts of a range, and how to go on where there are more */
export function searchPage(world: World, { matches, startMs, endMs, sinceId, untilId }: Range, size: number): Page {
  const posts: Post[] = [];
  for (const searchable of world.newestFirst(sinceId, untilId)) {
    if (searchable.createdMs < startMs || searchable.createdMs >= endMs || !matches(searchable)) continue;
    if (posts.length === size) return { posts, nextToken: tokenOf(posts[size - 1].id) };
    posts.push(searchable.post);
  }
  return { posts };
}

export const GRANULARITIES = { minute: 60_000, hour: 3_600_000, day: DAY_MS } as const;

/** How many posts of a range there are in each minute, hour or day, the oldest first. */
export function countPosts(world: World, range: Range, granularity: keyof typeof GRANULARITIES) {
  const stepMs = GRANULARITIES[granularity];
  const earliestMs = Math.max(range.startMs, world.nowMs - PAST_MS);
  const counts = new Map<number, number>();
  for (const searchable of world.newestFirst(range.sinceId, range.untilId)) {
    const { createdMs } = searchable;
    if (createdMs < earliestMs || createdMs >= range.endMs || !range.matches(searchable)) continue;
    const bucket = Math.floor(createdMs / stepMs);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  const data: { end: string; start: string; tweet_count: number }[] = [];
  for (let bucket = Math.floor(earliestMs / stepMs); bucket * stepMs < range.endMs; bucket++) {
    data.push({
      end: new Date(Math.min((bucket + 1) * stepMs, range.endMs)).toISOString(),
      start: new Date(Math.max(bucket * stepMs, earliestMs)).toISOString(),
      tweet_count: counts.get(bucket) ?? 0,
    });
  }
  return { data, meta: { total_tweet_count: data.reduce((total, { tweet_count }) => total + tweet_count, 0) } };
}

/** A token holds the last id of its page, so that it stays good for ever, whatever comes meanwhile. */
const TOKEN = /^b26v89c19zqg8o3f([0-9a-z]{1,13})$/;
const tokenOf = (lastId: string): string => `b26v89c19zqg8o3f${BigInt(lastId).toString(36)}`;

function readToken(parameters: Parameters): string | undefined {
  const name = PAGE_PARAMETERS.find(parameter => parameters.text(parameter) !== undefined);
  if (name === undefined) return undefined;
  const token = parameters.text(name)!;
  const [, digits] = TOKEN.exec(token) ?? [];
  if (digits === undefined) {
    parameters.refuse(name, `The \`${name}\` query parameter value [${token}] is not valid`);
    return undefined;
  }
  return [...digits].reduce((id, digit) => id * 36n + BigInt(Number.parseInt(digit, 36)), 0n).toString();
}

/** As X writes times in its errors. */
const minute = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 16)}Z`;
