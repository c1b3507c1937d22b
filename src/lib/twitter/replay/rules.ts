import { isObject } from '../json.ts';
import { matcherOf, type PostMatcher, type SearchablePost } from '../query/match.ts';
import { parseQuery, QueryProblems } from '../query/parse.ts';
import { invalidRequest, Problem, TYPES } from './problems.ts';

const MOST_RULES = 1000;
const LONGEST_RULE = 1024;

export interface Rule {
  readonly id: string;
  readonly value: string;
  readonly tag?: string;
}

interface LiveRule extends Rule {
  readonly matches: PostMatcher;
}

/** An answer about rules, and its status. */
interface RulesAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The rules that choose what the filtered stream sends. */
export class Rules {
  readonly #rules = new Map<string, LiveRule>();
  readonly #nextId: () => string;

  constructor(nextId: () => string) {
    this.#nextId = nextId;
  }

  get isEmpty(): boolean {
    return this.#rules.size === 0;
  }

  get list(): Rule[] {
    return [...this.#rules.values()].map(told);
  }

  /** The rules that a post is sent for. */
  matching(post: SearchablePost): { id: string; tag: string }[] {
    const found: { id: string; tag: string }[] = [];
    for (const { id, tag = '', matches } of this.#rules.values()) if (matches(post)) found.push({ id, tag });
    return found;
  }

  /** @param body what was posted: rules to add, or to delete */
  change(body: unknown, isDryRun: boolean, sent: string): RulesAnswer {
    const { add, delete: remove } = isObject(body) ? body : {};
    if (Array.isArray(add) && add.length > 0 && remove === undefined) return this.#add(add, isDryRun, sent);
    const ids = isObject(remove) ? (remove['ids'] ?? remove['values']) : undefined;
    if (Array.isArray(ids) && add === undefined) return this.#delete(ids.map(String), isDryRun, sent);
    throw invalidRequest([
      { parameters: {}, message: 'Exactly one of add and delete has to be given, with something in it.' },
    ]);
  }

  #add(asked: readonly unknown[], isDryRun: boolean, sent: string): RulesAnswer {
    const errors: Record<string, unknown>[] = [];
    const valid: LiveRule[] = [];
    let isInvalid = false;
    for (const rule of asked) {
      const { value, tag } = isObject(rule) ? rule : {};
      if (typeof value !== 'string' || (tag !== undefined && typeof tag !== 'string')) {
        throw invalidRequest([{ parameters: {}, message: 'A rule has a value, which is a text, and may have a tag.' }]);
      }
      const known = [...this.#rules.values(), ...valid].find(other => other.value === value);
      const read = known ?? this.#read(value, tag);
      if (known) errors.push({ value, id: known.id, title: 'DuplicateRule', type: `${TYPES}/duplicate-rules` });
      else if ('matches' in read) valid.push(read);
      else {
        isInvalid = true;
        errors.push({ value, details: read.details, title: 'UnprocessableEntity', type: `${TYPES}/invalid-rules` });
      }
    }
    if (this.#rules.size + valid.length > MOST_RULES) throw rulesCapExceeded();
    // One that is invalid keeps out the others of its request, too.
    const created = isInvalid ? [] : valid;
    if (!isDryRun) for (const rule of created) this.#rules.set(rule.id, rule);
    const summary = {
      created: created.length,
      not_created: asked.length - created.length,
      valid: valid.length,
      invalid: asked.length - valid.length,
    };
    const body = {
      ...(created.length > 0 && { data: created.map(told) }),
      meta: { sent, summary },
      ...(errors.length > 0 && { errors }),
    };
    return { status: isInvalid ? 200 : 201, body };
  }

  #read(value: string, tag: string | undefined): LiveRule | { readonly details: readonly string[] } {
    try {
      const matches = matcherOf(parseQuery(value, LONGEST_RULE), 'told apart');
      return { id: this.#nextId(), value, ...(tag !== undefined && { tag }), matches };
    } catch (error) {
      if (error instanceof QueryProblems) return { details: error.problems };
      throw error;
    }
  }

  #delete(asked: readonly string[], isDryRun: boolean, sent: string): RulesAnswer {
    const ids = asked.map(
      wanted => [...this.#rules.values()].find(({ id, value }) => id === wanted || value === wanted)?.id,
    );
    const known = ids.filter(id => id !== undefined);
    if (!isDryRun) for (const id of known) this.#rules.delete(id);
    const missing = asked.filter((_, i) => ids[i] === undefined);
    const errors = missing.map(id => ({
      ...invalidRequest([{ parameters: { id: [id] }, message: 'Rule does not exist' }]).body,
    }));
    const summary = { deleted: known.length, not_deleted: missing.length };
    return { status: 200, body: { meta: { sent, summary }, ...(errors.length > 0 && { errors }) } };
  }
}

const told = ({ id, value, tag }: Rule): Rule => ({ id, value, ...(tag !== undefined && { tag }) });

const rulesCapExceeded = (): Problem =>
  new Problem(422, {
    title: 'RulesCapExceeded',
    detail: `Your App may have at most ${MOST_RULES} rules.`,
    type: `${TYPES}/rule-cap`,
  });
