import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { check, readCases } from './cases.ts';

for (const folder of ['cases', 'console-cases']) {
  describe(`recorded from Spark: ${folder}`, () => {
    const recordings = readCases(fileURLToPath(new URL(folder, import.meta.url)));
    test.for([...recordings])('%s', async ([file, given]) => {
      expect(await check(given), basename(file)).toBeUndefined();
    });
  });
}
