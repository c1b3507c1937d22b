import type { TextKey } from './index.ts';
import { textsEn } from './texts.en.ts';

export const textsPtBr: Record<TextKey, string> = textsEn;
