import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { RuntimeError } from '../base/errors.ts';

/** A file that text is added to. */
export interface AppendedFile {
  /** Resolves when more may be added. */
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file to add to; it is made where there is none.
 *
 * @throws RuntimeError `FILE_FAILED` with the path, from here or from any later call
 */
export async function appendTo(path: string): Promise<AppendedFile> {
  const stream = createWriteStream(path, { flags: 'a' });
  let failure: RuntimeError | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= new RuntimeError('FILE_FAILED', { path, reason: error.code ?? error.message }, { cause: error });
  });
  const check = () => {
    if (failure) throw failure;
  };
  await once(stream, 'ready').catch(check);
  check();
  return {
    async write(text) {
      check();
      if (!stream.write(text)) await once(stream, 'drain').catch(check);
    },
    async close() {
      check();
      stream.end();
      await finished(stream).catch(check);
    },
  };
}
