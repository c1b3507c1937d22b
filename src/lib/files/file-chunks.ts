import { constants, openSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { RuntimeError } from '../base/errors.ts';
import { phrase } from '../base/messages/index.ts';
import { reasonOf } from '../base/system-error.ts';

/** Large enough that reading costs little, small enough to stay in the processor's cache on its way to a socket. */
const CHUNK_BYTES = 1 << 19;

/**
 * Bytes of something from its beginning, in pieces. A piece is written over when the next one is asked for.
 *
 * @param stopped aborted when nobody wants more; the pieces then end soon
 */
export type Chunks = (stopped: AbortSignal) => AsyncGenerator<Buffer>;

/**
 * Opens a file, or a named pipe.
 *
 * @returns each call reads the whole file anew
 * @throws RuntimeError `FILE_NOT_FOUND` or `READ_FAILED`, from here or while reading
 */
export async function openChunks(path: string): Promise<Chunks> {
  const found = await stat(path).catch(error => fail(error, path));
  if (found.isDirectory())
    throw new RuntimeError('READ_FAILED', { name: path, reason: phrase('REASON_FOLDER', { code: 'EISDIR' }) });
  if (found.isFIFO()) return stopped => streamChunks(openPipe(path), path, stopped);
  let opened: FileHandle | undefined = await openFile(path);
  return async function* chunks() {
    const file = opened ?? (await openFile(path));
    opened = undefined;
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    try {
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES).catch(error => fail(error, path));
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  };
}

/** Bytes [from, to) of a file of this machine. @throws RuntimeError as `openChunks` */
export async function readRange(path: string, from: number, to: number): Promise<Buffer> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file
      .read(Buffer.allocUnsafe(to - from), 0, to - from, from)
      .catch(error => fail(error, path));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * The rest of a stream.
 *
 * @param name of the stream, for the error
 * @throws RuntimeError `READ_FAILED` while reading
 */
export async function* streamChunks(stream: Readable, name: string, stopped: AbortSignal): AsyncGenerator<Buffer> {
  const stop = () => void stream.destroy(); // nothing else ends the wait for somebody to type
  stopped.addEventListener('abort', stop);
  if (stopped.aborted) stop();
  try {
    yield* stream;
  } catch (error) {
    if (!stopped.aborted) fail(error as Error, name);
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}

const openFile = (path: string): Promise<FileHandle> => open(path).catch(error => fail(error, path));

/** Read as a file, a pipe into which nobody writes would hold up a thread, and with it the end of the process. */
function openPipe(path: string): Readable {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return new Socket({ fd, readable: true, writable: false });
  } catch (error) {
    return fail(error as Error, path);
  }
}

function fail(error: NodeJS.ErrnoException, name: string): never {
  if (error.code === 'ENOENT') throw new RuntimeError('FILE_NOT_FOUND', { path: resolve(name) }, { cause: error });
  throw new RuntimeError('READ_FAILED', { name, reason: reasonOf(error) }, { cause: error });
}
