import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { functionNames } from '../src/lib/expressions/registry.ts';

/** What SQL calls by a form of its own, and nobody by its name. */
const WRITTEN_OTHERWISE = new Set([
  'getitem',
  'struct as',
  'unary -',
  'product of',
  'likeany',
  'likeall',
  'notlikeany',
  'notlikeall',
]);

test('docs/functions.md lists every function, and none that there is not', () => {
  const text = readFileSync(new URL('../docs/functions.md', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^- (.*?)(?:: |$)/gm)].flatMap(([, names]) =>
    [...names.matchAll(/`([^`(]+)[^`]*`/g)].map(([, name]) => name),
  );
  expect(listed.toSorted()).toEqual(functionNames().filter(name => !WRITTEN_OTHERWISE.has(name)));
});
