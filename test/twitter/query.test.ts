import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inventPosts } from '../../src/lib/twitter/corpus/invented-posts.ts';
import type { Post } from '../../src/lib/twitter/post.ts';
import { type Accents, matcherOf, SearchablePost } from '../../src/lib/twitter/query/match.ts';
import { parseQuery, QueryProblems } from '../../src/lib/twitter/query/parse.ts';

const users = new Map([
  ['7', { id: '7', name: 'Ana', username: 'Ana_B', verified: true }],
  ['8', { id: '8', name: 'Rui', username: 'rui' }],
]);
const media = new Map([['3_1', { media_key: '3_1', type: 'photo' }]]);
const post = (text: string, more: Partial<Post> = {}): Post => ({
  id: '1',
  text,
  created_at: '2026-03-02T00:00:00.000Z',
  author_id: '7',
  lang: 'pt',
  edit_history_tweet_ids: ['1'],
  ...more,
});
const finds = (query: string, tried: Post, accents: Accents = 'ignored') =>
  matcherOf(parseQuery(query), accents)(new SearchablePost(tried, { users, media }));

describe('a query finds', () => {
  const plain = 'A Presidência do Brasil: nova ponte (pão-de-queijo), R$ 10! 👏🏽👏🏽 🇧🇷 &amp; café';
  test.each<[query: string, found: boolean, text?: string]>([
    ['presidência', true],
    ['PRESIDENCIA', true],
    ['presiden', false],
    ['brasil ponte', true],
    ['brasil pontes', false],
    ['ponte OR pontes', true],
    ['ponte -brasil', false],
    ['ponte -chile', true],
    ['chile OR brasil ponte', true], // AND binds before OR
    ['chile OR brasil pontes', false],
    ['(chile OR brasil) pontes', false],
    ['(chile OR brasil) (pontes OR ponte)', true],
    ['ponte (-chile OR lang:es)', true],
    ['"nova ponte"', true],
    ['"ponte nova"', false],
    ['"ponte pão"', true], // what is between words only separates them
    ['"brasil ponte"~1', true],
    ['"ponte brasil"~1', true],
    ['"presidência ponte"~1', false],
    ['pão-de-queijo', true],
    ['pão-queijo', false],
    ['"👏🏽"', true],
    ['👏', false],
    ['🇧🇷', true],
    ['❤', true, 'com ❤️ e 👩‍👩‍👧'],
    ['❤️', true, 'com ❤ e 👩‍👩‍👧'],
    ['👩‍👩‍👧', true, 'com ❤ e 👩‍👩‍👧'],
    ['👩', false, 'com ❤ e 👩‍👩‍👧'],
    ['amp', false],
    ['"café"', true],
    ['cafe', true],
    ['#Brasil', false],
    ['#brasil', true, 'viva o #Brasil!'],
    ['brasil', true, 'viva o #Brasil!'],
    ['#brasilia', true, '#Brasília'],
    ['#bras', false, 'viva o #Brasil!'],
    ['@rui', true, 'oi @RUI, tudo bem?'],
    ['@ru', false, 'oi @rui'],
    ['@rui', false, 'mande para x@rui.example'],
    ['$PETR', true, 'comprei $PETR hoje'],
    ['$PETR', false, 'comprei US$PETR hoje'],
    ['"and"', true, 'rock and roll'],
    ['presidência', true, 'presidência'.normalize('NFD')],
  ])('%s: %j', (query, found, text = plain) => {
    expect(finds(query.replace(/^("and")$/, '$1 roll'), post(text))).toBe(found);
  });

  test.each<[query: string, found: boolean, more: Partial<Post>]>([
    ['from:ana_b', true, {}],
    ['from:@ANA_B', true, {}],
    ['from:7', true, {}],
    ['from:rui', false, {}],
    ['to:rui', true, { in_reply_to_user_id: '8' }],
    ['to:rui', false, {}],
    ['x lang:pt', true, {}],
    ['x lang:PT', true, {}],
    ['x lang:es', false, {}],
    ['x -lang:es', true, {}],
    ['x is:verified', true, {}],
    ['x is:verified', false, { author_id: '8' }],
    ['x is:retweet', false, {}],
    ['x is:retweet', true, { referenced_tweets: [{ type: 'retweeted', id: '5' }] }],
    ['x -is:retweet', false, { referenced_tweets: [{ type: 'retweeted', id: '5' }] }],
    ['x is:reply', true, { referenced_tweets: [{ type: 'replied_to', id: '5' }] }],
    ['x is:quote', true, { referenced_tweets: [{ type: 'quoted', id: '5' }] }],
    ['x is:quote', false, { referenced_tweets: [{ type: 'replied_to', id: '5' }] }],
    ['x -is:nullcast', true, {}],
    ['retweets_of:rui', true, { text: 'RT @rui: x', referenced_tweets: [{ type: 'retweeted', id: '5' }] }],
    ['retweets_of:rui', false, { text: 'RT @rui: x' }],
    ['quotes_of_tweet_id:5', true, { referenced_tweets: [{ type: 'quoted', id: '5' }] }],
    ['in_reply_to_tweet_id:5', false, { referenced_tweets: [{ type: 'quoted', id: '5' }] }],
    ['retweets_of_tweet_id:5', true, { referenced_tweets: [{ type: 'retweeted', id: '5' }] }],
    ['conversation_id:9', true, { conversation_id: '9' }],
    ['x has:links', true, { text: 'x https://a.example/b' }],
    ['x has:links', false, {}],
    ['x has:hashtags', true, { text: 'x #a' }],
    ['x has:hashtags', false, { text: 'x #1 a#b' }],
    ['x has:mentions', true, { text: 'x @a' }],
    ['x has:cashtags', true, { text: 'x $A' }],
    ['x has:media', true, { attachments: { media_keys: ['3_1'] } }],
    ['x has:images', true, { attachments: { media_keys: ['3_1'] } }],
    ['x has:videos', false, { attachments: { media_keys: ['3_1'] } }],
    ['x has:geo', false, {}],
    ['url:"a.example/b"', true, { text: 'x https://a.example/b?c' }],
    [
      'url:example',
      true,
      { entities: { urls: [{ start: 0, end: 1, url: 'https://t.co/1', expanded_url: 'https://b.example' }] } },
    ],
    [
      'example',
      true,
      { entities: { urls: [{ start: 0, end: 1, url: 'https://t.co/1', expanded_url: 'https://b.example' }] } },
    ],
    [
      '"x https"',
      false,
      { entities: { urls: [{ start: 0, end: 1, url: 'https://t.co/1', expanded_url: 'https://b.example' }] } },
    ],
    ['x sample:100', true, {}],
  ])('%s: %j in %j', (query, found, more) => {
    expect(finds(query, post('x', more))).toBe(found);
  });

  test('accents told apart in the stream, as X does there', () => {
    const texts = ['a presidência', 'a presidencia', 'a PRESIDÊNCIA'];
    const found = (query: string, accents: Accents) => texts.map(text => finds(query, post(text), accents));
    expect(found('presidência', 'told apart')).toEqual([true, false, true]);
    expect(found('presidencia', 'told apart')).toEqual([false, true, false]);
    expect(found('presidência OR presidencia', 'told apart')).toEqual([true, true, true]);
    expect(found('presidencia', 'ignored')).toEqual([true, true, true]);
  });
});

test('finds as many of the invented posts as are about the presidency', () => {
  const invented = inventPosts({ count: 1000 });
  const distinct = [...new Map(invented.posts.map(made => [made.id, made])).values()];
  const count = (query: string, accents: Accents) =>
    distinct.filter(made => matcherOf(parseQuery(query), accents)(new SearchablePost(made, invented))).length;
  const about = distinct.filter(({ id }) => invented.answers.get(id)!.isAboutPresidency).length;
  expect(count('presidente OR presidência OR presidencia', 'told apart')).toBe(about);
  expect(count('presidente OR presidencia', 'ignored')).toBe(about);
  expect(count('presidente OR presidencia', 'told apart')).toBeLessThan(about);
  const tenth = count('presidente OR presidencia sample:10', 'ignored') / about;
  expect(count('(presidente OR presidencia) sample:10', 'ignored') / about).toBeGreaterThan(0.05);
  expect(tenth).toBeLessThan(1);
});

describe('X refuses', () => {
  const STANDALONE = 'is/has/lang cannot be used as a standalone operator';
  const NO_POSITIVE = 'Rules must contain a non-negation term (at position 1)';
  const NO_CLAUSE = 'Rules must contain at least one positive, non-stopword clause (at position 1)';
  const AMBIGUOUS =
    'Ambiguous use of and as a keyword. Use a space to logically join two clauses, or "and" to find occurrences of and in text';
  const unknown = (name: string, position: number) =>
    `Reference to invalid operator '${name}'. Operator is not available in current product or product packaging. Please refer to complete available operator list at http://t.co/operators. (at position ${position})`;
  test.each<[query: string, ...problems: string[]]>([
    ['', "no viable alternative at input '<EOF>' (at position 1)"],
    ['   ', "no viable alternative at input '<EOF>' (at position 4)"],
    ['lang:pt', `${STANDALONE} (at position 1)`],
    ['-gato lang:pt', `${STANDALONE} (at position 7)`],
    ['has:links OR is:retweet', `${STANDALONE} (at position 1)`],
    ['gato OR lang:pt', `${STANDALONE} (at position 9)`],
    ['sample:10', `${STANDALONE} (at position 1)`],
    ['-gato', NO_POSITIVE, NO_CLAUSE],
    ['-gato -lang:pt', NO_POSITIVE, NO_CLAUSE],
    ['gato OR -rato', NO_CLAUSE],
    ['a', NO_CLAUSE],
    ['the OR from', NO_CLAUSE],
    ['"!!"', NO_CLAUSE],
    ['gato and rato', `${AMBIGUOUS} (at position 6)`],
    ['gato AND rato', `${AMBIGUOUS} (at position 6)`],
    ['cor:azul', unknown('cor', 1)],
    ['gato 10:30', unknown('10', 6)],
    ['gato is:poll cor:azul', unknown('is:poll', 6), unknown('cor', 14)],
    ['gato lang:', unknown('lang', 6)],
    ['gato sample:0', unknown('sample:0', 6)],
    ['gato __proto__:x', unknown('__proto__', 6)],
    ['(gato', "missing ')' at '<EOF>' (at position 6)"],
    ['gato)', "missing EOF at ')' (at position 5)"],
    ['()', "no viable alternative at input ')' (at position 2)"],
    ['gato OR', "no viable alternative at input '<EOF>' (at position 8)"],
    ['OR gato', "no viable alternative at input 'OR' (at position 1)"],
    ['gato -(rato OR pato)', "no viable alternative at input '-(' (at position 6)"],
    ['gato -', "no viable alternative at input '-' (at position 6)"],
    ['gato -sample:10', "no viable alternative at input '-sample' (at position 6)"],
    ['"gato', `mismatched character '<EOF>' expecting '"' (at position 1)`],
  ])('%s', (query, ...problems) => {
    expect(problemsOf(query)).toEqual(problems);
  });

  test('what is too long', () => {
    const query = `${'é'.repeat(500)} ${'x'.repeat(11)}`;
    expect(problemsOf(query, 512)).toBeUndefined();
    expect(problemsOf(`${query}x`, 512)).toEqual(['Rule length is 513 and may be at most 512 (at position 513)']);
  });

  test('everything else is read, or refused in the same way', () => {
    const parts = [
      'gato',
      '"o rato"',
      '"',
      '(',
      ')',
      '-',
      ' ',
      ' OR ',
      'or',
      'lang:',
      'pt',
      ':',
      '#',
      '@',
      '$',
      '~2',
      '👏',
      '\\',
    ];
    const queries = fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map(all => all.join(''));
    const tried = new SearchablePost(post('o gato e o rato 👏'), { users, media });
    let isRead = 0;
    fc.assert(
      fc.property(queries, query => {
        const problems = problemsOf(query);
        if (problems) return problems.length > 0 && problems.every(problem => /\(at position \d+\)$/.test(problem));
        isRead++;
        return typeof matcherOf(parseQuery(query), 'ignored')(tried) === 'boolean';
      }),
      { numRuns: 1000 },
    );
    expect(isRead).toBeGreaterThan(50);
  });

  function problemsOf(query: string, limit?: number): readonly string[] | undefined {
    try {
      parseQuery(query, limit);
    } catch (error) {
      if (error instanceof QueryProblems) return error.problems;
      throw error;
    }
    return undefined;
  }
});
