import type { Command } from 'commander';
import type { Io } from './io.ts';
import { addQueryOptions, type QueryOptions } from './query-options.ts';
import { runWordQuery } from './run-query.ts';
import { countWords } from './word-queries.ts';

export function define(command: Command, io: Io): void {
  addQueryOptions(command, io, { truncate: true })
    .addHelpText('before', `${io.text('WORDCOUNT_EXAMPLES')}\n`)
    .action((input: string | undefined, options: QueryOptions) =>
      runWordQuery(io, countWords, { ...options, input, explicit: isExplicit(command) }),
    );
}

/** Was a host or a port asked for? Then standard input is not meant, even if it is a pipe. */
export const isExplicit = (command: Command): boolean =>
  ['host', 'port'].some(option => command.getOptionValueSource(option) === 'cli');
