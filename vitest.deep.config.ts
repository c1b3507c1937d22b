import { defineConfig, mergeConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** `npm run test:deep`: what `npm test` tries in part, here in full. It takes hours. */
export default mergeConfig(config, defineConfig({ test: { env: { XPTO_DEEP: 'yes' } } }));
