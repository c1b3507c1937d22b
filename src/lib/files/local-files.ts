import { once } from 'node:events';
import { createWriteStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * The file itself, or the files of a folder by name: without those in folders of it, and without those whose names begin
 * with `.` or `_`, which by Hadoop's custom are no data.
 *
 * @returns undefined when there is nothing at the path
 */
export function filesOf(path: string): string[] | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found && [path];
  const names = readdirSync(path, { withFileTypes: true })
    .filter(entry => entry.isFile() && !/^[._]/.test(entry.name))
    .map(entry => entry.name);
  return names.sort().map(name => join(path, name));
}
