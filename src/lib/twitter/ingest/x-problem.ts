import { isObject } from '../json.ts';

/** Why X gave nothing. */
export type XProblem =
  /** Too many requests; more are allowed from then on, in milliseconds since 1970 UTC. */
  | { readonly kind: 'rate'; readonly resetMs?: number }
  /** The posts of the month are read: trying again would not help. */
  | { readonly kind: 'cap'; readonly detail: string }
  /** The stream is open elsewhere. */
  | { readonly kind: 'second' }
  /** The stream has no rules. */
  | { readonly kind: 'no rules' }
  | { readonly kind: 'unauthorized' }
  /** What X does not allow or understand, in its words. */
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  | { readonly kind: 'server'; readonly status: number }
  | { readonly kind: 'network'; readonly reason: string; readonly code?: string };

/** An answer of X that is none, or none at all. */
export class XFailure extends Error {
  readonly problem: XProblem;

  constructor(problem: XProblem, options?: ErrorOptions) {
    super(problem.kind, options);
    this.problem = problem;
  }
}

/**
 * Tells the refusals of X apart; three different ones have status 429.
 *
 * @param body as it was parsed; anything
 * @param resetSeconds of `x-rate-limit-reset`
 */
export function problemOf(status: number, body: unknown, resetSeconds?: number): XProblem {
  const json = isObject(body) ? body : {};
  const text = (name: string) => (typeof json[name] === 'string' ? json[name] : '');
  if (isCap(text('title'), text('type'))) return { kind: 'cap', detail: text('detail') };
  if (text('connection_issue') === 'TooManyConnections') return { kind: 'second' };
  if (status === 429) return { kind: 'rate', ...(resetSeconds !== undefined && { resetMs: resetSeconds * 1000 }) };
  if (status === 409) return { kind: 'no rules' };
  if (status === 401) return { kind: 'unauthorized' };
  if (status >= 500) return { kind: 'server', status };
  return {
    kind: 'refused',
    status,
    detail: [text('title'), text('detail'), ...messages(json['errors'])].join(' ').trim(),
  };
}

export const isCap = (title: string, type: string): boolean =>
  title === 'UsageCapExceeded' || type.endsWith('/usage-capped');

/** What is wrong: with a parameter in its message, with a rule in its details. */
function messages(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  const all = errors.filter(isObject).flatMap(({ message, details = [] }) => [message, details].flat());
  return [...new Set(all)].filter(text => typeof text === 'string'); // two spellings of a rule are wrong in the same way
}
