import { afterAll } from 'vitest';
import { endAll } from './at-end.ts';

// Run for each test file. Support modules are loaded once for many: a hook of theirs would be of the first file alone.
afterAll(endAll);
