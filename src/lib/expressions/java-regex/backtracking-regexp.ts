import type { Matcher } from './backtrack.ts';

/**
 * A RegExp whose matches a `Matcher` finds: `exec`, `test`, `String.prototype.replace`, `match`, `matchAll` and
 * `search` all go through `exec`. Names of groups and the `d` flag mean nothing to it.
 */
export class BacktrackingRegExp extends RegExp {
  readonly matcher: Matcher;

  /** The second form is the one in which `matchAll` makes its own copy. */
  constructor(matcher: Matcher | BacktrackingRegExp, flags: string) {
    super('', flags);
    this.matcher = matcher instanceof BacktrackingRegExp ? matcher.matcher : matcher;
  }

  override exec(text: string): RegExpExecArray | null {
    const moves = this.global || this.sticky;
    const places = this.matcher.find(text, moves ? this.lastIndex : 0, this.sticky);
    if (moves) this.lastIndex = places ? places[1]! : 0;
    if (!places) return null;
    const groups = Array.from({ length: this.matcher.groupCount + 1 }, (_, group) =>
      places[2 * group]! < 0 ? undefined : text.slice(places[2 * group], places[2 * group + 1]),
    );
    return Object.assign(groups as [string, ...string[]], { index: places[0]!, input: text, groups: undefined });
  }
}
