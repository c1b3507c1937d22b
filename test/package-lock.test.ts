import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// A registry that has not every platform's packages makes npm leave them out without a word; `npm ci` then refuses
// the lock file, there and on the platforms that were left out.
test('the lock file has every package that it names, for every platform', () => {
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
  const missing = Object.entries<Record<string, Record<string, string>>>(packages).flatMap(
    ([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        name => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      ),
  );
  expect(missing).toEqual([]);
});
