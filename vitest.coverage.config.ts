import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// How much of what is durable the tests reach, on disks and in buckets: `npm run coverage`.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      'test/{files,checkpoint,state,sinks,sources,engine,dataframe}/**/*.test.ts',
      'test/crash/{damage,damage-files,disk-faults}.test.ts',
      'test/s3/**/*.s3.ts',
    ],
    coverage: {
      enabled: true,
      provider: 'v8', // that is '@vitest/coverage-v8'
      include: ['src/lib/{checkpoint,files,state}/*.ts', 'src/lib/{sinks,sources}/files/*.ts'],
      exclude: ['src/lib/files/read-thread.ts'], // runs in a thread, out of sight
      reporter: ['text'],
      thresholds: {
        branches: 98,
        lines: 98,
        'src/lib/{checkpoint,files,state,sinks/files}/*.ts': { branches: 100, lines: 100 },
      },
    },
  },
});
