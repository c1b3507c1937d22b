import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { RuntimeError } from '../base/errors.ts';
import { reasonOf } from '../base/system-error.ts';

/** A file that text is added to. */
export interface AppendedFile {
  /** Resolves when the operating system has it. */
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
  const fail = (error: NodeJS.ErrnoException) => {
    failure ??= new RuntimeError('FILE_FAILED', { path, reason: reasonOf(error) }, { cause: error });
  };
  stream.on('error', fail);
  const check = () => {
    if (failure) throw failure;
  };
  await once(stream, 'ready').catch(check);
  check();
  return {
    async write(text) {
      check();
      await new Promise<void>(resolve => {
        stream.write(text, error => {
          if (error) fail(error); // told here before it is told to everybody
          resolve();
        });
      });
      check();
    },
    async close() {
      check();
      stream.end();
      await finished(stream).catch(check);
    },
  };
}
