import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// How much of what is durable the tests reach, on disks and in buckets: `npm run coverage`.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      'test/{files,checkpoint,state,sinks,sources,engine}/**/*.test.ts',
      'test/crash/{damage,damage-files,disk-faults}.test.ts',
      'test/s3/**/*.s3.ts',
    ],
    coverage: {
      enabled: true,
      provider: 'v8', // that is '@vitest/coverage-v8'
      include: [
        'src/lib/files/{local,memory,s3}-*.ts',
        'src/lib/files/{disk,failures,node-disk,open-files,paths}.ts',
        'src/lib/{checkpoint,state}/*.ts',
        'src/lib/{sinks,sources}/files/*.ts',
      ],
      reporter: ['text'],
      thresholds: { branches: 94, lines: 97, 'src/lib/checkpoint/*.ts': { branches: 100, lines: 100 } },
    },
  },
});
