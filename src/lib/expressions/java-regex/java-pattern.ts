import type { Leads } from './leads.ts';

export interface JavaPattern {
  /** The pattern as Java reads it. */
  readonly pattern: string;
  /**
   * Matches what Java's `find()` matches, with the same groups. Its only flag is `g`: like Java, it looks for a match
   * at every UTF-16 unit, and after an empty match one unit on. All who ask for this pattern share it, so set
   * `lastIndex` before `exec`, `test` and `matchAll`; `replace` and `match` do so themselves. `matchAll` parses the
   * source again for each text, and with `\b` that is a page of ranges: prefer `javaMatches`. Groups have numbers
   * only; for names see `groupNames`.
   */
  readonly regexp: RegExp;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  /** The text that it matches when it is nothing but characters (`a b`, `\.`, `\Q..\E`); never empty. */
  readonly literal: string | undefined;
  /** How its matches begin; undefined where that rules out nothing. */
  readonly leads: Leads | undefined;
  /**
   * Set when it matches one of some ASCII characters, or a run of them, and nothing else: `\s+`, `[ .]`, `,|;`.
   * `members` has 128 places, of 1 and 0.
   */
  readonly asciiClass: { readonly members: Uint8Array; readonly repeated: boolean } | undefined;
}

/** The matches that Java finds one after the other. Whoever else uses the RegExp meanwhile does no harm. */
export function* javaMatches(text: string, { regexp }: JavaPattern): Generator<RegExpExecArray> {
  for (let at = 0; at <= text.length; ) {
    regexp.lastIndex = at;
    const match = regexp.exec(text);
    regexp.lastIndex = 0; // as whoever shares it expects
    if (!match) return;
    at = match.index + Math.max(match[0].length, 1);
    yield match;
  }
}
