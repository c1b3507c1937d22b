import type { Command } from 'commander';
import type { Io } from './io.ts';
import { addQueryOptions, type QueryOptions } from './query-options.ts';
import { runWordQuery } from './run-query.ts';
import { wordCount } from './word-queries.ts';

export function define(command: Command, io: Io): void {
  addQueryOptions(command, io, wordCount.defaults)
    .addHelpText('before', `${io.text('WORDCOUNT_EXAMPLES')}\n`)
    .action((input: string | undefined, options: QueryOptions) => runWordQuery(io, command, wordCount, input, options));
}
