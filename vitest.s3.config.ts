import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// Against real servers, which are installed first where they are not yet: `npm run test:s3`.
export default defineConfig({ ...base, test: { ...base.test, include: ['test/s3/**/*.s3.ts'] } });
