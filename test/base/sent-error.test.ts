import { expect, test } from 'vitest';
import { AnalysisError, RuntimeError, UsageError } from '../../src/lib/base/errors.ts';
import { languages, phrase } from '../../src/lib/base/messages/index.ts';
import { revivedError, sentError } from '../../src/lib/base/sent-error.ts';

const refused = phrase('COMPACT_FORMAT');
test.each([
  new RuntimeError('MALFORMED_RECORD_IN_FILE', { name: 'a.json', text: '{' }),
  new RuntimeError('COMPACT_FORMAT', { file: 'a.orc', reason: refused }),
  new UsageError('UNKNOWN_OPTION', { option: '--x', next: phrase('DID_YOU_MEAN', { closest: refused }) }),
  new AnalysisError('PATH_NOT_FOUND', { path: new URL('file:///nowhere') }),
])('%s is the same in another thread', error => {
  const there = revivedError(structuredClone(sentError(error)));
  expect(there).toBeInstanceOf(error.constructor);
  expect({ ...there, params: undefined, message: there.message }).toEqual({
    ...error,
    params: undefined,
    message: error.message,
  });
  for (const language of languages) expect(there.explain(language)).toEqual(error.explain(language));
});
