import type { Command } from 'commander';
import type { Io } from './io.ts';
import { addQueryOptions, type QueryOptions } from './query-options.ts';
import { runWordQuery } from './run-query.ts';
import { countWordsByWindow } from './word-queries.ts';
import { isExplicit } from './wordcount.ts';

export function define(command: Command, io: Io): void {
  addQueryOptions(command, io, { window: '10 minutes', slide: '5 minutes', truncate: false })
    .addHelpText('before', `${io.text('WINDOW_EXAMPLES')}\n`)
    .action((input: string | undefined, options: QueryOptions) => {
      if (options.mode !== 'complete') io.note(io.text('WINDOW_UNORDERED', { mode: options.mode }));
      return runWordQuery(io, countWordsByWindow, { ...options, input, explicit: isExplicit(command) });
    });
}
