import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Files } from '../../src/lib/files/files.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { askHere } from '../../src/lib/lake/ask-here.ts';
import type { QueryResult } from '../../src/lib/lake/result.ts';
import { idOf, postTime } from '../../src/lib/twitter/post.ts';
import { run, start } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'xpto-live-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = 40;
const [DAYS, PER_DAY] = [5, 20];
const FIRST_MS = Date.parse('2026-03-02T00:00:00Z');
const DAY_MS = 86_400_000;

/** A file of RAW, with as many tweets of each day. */
function tweetsOf(file: number): string {
  const lines: string[] = [];
  for (let i = 0; i < DAYS * PER_DAY; i++) {
    const atMs = FIRST_MS + (i % DAYS) * DAY_MS + (file * 1000 + i) * 100;
    lines.push(`${JSON.stringify({ id: idOf(atMs, i), text: `gato ${i} :)`, created_at: postTime(atMs) })}\n`);
  }
  return lines.join('');
}

const perDay = (files: Files): Promise<number[]> =>
  askHere(files, {
    question: () => 'SELECT count(*) FROM tweets GROUP BY ano, mes, dia',
    stopped: new AbortController().signal,
    onCopy: () => {},
    use: async ({ pages }: QueryResult) => {
      const counts: number[] = [];
      for await (const page of pages) counts.push(...page.map(([count]) => Number(count)));
      return counts;
    },
  });

test('while raw-to-ref writes, a question sees whole batches, and then merged files, each tweet once', async () => {
  const [raw, ref] = ['raw', 'ref'].map(name => join(folder, name));
  mkdirSync(raw);
  const put = (file: number) => {
    writeFileSync(join(raw, `.new-${file}`), tweetsOf(file));
    renameSync(join(raw, `.new-${file}`), join(raw, `tweets_${file}.json`));
  };
  put(0);
  const writing = start(['raw-to-ref', '--raw', raw, '--ref', ref, '--trigger', '0 seconds']);
  await writing.waitFor(/Batch 0:/);
  const files = await openFiles(ref);
  const seen: number[] = [];
  for (let file = 1; (seen.at(-1) ?? 0) < FILES * PER_DAY; ) {
    if (file < FILES && seen.at(-1) !== seen.at(-2)) put(file++); // what is seen brings the next
    const counts = await perDay(files);
    // A batch writes a file for each day: one of half a batch would show in the days.
    expect(counts).toEqual(Array(DAYS).fill(counts[0]));
    expect(counts[0]).toBeGreaterThanOrEqual(seen.at(-1) ?? 0);
    seen.push(counts[0]);
  }
  expect(new Set(seen).size).toBe(FILES); // each batch, and so it has really been asked meanwhile
  writing.signal('SIGINT');
  await writing.ended;
  // Files are merged and taken away under the questions.
  const merging = run(['compact', ref, '--all', '--last-batches']);
  let isMerged = false;
  void merging.then(() => {
    isMerged = true;
  });
  do {
    const counts = await perDay(files).catch(error => String(error.key));
    // With --last-batches whoever reads by the log may be refused; never is there a wrong answer.
    if (typeof counts !== 'string') expect(counts).toEqual(Array(DAYS).fill(FILES * PER_DAY));
  } while (!isMerged);
  expect(await merging).toMatchObject({ code: 0, stdout: expect.stringMatching(/files? became/) });
  expect(await perDay(files)).toEqual(Array(DAYS).fill(FILES * PER_DAY));
}, 120_000);
