import { errorsEn } from './errors.en.ts';
import type { ErrorKey, ErrorText } from './index.ts';

export const errorsPtBr: Record<ErrorKey, ErrorText> = errorsEn;
