import { RuntimeError } from '../base/errors.ts';
import { reasonOf } from '../base/system-error.ts';
import type { ByteInput } from './byte-input.ts';
import { type LineOptions, LineReader, lineSchema } from './line-reader.ts';
import type { StreamDefinition } from './source.ts';

/** Lines from a byte stream that is open already, such as standard input. */
export const linesStream = (input: ByteInput, name: string, options: LineOptions): StreamDefinition => ({
  schema: lineSchema(options.includeTimestamp),
  description: `Lines[${name}]`,
  hasEnd: true,
  replays: false,
  open: context =>
    new LineReader(
      input,
      { ...options, onceReadsToEnd: true },
      {
        ...context,
        onFailure: error => context.onFailure(error instanceof RuntimeError ? error : readError(error, name)),
      },
    ),
});

const readError = (error: NodeJS.ErrnoException, name: string): RuntimeError =>
  new RuntimeError('READ_FAILED', { name, reason: reasonOf(error) }, { cause: error });
