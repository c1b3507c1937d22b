import type { Spent } from './budget.ts';
import type { Unreadable } from './row.ts';

/** Where a run stands. */
export interface Progress {
  /** Posts of this run that were not known before. */
  readonly posts: number;
  readonly files: number;
  /** Posts that came again. */
  readonly duplicates: number;
  readonly edits: number;
  readonly deletes: number;
  /** Of the posts of this run, in milliseconds since 1970 UTC. */
  readonly oldestMs?: number;
  readonly newestMs?: number;
  /** Posts a second since the last time this was told. */
  readonly rate: number;
  readonly paid: number;
  readonly usd: number;
  /** Until the run ends by itself; undefined where it does not. */
  readonly leftMs?: number;
  /** How many posts it may still pay for; undefined where nothing limits them. */
  readonly leftPosts?: number;
}

/** What happens during a run, for whoever shows it. */
export type IngestEvent =
  | { readonly event: 'resumed'; readonly waiting: number; readonly files: number; readonly posts: number }
  | { readonly event: 'rules'; readonly added: readonly string[]; readonly removed: number; readonly foreign: number }
  | { readonly event: 'connected' }
  | { readonly event: 'disconnected'; readonly reason: string; readonly detail?: string; readonly code?: string }
  | { readonly event: 'waiting'; readonly why: 'network' | 'server' | 'rate' | 'second'; readonly leftMs: number }
  | { readonly event: 'file'; readonly name: string; readonly posts: number }
  | { readonly event: 'edit'; readonly id: string; readonly earlier: readonly string[] }
  | { readonly event: 'delete'; readonly id: string }
  | { readonly event: 'unreadable'; readonly why: Unreadable; readonly text: string }
  | { readonly event: 'gap'; readonly fromMs: number; readonly toMs: number }
  | { readonly event: 'gap filled'; readonly fromMs: number; readonly toMs: number; readonly posts: number }
  | {
      readonly event: 'gap left';
      readonly fromMs: number;
      readonly toMs: number;
      readonly why: 'budget' | 'too old' | 'time' | 'forgotten' | 'long';
    }
  | { readonly event: 'rechecked'; readonly looked: number; readonly gone: number }
  /** Why the run ends: a limit of its own, or that of X for the month. */
  | { readonly event: 'limit'; readonly limit: Spent | 'month' }
  /** The last one of a run comes when all is in RAW. */
  | ({ readonly event: 'progress'; readonly isLast?: true } & Progress);

export type IngestListener = (event: IngestEvent) => void;
