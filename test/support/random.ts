export { randomFrom } from '../../src/lib/base/random.ts';
