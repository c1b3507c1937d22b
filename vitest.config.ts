import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { xpto: fileURLToPath(new URL('./src/lib/index.ts', import.meta.url)) } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/build.ts',
    setupFiles: 'test/support/clean-up.ts',
    // Of what takes a second here; a machine that does other things, too, may need half a minute for it.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 45_000 } },
    // Files share what is loaded and compiled, which is a third of the time. No test may leave a trace.
    isolate: false,
    // Of two cores vitest would leave one for itself, which has little to do.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
