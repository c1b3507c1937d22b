import { type DataFrame, functions } from 'xpto';

const { expr } = functions;

export type Row = readonly unknown[];

/** A query, and what is added to its inputs: for each batch, for each input, the rows. */
export interface Script {
  readonly name: string;
  readonly mode: 'append' | 'update' | 'complete';
  /** The columns of each input, as DDL. Times are seconds since 1970 UTC. */
  readonly inputs: readonly string[];
  readonly query: (...inputs: DataFrame[]) => DataFrame;
  readonly batches: readonly (readonly (readonly Row[])[])[];
  /** Comes last, without a fault: what a batch without data would still have given comes with it at the latest. */
  readonly flush: readonly (readonly Row[])[];
  /** The keys of its state end with a number of 8 bytes, which says no more than which of two came first. */
  readonly hasNumberedKeys?: true;
}

const WORDS = 'word string, n bigint';
const EVENTS = 'at timestamp, word string';

/** So many groups that a batch that touches a few notes only what changed. */
const many: Row[] = Array.from({ length: 20 }, (_, i) => [`w${i}`, i]);
const words = [
  [many],
  [
    [
      ['w3', 1],
      ['new', 2],
      ['w3', 5],
    ],
  ],
  [[['w0', 7]]],
  [
    [
      ['w3', 1],
      [null, 4],
      ['new', 1],
    ],
  ],
];
const flushWords = [[['w1', 1]]];

const events = [
  [Array.from({ length: 20 }, (_, i): Row => [100 + i, `w${i % 12}`])],
  [
    [
      [112, 'w1'],
      [125, 'w2'],
    ],
  ],
  [
    [
      [140, 'w1'],
      [141, 'x'],
      [50, 'late'],
    ],
  ],
  [
    [
      [160, 'w2'],
      [161, 'w2'],
      [141, 'x'],
    ],
  ],
];
const flushEvents = [[[400, 'end']]];

/** One of each kind of query that differs in what outlives it. */
export const scripts: readonly Script[] = [
  {
    name: 'rows as they come',
    mode: 'append',
    inputs: [WORDS],
    query: input => input.where('n < 19').select('word', expr('n * 2 as twice')),
    batches: words,
    flush: flushWords,
  },
  {
    name: 'all counts',
    mode: 'complete',
    inputs: [WORDS],
    query: input => input.groupBy('word').agg(expr('count(*) as rows'), expr('sum(n) as total')),
    batches: words,
    flush: flushWords,
  },
  {
    name: 'counts that changed',
    mode: 'update',
    inputs: [WORDS],
    query: input => input.groupBy('word').agg(expr('count(*) as rows'), expr('max(n) as most')),
    batches: words,
    flush: flushWords,
  },
  {
    name: 'windows that are over',
    mode: 'append',
    inputs: [EVENTS],
    query: input =>
      input.withWatermark('at', '10 seconds').groupBy(expr("window(at, '10 seconds')"), expr('word')).count(),
    batches: events,
    flush: flushEvents,
  },
  {
    name: 'first of each',
    mode: 'append',
    inputs: [EVENTS],
    query: input => input.withWatermark('at', '10 seconds').dropDuplicates(['at', 'word']),
    batches: [...events.slice(0, 3), [[...events[3][0], ...events[3][0]]]],
    flush: flushEvents,
  },
  {
    name: 'pairs of two streams',
    mode: 'append',
    inputs: [EVENTS, 'shown timestamp, ad string'],
    query: (clicks, ads) =>
      clicks
        .withWatermark('at', '10 seconds')
        .join(
          ads.withWatermark('shown', '5 seconds'),
          expr('word = ad and shown between at - interval 20 seconds and at'),
          'left_outer',
        ),
    batches: [
      [events[0][0], [[101, 'w2']]],
      [
        events[1][0],
        [
          [110, 'w1'],
          [118, 'w2'],
        ],
      ],
      [
        events[2][0],
        [
          [139, 'x'],
          [140, 'y'],
        ],
      ],
      [events[3][0], [[150, 'w2']]],
    ],
    flush: [flushEvents[0], [[400, 'none']]],
    hasNumberedKeys: true,
  },
];
