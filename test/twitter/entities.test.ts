import { expect, test } from 'vitest';
import { entitiesOf } from '../../src/lib/twitter/entities.ts';

const placeOf = ({ start, end, ...mark }: { start: number; end: number }) => [start, end, Object.values(mark)[0]];

test.each<[text: string, found: Record<string, [start: number, end: number, name: string][]> | undefined]>([
  ['nada', undefined],
  // Hands and their colour are two points.
  [
    '👏🏽 #a é #ção.',
    {
      hashtags: [
        [3, 5, 'a'],
        [8, 12, 'ção'],
      ],
    },
  ],
  ['@ana, a@b.c e @nome_que_e_longo_demais', { mentions: [[0, 4, 'ana']] }],
  ['$PETR4 $VALE', { cashtags: [[7, 12, 'VALE']] }],
  ['#1 #1a', { hashtags: [[3, 6, '1a']] }],
  [
    '(https://t.co/#a) 😀https://x.co/?q=1!',
    {
      urls: [
        [1, 16, 'https://t.co/#a'],
        [19, 36, 'https://x.co/?q=1'],
      ],
    },
  ],
])('%j has %j', (text, found) => {
  const marks = Object.entries(entitiesOf(text) ?? {}).map(([kind, list]) => [kind, list.map(placeOf)]);
  expect(marks).toEqual(Object.entries(found ?? {}));
  const points = [...text];
  for (const [start, end, name] of Object.values(found ?? {}).flat()) {
    expect(points.slice(start, end).join('')).toContain(name);
  }
});

test('a text of nothing but marks is looked through once', () => {
  const { hashtags = [] } = entitiesOf('😀#a '.repeat(100_000))!;
  expect([hashtags.length, hashtags.at(-1)]).toEqual([100_000, { start: 399_997, end: 399_999, tag: 'a' }]);
});
