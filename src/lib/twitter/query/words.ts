/** A run of letters and digits, or one emoji with all that belongs to it; everything else only separates. */
const WORD =
  /[\p{L}\p{M}\p{N}_]+|\p{Regional_Indicator}{2}|\p{Extended_Pictographic}\p{Emoji_Modifier}?(?:\u200D\p{Extended_Pictographic}\p{Emoji_Modifier}?)*/gu;

/**
 * The words of a text, in small letters. A number sign or a hyphen only separates: `#a-b` is a and b. An emoji is the same
 * with and without the mark that asks for its colours.
 */
export const wordsOf = (text: string): string[] =>
  text.normalize('NFC').replaceAll('\uFE0F', '').toLowerCase().match(WORD) ?? [];

/** Without accents: `presidência` as `presidencia`, which is how search reads both. */
export const withoutAccents = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');
