/** What may be asked of X, and what it gives. */
import type { ApiAnswer, ApiRequest, XApi } from './api.ts';
import { FIELD_PARAMETERS, Fields } from './fields.ts';
import type { Parameters } from './parameters.ts';
import { invalidRequest, resourceNotFound } from './problems.ts';
import { COUNT_PARAMETERS, countPosts, GRANULARITIES, readRange, SEARCH_PARAMETERS, searchPage } from './search.ts';

/** What an endpoint gives. */
export type Given = Pick<ApiAnswer, 'body'> & Partial<Pick<ApiAnswer, 'status' | 'stream' | 'posts'>>;

export interface Endpoint {
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

/** The rest of what X has under these paths is for those who pay for more. */
export const OTHERS_OF_X =
  /^\/2\/(?:tweets\/(?:search\/all|counts\/all|sample|compliance|\d+\/)|users|lists|spaces|dm_|trends|compliance)/;

export const endpoints: readonly Endpoint[] = [
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
