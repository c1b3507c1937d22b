import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Session } from 'xpto';
import type { UsageError } from '../../../src/lib/base/errors.ts';
import { say } from '../../../src/lib/base/messages/index.ts';
import { inventPosts } from '../../../src/lib/twitter/corpus/invented-posts.ts';
import { parseSymbols, type Symbols } from '../../../src/lib/twitter/ref/symbols.ts';
import { symbolOf } from '../../../src/lib/twitter/ref/tweets.ts';
import { root } from '../../support/process.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const course = (withEmoji = false) =>
  parseSymbols(read('exercises/raw-to-ref/symbols.json'), 'symbols.json', withEmoji);
const texts: [string, string | null][] = JSON.parse(read('test/twitter/ref/texts.json'));

async function found(given: readonly (string | null)[], symbols: Symbols): Promise<unknown[]> {
  const frame = new Session().createDataFrame(
    given.map(text => [text]),
    'text string',
  );
  return (await frame.selectExpr(`${symbolOf('text', symbols)} AS s`).collect()).map(({ s }) => s);
}

describe('the first symbol of a text', () => {
  test('is found, and only where it is one, in more than 100 texts', async () => {
    expect(texts.length).toBeGreaterThan(100);
    const answers = await found(
      texts.map(([text]) => text),
      course(),
    );
    expect(texts.map(([text], i) => [text, answers[i]])).toEqual(texts);
    expect(await found([null], course())).toEqual([null]);
  });

  test('is that of the invented posts', async () => {
    const { posts, answers } = inventPosts({ count: 2000, seed: 5 });
    const given = await found(
      posts.map(({ text }) => text),
      course(),
    );
    expect(given).toEqual(posts.map(({ id }) => answers.get(id)?.symbol));
  });

  test.each([
    ['faces', course(true), 'já 😀 :(', '😀'],
    ['no part of a face', course(true), '😮‍💨 :(', ':('],
    ['a heart of fire is no broken heart', course(true), '❤️‍🔥 ☹️', '☹'],
    ['letters', { positive: ['XD', ':3'], negative: ['D:'] }, 'EXD XDA 10:30 :3a xXD XD', 'XD'],
    ['a digit', { positive: ['XD', ':3'], negative: ['D:'] }, 'placar:3, às 8:3 e :3', ':3'],
    ['what closes a bracket', { positive: ['(:'], negative: ['):'] }, '(texto): e [a]): mas ):', '):'],
    ['the longest', { positive: [':)', ':))'], negative: [':)))'] }, 'a :))', ':))'],
    ['characters of patterns', { positive: ['^.^', '|o|'], negative: ['\\E$'] }, 'aEa \\E$ ^.^', '\\E$'],
  ])('of other lists: %s', async (_what, symbols, text, answer) => {
    expect(await found([text], symbols)).toEqual([answer]);
  });
});

describe('a list of symbols', () => {
  test('gives what it says, with faces or without', () => {
    const text = '\uFEFF{"Positivo": ["+"], "Negativo": [], "emoji": {"Positivo": ["😀"], "Negativo": ["😞"]}}';
    expect(parseSymbols(text, 's', false)).toEqual({ positive: ['+'], negative: [] });
    expect(parseSymbols(text, 's', true)).toEqual({ positive: ['+', '😀'], negative: ['😞'] });
  });

  test.each([
    ['{', /it is no JSON/],
    ['[]', /it is no object/],
    ['{"Positivo": [":)"]}', /"Negativo" is missing/],
    ['{"Positivo": ":)", "Negativo": []}', /"Positivo" is missing, or is not what it must be/],
    ['{"Positivo": [":)", 5], "Negativo": []}', /5 in "Positivo" is no symbol/],
    ['{"Positivo": ["a b"], "Negativo": []}', /"a b" in "Positivo"/],
    ['{"Positivo": [""], "Negativo": []}', /"" in "Positivo"/],
    ['{"Positivo": [":)"], "Negativo": [":)"]}', /":\)" is in it twice/],
    ['{"Positivo": [], "Negativo": []}', /it is empty/],
    ['{"positivo": [], "Negativo": []}', /it has "positivo", and knows only/],
    ['{"Positivo": [], "Negativo": [], "emoji": 1}', /"emoji" is missing/],
    ['{"Positivo": [":)"], "Negativo": [], "emoji": {"Positivo": [1]}}', /1 in "emoji.Positivo"/],
  ])('%s is refused', (text, message) => {
    try {
      parseSymbols(text, 'mine.json', false);
      expect.unreachable();
    } catch (error) {
      const { reason, name } = (error as UsageError).params;
      expect(name).toBe('mine.json');
      expect(say('en', reason as never)).toMatch(message);
    }
  });
});
