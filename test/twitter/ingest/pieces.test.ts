/** The parts of the collector that need neither a network nor a disk. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Backoff, type Trouble } from '../../../src/lib/twitter/ingest/backoff.ts';
import { Budget } from '../../../src/lib/twitter/ingest/budget.ts';
import { IdSet } from '../../../src/lib/twitter/ingest/id-set.ts';
import { DEFAULT_QUERY, rulesFor } from '../../../src/lib/twitter/ingest/query.ts';
import { readMessage, readPost } from '../../../src/lib/twitter/ingest/row.ts';
import { nextCursor } from '../../../src/lib/twitter/ingest/search-source.ts';
import { SecretText } from '../../../src/lib/twitter/ingest/secret-text.ts';
import { LONGEST_LINE, StreamLines } from '../../../src/lib/twitter/ingest/stream-lines.ts';
import { problemOf } from '../../../src/lib/twitter/ingest/x-problem.ts';
import { parseQuery } from '../../../src/lib/twitter/query/parse.ts';
import {
  noRules,
  operationalDisconnect,
  tooManyConnections,
  tooManyRequests,
  unauthorized,
  unavailable,
  usageCapExceeded,
} from '../../../src/lib/twitter/replay/problems.ts';
import { postAt } from '../../support/replay.ts';

describe('waits before the next try', () => {
  const waits = (kind: Trouble, tries: number, resetMs?: number) => {
    const backoff = new Backoff();
    return Array.from({ length: tries }, () => backoff.next(kind, 1000, resetMs));
  };

  test.each<[Trouble, number, number | undefined, number[]]>([
    ['network', 4, undefined, [0, 250, 500, 750]],
    ['server', 4, undefined, [5_000, 10_000, 20_000, 40_000]],
    ['rate', 3, undefined, [60_000, 120_000, 240_000]],
    ['rate', 2, 31_000, [30_000, 30_000]],
    ['rate', 2, 1000, [60_000, 120_000]],
  ])('%s %d', (kind, tries, resetMs, expected) => expect(waits(kind, tries, resetMs)).toEqual(expected));

  test('have an end', () => {
    expect([waits('network', 100).at(-1), waits('server', 100).at(-1)]).toEqual([16_000, 320_000]);
  });

  test('begin anew once something has come, or with another trouble', () => {
    const backoff = new Backoff();
    for (let i = 0; i < 3; i++) backoff.next('network', 0);
    backoff.reset();
    expect(backoff.next('network', 0)).toBe(0);
    backoff.next('network', 0);
    expect([backoff.next('server', 0), backoff.next('network', 0)]).toEqual([5_000, 0]);
  });
});

test.each([
  [{}, 10_000, Number.POSITIVE_INFINITY, undefined],
  [{ posts: 10 }, 9, 1, undefined],
  [{ posts: 10 }, 10, 0, 'posts'],
  [{ posts: 10 }, 12, 0, 'posts'],
  [{ usd: 0.015 }, 2, 1, undefined],
  [{ usd: 0.015 }, 3, 0, 'usd'],
  [{ usd: 0.35 }, 69, 1, undefined],
  [{ usd: 0 }, 0, 0, 'usd'],
  [{ posts: 5, usd: 1 }, 5, 0, 'posts'],
])('of a budget %j, %d read, %d are left', (limits, read, left, spent) => {
  const budget = new Budget(limits);
  budget.add(read);
  expect([budget.left, budget.spent]).toEqual([left, spent]);
});

test('a set of ids is a set', () => {
  const id = fc.oneof(
    fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
    fc.bigInt({ min: 1n, max: 40n }).map(low => (low << 22n) + 1n), // of moments that follow each other
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 300 }), fc.array(id), (added, asked) => {
      const [set, model] = [new IdSet(), new Set<bigint>()];
      for (const one of added) {
        expect(set.add(one)).toBe(!model.has(one));
        model.add(one);
      }
      for (const one of [...added, ...asked]) expect(set.has(one)).toBe(model.has(one));
      expect([...set.values()].sort()).toEqual([...model].sort());
    }),
  );
});

describe('lines of the stream', () => {
  test('are whole wherever the pieces end', () => {
    const texts = ['{"a":"ç"}', '', '👏🏽'.repeat(3), 'x\ry', '', 'last'];
    const bytes = Buffer.from(texts.map(text => `${text}\r\n`).join(''));
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), cuts => {
        const lines = new StreamLines();
        const ends = [...new Set([0, ...cuts, bytes.length])].sort((a, b) => a - b);
        const got = ends.slice(1).flatMap((end, i) => lines.push(bytes.subarray(ends[i], end)));
        expect(got).toEqual(texts);
      }),
    );
  });

  test('of any length, but not without end', () => {
    const lines = new StreamLines();
    const long = Buffer.alloc(LONGEST_LINE / 4, 'x');
    for (let i = 0; i < 4; i++) expect(lines.push(long)).toEqual([]);
    expect(lines.push(Buffer.from('\n'))).toEqual(['x'.repeat(LONGEST_LINE)]);
    for (let i = 0; i < 9; i++) lines.push(long);
    expect(lines.push(Buffer.from('\r\nnext\r\n'))).toEqual([undefined, 'next']);
  });
});

describe('what comes', () => {
  const { id, created_at } = postAt(3);

  test('a post is kept as it came', () => {
    const line = `{ "data" : {"id":"${id}","created_at":"${created_at}","n":12345678901234567890,"__proto__":{"a":1}}}`;
    expect(readMessage(line)).toEqual({
      kind: 'row',
      row: { id: BigInt(id), timeMs: Date.parse(created_at), json: line, earlier: [], rules: [] },
    });
  });

  test('with its rules, its versions, and the time of its id where it has none', () => {
    const data = { id, edit_history_tweet_ids: ['5', id] };
    const message = readMessage(JSON.stringify({ data, matching_rules: [{ id: '9', tag: 'xpto' }] }));
    expect(message).toMatchObject({
      kind: 'row',
      row: { timeMs: Date.parse(created_at), earlier: ['5'], rules: ['9'] },
    });
    for (const absurd of ['', 'soon', '0001-01-01T00:00:00Z', '+012345-01-01T00:00:00Z', 7, null]) {
      expect(readPost({ id, created_at: absurd })?.timeMs).toBe(Date.parse(created_at));
    }
  });

  test.each<[string, unknown]>([
    ['{"errors":[{"title":"operational-disconnect","detail":"d","type":"t"}]}', { kind: 'disconnect', detail: 'd' }],
    [JSON.stringify({ errors: [operationalDisconnect()] }), { kind: 'disconnect', title: 'operational-disconnect' }],
    [JSON.stringify(usageCapExceeded()), { kind: 'disconnect', title: 'UsageCapExceeded' }],
    ['{"delete":{"status":{"id":5,"id_str":"5"}}}', { kind: 'delete', id: '5' }],
    ['{"delete":{"tweet":{"id":"6"},"event_at":"2026"}}', { kind: 'delete', id: '6' }],
    [`{"data":{"id":"${id}"},"errors":[{"title":"Not Found Error"}]}`, { kind: 'row' }],
    ['{"data":{"id":12}}', { kind: 'unreadable' }],
    ['{"data":{"id":"0"}}', { kind: 'unreadable' }],
    ['{"data":{"id":"9999999999999999999"}}', { kind: 'unreadable' }],
    ['{"data":[]}', { kind: 'unreadable' }],
    ['[1]', { kind: 'unreadable' }],
    ['null', { kind: 'unreadable' }],
    ['{"data":{"id"', { kind: 'unreadable' }],
    ['x'.repeat(1000), { kind: 'unreadable', text: 'x'.repeat(200) }],
  ])('%s', (line, message) => expect(readMessage(line)).toMatchObject(message as object));
});

test.each([
  [429, tooManyRequests().body, { kind: 'rate', resetMs: 5_000 }],
  [429, tooManyConnections().body, { kind: 'second' }],
  [429, usageCapExceeded(), { kind: 'cap' }],
  [429, undefined, { kind: 'rate' }],
  [409, noRules().body, { kind: 'no rules' }],
  [401, unauthorized().body, { kind: 'unauthorized' }],
  [503, unavailable().body, { kind: 'server', status: 503 }],
  [500, '<html>', { kind: 'server' }],
  [
    400,
    { title: 'Invalid Request', detail: 'One or more.', errors: [{ message: 'no' }] },
    { kind: 'refused', detail: 'Invalid Request One or more. no' },
  ],
])('%d %j', (status, body, problem) => expect(problemOf(status, body, 5)).toMatchObject(problem));

test('a search goes on with its page, and the next one behind its first post', () => {
  const first = nextCursor({ sinceId: '1' }, { newestId: '9', nextToken: 'a' });
  expect(first).toEqual({ sinceId: '1', newestId: '9', nextToken: 'a' });
  const second = nextCursor(first, { newestId: '5', nextToken: 'b' });
  expect(second).toEqual({ sinceId: '1', newestId: '9', nextToken: 'b' });
  expect(nextCursor(second, { newestId: '3' })).toEqual({ sinceId: '9' });
  expect(nextCursor({ sinceId: '9' }, {})).toEqual({ sinceId: '9' });
  expect(nextCursor({}, {})).toEqual({});
});

test('the stream needs both spellings, which a search does not tell apart', () => {
  expect(rulesFor('gato')).toEqual(['gato']);
  expect(rulesFor('ação OR "São João" -país')).toEqual(['ação OR "São João" -país', 'acao OR "Sao Joao" -pais']);
  for (const rule of rulesFor(DEFAULT_QUERY)) expect(() => parseQuery(rule, 512)).not.toThrow();
  expect(rulesFor(DEFAULT_QUERY)).toHaveLength(2);
});

test('a token is told to nobody by mistake', () => {
  const token = new SecretText('canary');
  expect(`${token} ${JSON.stringify({ token })} ${String(token)}`).not.toContain('canary');
  expect(token.reveal()).toBe('canary');
});
