/** `npm run test:deep` takes its time: it tries everything where `npm test` tries some. */
export const isDeep = process.env['XPTO_DEEP'] === 'yes';

/** For tests that try many things one after the other. */
export const patient = { timeout: isDeep ? 6 * 3_600_000 : 300_000 };

/** All of them, or one in so many. */
export const some = <T>(all: readonly T[], oneIn: number): readonly T[] =>
  isDeep ? all : all.filter((_, i) => i % oneIn === 0);
