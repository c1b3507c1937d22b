import { byCloseness } from '../../base/closest.ts';
import { UsageError } from '../../base/errors.ts';

/**
 * What goes wrong, and when.
 *
 * - drop: the streams that are open break off; disconnect: they are told, then ended; silence: nothing comes for a
 *   while, no sign of life either; split: rows come in pieces that end anywhere, in a character or before a line's end
 * - 429, cap, 503: every request is refused for a while
 * - duplicate: some posts are sent twice; late: some come that much later than their time
 * - edit, delete: so many of the newest posts are
 */
export type Fault =
  | { readonly kind: 'drop' | 'disconnect'; readonly atMs: number }
  | { readonly kind: 'silence' | '429' | 'cap' | '503' | 'split'; readonly atMs: number; readonly forMs: number }
  | { readonly kind: 'duplicate'; readonly atMs: number; readonly share: number }
  | { readonly kind: 'late'; readonly atMs: number; readonly byMs: number; readonly share: number }
  | { readonly kind: 'edit' | 'delete'; readonly atMs: number; readonly count: number };

const KINDS = [
  'drop',
  'disconnect',
  'silence',
  '429',
  'cap',
  '503',
  'duplicate',
  'late',
  'edit',
  'delete',
  'split',
] as const;

/** How long a refusal lasts where nothing is said; longer than the silence that X allows itself. */
const DEFAULT_FOR_MS = { '429': 15_000, cap: 15_000, '503': 15_000, silence: 30_000, split: Number.POSITIVE_INFINITY };
const DEFAULT_LATE_SHARE = 0.1;

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads `t+30 drop; t+45 429 20s; t+90 duplicate 5%; t+120 late 10m 10%; t+150 edit 3`. Times are in seconds, or say
 * their unit.
 *
 * @throws UsageError `FAULT_UNREADABLE`
 */
export function parseFaults(text: string): Fault[] {
  const parts = text.split(';').map(part => part.trim());
  return parts.filter(part => part !== '').map(parseFault);
}

function parseFault(text: string): Fault {
  const [, at, kind, ...rest] = /^t\+(\S+)\s+(\S+)(?:\s+(\S+))?(?:\s+(\S+))?$/.exec(text) ?? [];
  const atMs = durationMs(at);
  const fault =
    atMs === undefined
      ? undefined
      : faultOf(
          kind,
          atMs,
          rest.filter(word => word !== undefined),
        );
  if (fault) return fault;
  const kinds = byCloseness(kind ?? '', KINDS).join(', ');
  throw new UsageError('FAULT_UNREADABLE', { fault: text, kinds });
}

function faultOf(kind: string, atMs: number, words: readonly string[]): Fault | undefined {
  const [first, second] = words;
  switch (kind) {
    case 'drop':
    case 'disconnect':
      return first === undefined ? { kind, atMs } : undefined;
    case 'silence':
    case '429':
    case 'cap':
    case '503':
    case 'split': {
      const forMs = first === undefined ? DEFAULT_FOR_MS[kind] : durationMs(first);
      return forMs === undefined || second !== undefined ? undefined : { kind, atMs, forMs };
    }
    case 'duplicate': {
      const share = shareOf(first);
      return share === undefined || second !== undefined ? undefined : { kind, atMs, share };
    }
    case 'late': {
      const byMs = durationMs(first);
      const share = second === undefined ? DEFAULT_LATE_SHARE : shareOf(second);
      return byMs === undefined || share === undefined ? undefined : { kind, atMs, byMs, share };
    }
    case 'edit':
    case 'delete': {
      const isCount = /^[1-9]\d{0,5}$/.test(first ?? '1');
      return isCount && second === undefined ? { kind, atMs, count: Number(first ?? 1) } : undefined;
    }
    default:
      return undefined;
  }
}

function durationMs(text: string | undefined): number | undefined {
  const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)([smh])?$/.exec(text ?? '') ?? [];
  return count === undefined ? undefined : Number(count) * UNIT_MS[unit];
}

function shareOf(text: string | undefined): number | undefined {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text ?? '') ?? [];
  return percent === undefined || Number(percent) > 100 ? undefined : Number(percent) / 100;
}
