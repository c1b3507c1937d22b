import { expect, test } from 'vitest';
import { inventPosts, SHARES } from '../../src/lib/twitter/corpus/invented-posts.ts';
import { awkward, negativeSymbols, positiveSymbols } from '../../src/lib/twitter/corpus/phrases.ts';
import { compareIds, timeOfId } from '../../src/lib/twitter/post.ts';

const invented = inventPosts();
const distinct = [...new Map(invented.posts.map(post => [post.id, post])).values()];

test('the same seed gives the same posts, another seed others', () => {
  const small = (seed: number) => JSON.stringify(inventPosts({ seed, count: 200 }).posts);
  expect(small(7)).toBe(small(7));
  expect(small(7)).not.toBe(small(8));
});

test('moods have their exact shares', () => {
  const moods = [...invented.answers.values()].map(({ mood }) => mood);
  const share = (wanted: string) => moods.filter(mood => mood === wanted).length / moods.length;
  expect(distinct).toHaveLength(5000);
  expect([share('Positivo'), share('Negativo'), share('Neutro')]).toEqual([SHARES.Positivo, SHARES.Negativo, 0.4]);
});

test('the first emoticon between blanks is the answer, in every text', () => {
  const symbols = new Set([...positiveSymbols, ...negativeSymbols]);
  for (const { id, text } of distinct) {
    const found = text.split(/\s/).find(word => symbols.has(word)) ?? null;
    const mood = found === null ? 'Neutro' : positiveSymbols.includes(found) ? 'Positivo' : 'Negativo';
    expect(invented.answers.get(id), text).toMatchObject({ symbol: found, mood });
  }
});

test('what is awkward is there', () => {
  const texts = distinct.map(({ text }) => text);
  for (const part of awkward)
    expect(
      texts.some(text => text.includes(part)),
      part,
    ).toBe(true);
  expect(texts).toContain('');
  for (const part of ['RT @', '#Presidência', 'https://t.co/'])
    expect(texts.some(text => text.includes(part))).toBe(true);
  const about = [...invented.answers.values()].filter(({ isAboutPresidency }) => isAboutPresidency).length;
  expect(about / distinct.length).toBeGreaterThan(0.85);
  expect(about).toBeLessThan(distinct.length);
});

test('some come late, some twice, and ids tell the time', () => {
  const { posts, repeated, late } = invented;
  expect(posts.length - distinct.length).toBe(repeated.size);
  expect(repeated.size).toBeGreaterThan(50);
  expect(late.size).toBeGreaterThan(50);
  for (const id of repeated) expect(posts.filter(post => post.id === id)).toHaveLength(2);
  for (const { id, created_at } of distinct)
    expect(Math.floor(timeOfId(id) / 1000) * 1000).toBe(Date.parse(created_at));
  // Who takes the order of arrival for that of time is wrong in as many places as posts are late.
  const younger = posts.map((post, i) =>
    posts.slice(Math.max(0, i - 300), i).filter(earlier => compareIds(earlier.id, post.id) > 0),
  );
  expect(posts.filter((post, i) => late.has(post.id) && younger[i].length === 0)).toEqual([]);
  expect(new Set(distinct.map(({ created_at }) => created_at.slice(0, 10))).size).toBe(5);
});

test('authors, pictures and originals are known, and marks are where they are said to be', () => {
  const ids = new Set(distinct.map(({ id }) => id));
  for (const { text, author_id, attachments, referenced_tweets = [], entities = {} } of distinct) {
    expect(invented.users.has(author_id)).toBe(true);
    for (const key of attachments?.media_keys ?? []) expect(invented.media.has(key)).toBe(true);
    for (const { id } of referenced_tweets) expect(ids.has(id)).toBe(true);
    const points = [...text];
    const at = ({ start, end }: { start: number; end: number }) => points.slice(start, end).join('');
    for (const hashtag of entities.hashtags ?? []) expect(at(hashtag)).toBe(`#${hashtag.tag}`);
    for (const url of entities.urls ?? []) expect(at(url)).toBe(url.url);
    for (const mention of entities.mentions ?? []) {
      expect(at(mention)).toBe(`@${mention.username}`);
      expect(invented.users.get(mention.id!)?.username).toBe(mention.username);
    }
  }
});
