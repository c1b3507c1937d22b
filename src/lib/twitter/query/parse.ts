/**
 * X's query language, for searches and for the rules of the stream:
 *
 *     either  := all ('OR' all)*                 what stands side by side binds first
 *     all     := part+
 *     part    := '-'? term | '(' either ')'      a group cannot be negated
 *     term    := word | "phrase" | "near words"~3 | #tag | @user | $cashtag | operator:value
 *
 * What X refuses is refused in its words, as programs look for them.
 *
 * @see docs.x.com, Build a query; Build a rule
 */
import { wordsOf } from './words.ts';

export type QueryNode =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly part: QueryNode }
  /** Words one after another, or, with a distance, all within that many words of each other. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly distance?: number }
  | { readonly kind: 'hashtag' | 'mention' | 'cashtag'; readonly name: string }
  | { readonly kind: 'operator'; readonly name: OperatorName; readonly value: string };

/** What is wrong with a query, in X's words; positions count from 1. */
export class QueryProblems extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join(', '));
    this.problems = problems;
  }
}

/** Those that may be all there is in a query, and those that only narrow others down, with the values they take. */
const STANDALONE = [
  'from',
  'to',
  'url',
  'retweets_of',
  'conversation_id',
  'in_reply_to_tweet_id',
  'retweets_of_tweet_id',
  'quotes_of_tweet_id',
] as const;
const NARROWING = {
  lang: /^[a-z]{2,3}(?:-[a-z]{2})?$/i,
  is: /^(?:retweet|reply|quote|verified|nullcast)$/i,
  has: /^(?:hashtags|cashtags|links|mentions|media|images|videos|video_link|geo)$/i,
  sample: /^(?:[1-9]\d?|100)$/,
} as const;
export type OperatorName = (typeof STANDALONE)[number] | keyof typeof NARROWING;

/** Words that X passes over: a query of nothing else would find everything. */
const STOP_WORDS = new Set(
  'a an and at but by com from http https if in is it its me my or rt the this to too via we www you'.split(' '),
);

/**
 * @param limit the longest query allowed, in characters
 * @throws QueryProblems where X refuses it
 */
export function parseQuery(query: string, limit = Number.POSITIVE_INFINITY): QueryNode {
  const length = [...query].length;
  if (length > limit) {
    throw new QueryProblems([`Rule length is ${length} and may be at most ${limit} (at position ${limit + 1})`]);
  }
  return new Parser(query).parse();
}

interface Token {
  readonly kind: '(' | ')' | 'OR' | 'term';
  readonly text: string;
  /** From 1. */
  readonly position: number;
  readonly isNegated: boolean;
}

/** A node with what decides whether it may stand alone. */
interface Parsed {
  readonly node: QueryNode;
  /** Whatever it finds holds something that X can look up. */
  readonly isAnchored: boolean;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  readonly #problems: string[] = [];
  #next = 0;
  /** Where the first operator is that cannot be alone. */
  #narrowingAt: number | undefined;
  #hasPositive = false;

  constructor(query: string) {
    this.#tokens = tokensOf(query, this.#problems);
    this.#end = query.length + 1;
  }

  parse(): QueryNode {
    this.#stopAtProblems();
    const parsed = this.#either();
    const rest = this.#tokens[this.#next];
    if (rest) this.#fail(`missing EOF at '${rest.text}'`, rest.position);
    this.#stopAtProblems();
    if (!parsed.isAnchored) this.#refuseUnanchored();
    return parsed.node;
  }

  #either(): Parsed {
    const parts = [this.#all()];
    while (this.#tokens[this.#next]?.kind === 'OR') {
      this.#next++;
      parts.push(this.#all());
    }
    if (parts.length === 1) return parts[0];
    // Each alternative is looked up by itself.
    return {
      node: { kind: 'any', parts: parts.map(({ node }) => node) },
      isAnchored: parts.every(part => part.isAnchored),
    };
  }

  #all(): Parsed {
    const parts: Parsed[] = [];
    for (;;) {
      const token = this.#tokens[this.#next];
      if (!token || token.kind === 'OR' || token.kind === ')') break;
      this.#next++;
      parts.push(token.kind === '(' ? this.#group(token) : this.#negatable(token));
    }
    const [first] = parts;
    if (!first) {
      const found = this.#tokens[this.#next];
      this.#fail(`no viable alternative at input '${found?.text ?? '<EOF>'}'`, found?.position ?? this.#end);
    }
    if (parts.length === 1) return first;
    return {
      node: { kind: 'all', parts: parts.map(({ node }) => node) },
      isAnchored: parts.some(part => part.isAnchored),
    };
  }

  #group(open: Token): Parsed {
    if (open.isNegated) this.#fail("no viable alternative at input '-('", open.position);
    const inner = this.#either();
    const close = this.#tokens[this.#next++];
    if (close?.kind !== ')') this.#fail("missing ')' at '<EOF>'", this.#end);
    return inner;
  }

  #negatable(token: Token): Parsed {
    const parsed = this.#term(token);
    if (!token.isNegated) {
      this.#hasPositive = true;
      return parsed;
    }
    if (parsed.node.kind === 'operator' && parsed.node.name === 'sample') {
      this.#fail("no viable alternative at input '-sample'", token.position);
    }
    return { node: { kind: 'not', part: parsed.node }, isAnchored: false };
  }

  #term({ text, position, isNegated }: Token): Parsed {
    if (text.startsWith('"')) return this.#phrase(text);
    const [, mark, name] = /^([#@$])(.+)$/u.exec(text) ?? [];
    if (mark === '#') return anchored({ kind: 'hashtag', name });
    if (mark === '@') return anchored({ kind: 'mention', name });
    if (mark === '$') return anchored({ kind: 'cashtag', name });
    const [, operator, value] = /^([^:"]+):(.*)$/su.exec(text) ?? [];
    if (operator !== undefined) return this.#operator(operator, unquoted(value), position, isNegated);
    if (/^(?:and|or)$/i.test(text)) this.#refuseConjunction(text.toLowerCase(), position);
    return wordsNode(wordsOf(text));
  }

  #phrase(text: string): Parsed {
    const [, phrase, distance] = /^"([^"]*)"(?:~(\d+))?$/su.exec(text)!;
    return wordsNode(wordsOf(phrase), distance === undefined ? undefined : Number(distance));
  }

  #operator(name: string, value: string, position: number, isNegated: boolean): Parsed {
    const known = name.toLowerCase();
    if ((STANDALONE as readonly string[]).includes(known) && value !== '') {
      return anchored({ kind: 'operator', name: known as OperatorName, value });
    }
    const values = Object.hasOwn(NARROWING, known) ? NARROWING[known as keyof typeof NARROWING] : undefined;
    if (!values?.test(value)) {
      const shown = values && value !== '' ? `${name}:${value}` : name;
      this.#problems.push(
        `Reference to invalid operator '${shown}'. Operator is not available in current product or product packaging. Please refer to complete available operator list at http://t.co/operators. (at position ${position})`,
      );
    }
    if (!isNegated) this.#narrowingAt ??= position;
    return { node: { kind: 'operator', name: known as OperatorName, value: value.toLowerCase() }, isAnchored: false };
  }

  #refuseConjunction(word: string, position: number): void {
    const join = word === 'and' ? 'Use a space' : 'Use OR (in upper case)';
    this.#problems.push(
      `Ambiguous use of ${word} as a keyword. ${join} to logically join two clauses, or "${word}" to find occurrences of ${word} in text (at position ${position})`,
    );
  }

  #refuseUnanchored(): never {
    if (!this.#hasPositive) this.#problems.push('Rules must contain a non-negation term (at position 1)');
    if (this.#narrowingAt !== undefined) {
      this.#problems.push(`is/has/lang cannot be used as a standalone operator (at position ${this.#narrowingAt})`);
    } else {
      this.#problems.push('Rules must contain at least one positive, non-stopword clause (at position 1)');
    }
    throw new QueryProblems(this.#problems);
  }

  /** What comes behind cannot be read. */
  #fail(message: string, position: number): never {
    throw new QueryProblems([...this.#problems, `${message} (at position ${position})`]);
  }

  #stopAtProblems(): void {
    if (this.#problems.length > 0) throw new QueryProblems(this.#problems);
  }
}

const anchored = (node: QueryNode): Parsed => ({ node, isAnchored: true });

const wordsNode = (words: readonly string[], distance?: number): Parsed => ({
  node: { kind: 'words', words, ...(distance !== undefined && { distance }) },
  isAnchored: words.some(word => !STOP_WORDS.has(word)),
});

const unquoted = (value: string): string => /^"([^"]*)"$/s.exec(value)?.[1] ?? value;

/** Parentheses, OR, and terms with what is in their quotes; a hyphen in front of a term negates it. */
function tokensOf(query: string, problems: string[]): Token[] {
  const tokens: Token[] = [];
  const token = /\s+|(?<negation>-?)(?<text>\(|(?:[^\s"()]*:)?"[^"]*"(?:~\d+)?|[^\s"()]+)|\)|"/suy;
  while (token.lastIndex < query.length) {
    const position = token.lastIndex + 1;
    const [whole, , text = whole] = token.exec(query)!;
    const isNegated = whole.startsWith('-') && whole.length > 1;
    if (/^\s/.test(whole)) continue;
    if (whole === '"') problems.push(`mismatched character '<EOF>' expecting '"' (at position ${position})`);
    else if (whole === '-') problems.push(`no viable alternative at input '-' (at position ${position})`);
    else if (text === '(' || text === ')') tokens.push({ kind: text, text, position, isNegated });
    else if (whole === 'OR') tokens.push({ kind: 'OR', text, position, isNegated });
    else tokens.push({ kind: 'term', text, position, isNegated });
  }
  return tokens;
}
