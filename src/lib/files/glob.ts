/*
 * Patterns of paths, as Hadoop writes them: `*` and `?` within a name, `[a-c]`, `[^a]`, `{json,csv}` (also nested, also
 * with a `/` in it), and `\` before a character that stands for itself.
 *
 * A pattern is a small program, run over the text with all the states that it can be in at once (Thompson's way), so a
 * match takes at most length of the text × length of the pattern steps, whatever the pattern. Translated to a regular
 * expression, or with its braces expanded, a hostile one would take for ever.
 */
import { UsageError } from '../base/errors.ts';

export interface Glob {
  matches(path: string): boolean;
  /** False when no path that begins with this text can match. */
  mayMatchUnder(beginning: string): boolean;
}

type Step =
  | { readonly op: 'take'; readonly accepts: (character: string) => boolean }
  /** Goes on at several places. */
  | { readonly op: 'fork'; readonly targets: number[] }
  | { readonly op: 'end' };

/** Whether a path has something in it that only a pattern has. */
export const isGlob = (path: string): boolean => /[*?[\]{}]/.test(path);

/** @throws UsageError `INVALID_GLOB` */
export function parseGlob(pattern: string): Glob {
  const steps = new Compiler(pattern).compile();
  const run = (text: string): Set<number> => {
    let states = follow(steps, [0]);
    for (const character of text) {
      const next: number[] = [];
      for (const state of states) {
        const step = steps[state];
        if (step.op === 'take' && step.accepts(character)) next.push(state + 1);
      }
      if (next.length === 0) return new Set();
      states = follow(steps, next);
    }
    return states;
  };
  return {
    matches: path => run(path).has(steps.length - 1),
    mayMatchUnder: beginning => run(beginning).size > 0,
  };
}

/** The states that can be reached without a character. */
function follow(steps: readonly Step[], from: readonly number[]): Set<number> {
  const reached = new Set<number>();
  const left = [...from];
  for (let state = left.pop(); state !== undefined; state = left.pop()) {
    if (reached.has(state)) continue;
    reached.add(state);
    const step = steps[state];
    if (step.op === 'fork') left.push(...step.targets);
  }
  return reached;
}

class Compiler {
  readonly #pattern: string;
  readonly #characters: readonly string[];
  readonly #steps: Step[] = [];
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#characters = [...pattern];
  }

  compile(): readonly Step[] {
    /** For each brace that is open: where its alternatives begin, and the jumps behind it. */
    const open: { starts: number[]; ends: number[][] }[] = [];
    while (this.#at < this.#characters.length) {
      const character = this.#characters[this.#at++];
      const brace = open[open.length - 1];
      if (character === '*') this.#star();
      else if (character === '?') this.#take(other => other !== '/');
      else if (character === '[') this.#take(this.#class());
      else if (character === '{') {
        const starts: number[] = [];
        this.#steps.push({ op: 'fork', targets: starts });
        starts.push(this.#steps.length);
        open.push({ starts, ends: [] });
      } else if (character === ',' && brace) {
        brace.ends.push(this.#jump());
        brace.starts.push(this.#steps.length);
      } else if (character === '}' && brace) {
        open.pop();
        for (const end of brace.ends) end.push(this.#steps.length);
      } else {
        const itself = character === '\\' ? this.#characters[this.#at++] : character;
        if (itself === undefined) this.#refuse('\\');
        this.#take(other => other === itself);
      }
    }
    if (open.length > 0) this.#refuse('{');
    this.#steps.push({ op: 'end' });
    return this.#steps;
  }

  #take(accepts: (character: string) => boolean): void {
    this.#steps.push({ op: 'take', accepts });
  }

  #jump(): number[] {
    const targets: number[] = [];
    this.#steps.push({ op: 'fork', targets });
    return targets;
  }

  /** Any number of characters, none too. */
  #star(): void {
    const start = this.#steps.length;
    this.#steps.push({ op: 'fork', targets: [start + 1, start + 3] });
    this.#take(character => character !== '/');
    this.#steps.push({ op: 'fork', targets: [start] });
  }

  #class(): (character: string) => boolean {
    const isNegated = this.#characters[this.#at] === '^' || this.#characters[this.#at] === '!';
    if (isNegated) this.#at++;
    const ranges: [string, string][] = [];
    const next = (): string => {
      const character = this.#characters[this.#at++];
      return character === '\\' ? this.#characters[this.#at++] : character;
    };
    while (this.#characters[this.#at] !== ']' || ranges.length === 0) {
      if (this.#at >= this.#characters.length) this.#refuse('[');
      const from = next();
      const isRange = this.#characters[this.#at] === '-' && this.#characters[this.#at + 1] !== ']';
      if (isRange) this.#at++;
      const to = isRange ? next() : from;
      if (from === undefined || to === undefined) this.#refuse('[');
      ranges.push([from, to]);
    }
    this.#at++;
    const codes = ranges.map(range => range.map(end => end.codePointAt(0)!));
    return character => {
      const code = character.codePointAt(0)!;
      return character !== '/' && codes.some(([from, to]) => from <= code && code <= to) !== isNegated;
    };
  }

  #refuse(near: string): never {
    throw new UsageError('INVALID_GLOB', { pattern: this.#pattern, near });
  }
}
