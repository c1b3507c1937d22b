import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// Tables of a lake in real engines, which are installed first where they are not yet: `npm run test:real`.
export default defineConfig({ ...base, test: { ...base.test, include: ['test/real/**/*.real.ts'], maxWorkers: 1 } });
