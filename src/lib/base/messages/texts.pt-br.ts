import type { TextKey } from './index.ts';

export const textsPtBr: Record<TextKey, string> = {
  LATE_ROWS_DROPPED: '{count} linhas atrasadas descartadas',
};
