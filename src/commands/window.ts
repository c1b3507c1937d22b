import type { Command } from 'commander';
import type { Io } from './io.ts';
import { addQueryOptions, type QueryOptions } from './query-options.ts';
import { runWordQuery } from './run-query.ts';
import { wordsByWindow } from './word-queries.ts';

export function define(command: Command, io: Io): void {
  addQueryOptions(command, io, wordsByWindow.defaults)
    .addHelpText('before', `${io.text('WINDOW_EXAMPLES')}\n`)
    .action((input: string | undefined, options: QueryOptions) => {
      if (options.mode !== 'complete') io.note(io.text('WINDOW_UNORDERED', { mode: options.mode }));
      return runWordQuery(io, command, wordsByWindow, input, options);
    });
}
