import type { Command } from 'commander';
import type { TextKey } from '../lib/base/messages/index.ts';
import type { Io } from './io.ts';

/** A command as the list of commands knows it; its module is loaded only when it is run or explained. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: Extract<TextKey, `${string}_SUMMARY`>;
  readonly load: () => Promise<CommandModule>;
}

/** What a command's file exports: it fills a command with its options, its help and its action. */
interface CommandModule {
  readonly define: (command: Command, io: Io) => void;
}

/** All commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  { name: 'demo', summary: 'DEMO_SUMMARY', load: () => import('./demo.ts') },
  { name: 'netcat', summary: 'NETCAT_SUMMARY', load: () => import('./netcat.ts') },
  { name: 'wordcount', summary: 'WORDCOUNT_SUMMARY', load: () => import('./wordcount.ts') },
  { name: 'window', summary: 'WINDOW_SUMMARY', load: () => import('./window.ts') },
  { name: 'run', summary: 'RUN_SUMMARY', load: () => import('./run.ts') },
  { name: 'checkpoint', summary: 'CHECKPOINT_SUMMARY', load: () => import('./checkpoint.ts') },
  { name: 'state', summary: 'STATE_SUMMARY', load: () => import('./state.ts') },
  { name: 'compact', summary: 'COMPACT_SUMMARY', load: () => import('./compact.ts') },
  { name: 'lake', summary: 'LAKE_SUMMARY', load: () => import('./lake.ts') },
  { name: 'twitter-replay', summary: 'TWITTER_REPLAY_SUMMARY', load: () => import('./twitter-replay.ts') },
  { name: 'ingest-twitter', summary: 'INGEST_TWITTER_SUMMARY', load: () => import('./ingest-twitter.ts') },
  { name: 'raw-to-ref', summary: 'RAW_TO_REF_SUMMARY', load: () => import('./raw-to-ref.ts') },
  { name: 'ref-purge', summary: 'REF_PURGE_SUMMARY', load: () => import('./ref-purge.ts') },
  { name: 'athena-setup', summary: 'ATHENA_SETUP_SUMMARY', load: () => import('./athena-setup.ts') },
  { name: 'athena-query', summary: 'ATHENA_QUERY_SUMMARY', load: () => import('./athena-query.ts') },
  { name: 'explain', summary: 'EXPLAIN_SUMMARY', load: () => import('./explain.ts') },
];
