import type { Command } from 'commander';
import { checkOutputMode } from '../lib/analysis/output-modes.ts';
import { UsageError } from '../lib/base/errors.ts';
import { Decimal } from '../lib/base/messages/index.ts';
import { parseTrigger, type TriggerOptions } from '../lib/engine/trigger.ts';
import { explainNode, explainTree } from '../lib/render/explain.ts';
import type { Io } from './io.ts';
import { addQueryOptions, type QueryOptions } from './query-options.ts';
import { openSession, socketLines } from './run-query.ts';
import { type WordQuery, wordCount, wordsByWindow } from './word-queries.ts';

const queries = [
  { query: wordCount, summary: 'WORDCOUNT_SUMMARY' },
  { query: wordsByWindow, summary: 'WINDOW_SUMMARY' },
] as const;

export function define(command: Command, io: Io): void {
  command
    .addHelpText('before', `${io.text('EXPLAIN_EXAMPLES')}\n`)
    .allowExcessArguments()
    .action((_options, { args: [name] }: Command) => {
      const names = queries.map(({ query }) => query.name).join(', ');
      if (name === undefined) throw new UsageError('EXPLAIN_NOTHING', { names });
      throw new UsageError('EXPLAIN_WHAT', { name, names });
    });
  for (const { query, summary } of queries) {
    addQueryOptions(command.command(query.name), io, query.defaults)
      .description(io.text(summary))
      .action((_input: string | undefined, options: QueryOptions) => explainQuery(io, query, options));
  }
}

/** Prints the plan, then refuses it where Spark would: who sees the plan understands the refusal. */
async function explainQuery(io: Io, query: WordQuery, options: QueryOptions): Promise<void> {
  const { mode, sink, json } = options;
  const session = openSession(io, options);
  const { plan } = query.frame(socketLines(session, options, options), options);
  const root = explainNode(plan, mode, io.language);
  const name = options.name ?? query.name;
  if (json) {
    const report = { name, outputMode: mode, sink, trigger: options.trigger ?? null, plan: root };
    await io.stdout.write(`${JSON.stringify(report)}\n`);
  } else {
    const trigger = triggerText(io, options.trigger);
    await io.stdout.write(`${io.text('EXPLAIN_QUERY', { name, mode, sink, trigger })}\n${explainTree(root)}`);
  }
  checkOutputMode(plan, mode);
}

function triggerText(io: Io, options: TriggerOptions | undefined): string {
  const trigger = options && parseTrigger(options);
  switch (trigger?.kind) {
    case 'once':
      return io.text('TRIGGER_ONCE');
    case 'availableNow':
      return io.text('TRIGGER_AVAILABLE_NOW');
    case 'processingTime':
      return io.text('TRIGGER_INTERVAL', { seconds: new Decimal(trigger.intervalMs / 1000) });
    default:
      return io.text('TRIGGER_AT_ONCE');
  }
}
