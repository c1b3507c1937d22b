import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/lib/base/errors.ts';
import { errorsEn } from '../../src/lib/base/messages/errors.en.ts';
import { errorsPtBr } from '../../src/lib/base/messages/errors.pt-br.ts';
import {
  Decimal,
  type ErrorKey,
  type ErrorText,
  languages,
  phrase,
  renderError,
  say,
  text,
} from '../../src/lib/base/messages/index.ts';
import { textsEn } from '../../src/lib/base/messages/texts.en.ts';
import { textsPtBr } from '../../src/lib/base/messages/texts.pt-br.ts';
import { root } from '../support/process.ts';

/** These say nothing that could be said in another way: only what is put into them, or words of Spark. */
const SAME_IN_BOTH = new Set(['USAGE', 'USER_RAISED_EXCEPTION']);

const errors = Object.keys(errorsEn) as ErrorKey[];
const texts = Object.keys(textsEn) as (keyof typeof textsEn)[];

describe('the texts in Portuguese', () => {
  test('have the order of the English ones', () => {
    expect(Object.keys(errorsPtBr)).toEqual(errors);
    expect(Object.keys(textsPtBr)).toEqual(texts);
  });

  test('are all translated', () => {
    const isMissing = (key: string, en: ErrorText | string, pt: ErrorText | string) =>
      !SAME_IN_BOTH.has(key) && JSON.stringify(en) === JSON.stringify(pt);
    expect([
      ...errors.filter(key => isMissing(key, textOf(errorsEn[key]), textOf(errorsPtBr[key]))),
      ...texts.filter(key => isMissing(key, textsEn[key], textsPtBr[key])),
    ]).toEqual([]);
    expect([...SAME_IN_BOTH].filter(key => !Object.hasOwn({ ...errorsEn, ...textsEn }, key))).toEqual([]);
  });

  test('have the placeholders of the English ones, line by line', () => {
    const lines = ({ message, hints = [] }: ErrorText) => [message, ...hints].map(placeholders);
    for (const key of errors) expect(lines(errorsPtBr[key]), key).toEqual(lines(errorsEn[key]));
    for (const key of texts) expect(placeholders(textsPtBr[key]), key).toEqual(placeholders(textsEn[key]));
  });

  test('keep what the reader is to type', () => {
    const command =
      /xpto (?:netcat|wordcount|window)(?: (?:--?[a-z-]+|\d[\d/s]*|"\d+ minutes?"|complete|append|localhost))*/g;
    const typed = (line: string) => line.match(command) ?? [];
    const lines = (errorText: ErrorText) => [errorText.message, ...(errorText.hints ?? [])].flatMap(typed);
    for (const key of errors) expect(lines(errorsPtBr[key]), key).toEqual(lines(errorsEn[key]));
    for (const key of texts) expect(typed(textsPtBr[key]), key).toEqual(typed(textsEn[key]));
  });
});

describe.each(languages)('what is printed in %s', language => {
  test('has its placeholders filled', () => {
    const { message, hints } = renderError('CONNECTION_REFUSED', { host: 'h', port: 1 }, language);
    expect(message).toContain('h:1');
    expect(hints[0]).toContain('xpto netcat -lk 1');
  });

  test('has the phrases in it in the same language', () => {
    const error = new UsageError('INVALID_OPTION_VALUE', {
      option: 'numRows',
      value: -1,
      allowed: phrase('ALLOWED_COUNT', { least: 0 }),
    });
    const allowed = text(language, 'ALLOWED_COUNT', { least: 0 });
    expect(error.explain(language).message).toMatch(new RegExp(`numRows .* -1; .* ${allowed}\\.$`));
    expect(say(language, phrase('EMPTY_NO_CHANGE', { mode: phrase('NONE') }))).toMatch(
      language === 'en' ? /^none: / : /^nenhum: /,
    );
  });
});

test.each([
  [1, 0.5, '1 row in 0.5 s, on this machine: no charge.', '1 linha em 0,5 s, nesta máquina: sem custo.'],
  [0, '12.0', '0 rows in 12.0 s, on this machine: no charge.', '0 linhas em 12,0 s, nesta máquina: sem custo.'],
  ['1.000', 1, '1.000 rows in 1 s, on this machine: no charge.', '1.000 linhas em 1 s, nesta máquina: sem custo.'],
])('%j of something, and %j with its fraction, are said as in the language', (rows, seconds, en, pt) => {
  const said = phrase('QUERY_DONE_LOCAL', { rows, seconds: new Decimal(seconds) });
  expect(languages.map(language => say(language, said))).toEqual([en, pt]);
});

test('every text is used', () => {
  const source = sourceOutsideOf('messages');
  // A condition's class may be named by itself: `DATATYPE_MISMATCH.${what}`.
  const isUsed = (key: string) =>
    [key, key.slice(key.indexOf('.') + 1)].some(name =>
      new RegExp(`['"\`]${name.replaceAll('.', '\\.')}['"\`]`).test(source),
    );
  expect([...errors, ...texts].filter(key => !isUsed(key))).toEqual([]);
});

const textOf = ({ message, hints }: ErrorText): ErrorText => ({ message, hints });
const placeholders = (line: string): string[] => [...new Set(line.match(/\{\w+/g))].sort();

function sourceOutsideOf(folder: string): string {
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  return files
    .filter(file => file.isFile() && file.name.endsWith('.ts') && !file.parentPath.endsWith(folder))
    .map(file => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('\n');
}
