import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RuntimeError } from '../base/errors.ts';

/** Large enough that reading costs little, small enough to stay in the processor's cache on its way to a socket. */
const CHUNK_BYTES = 1 << 18;

/**
 * Opens a file, or a named pipe, to read it from its beginning.
 *
 * @returns gives its bytes; each call reads the whole file anew
 * @throws RuntimeError `FILE_NOT_FOUND` or `READ_FAILED`, from here or while reading
 */
export async function openChunks(path: string): Promise<() => AsyncGenerator<Buffer>> {
  let opened: FileHandle | undefined = await openFile(path);
  return async function* chunks() {
    const file = opened ?? (await openFile(path));
    opened = undefined;
    try {
      for (;;) {
        const bytes = await readChunk(file, path);
        if (bytes.length === 0) return;
        yield bytes;
      }
    } finally {
      await file.close();
    }
  };
}

async function openFile(path: string): Promise<FileHandle> {
  const file = await open(path).catch(error => {
    throw readError(error, path);
  });
  if (!(await file.stat()).isDirectory()) return file;
  await file.close();
  throw new RuntimeError('READ_FAILED', { name: path, reason: 'EISDIR' });
}

async function readChunk(file: FileHandle, path: string): Promise<Buffer> {
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES).catch(error => {
    throw readError(error, path);
  });
  const bytes = chunk.subarray(0, bytesRead);
  return bytesRead < CHUNK_BYTES / 2 ? Buffer.from(bytes) : bytes; // who keeps little shall not keep the whole chunk
}

function readError(error: NodeJS.ErrnoException, path: string): RuntimeError {
  if (error.code === 'ENOENT') return new RuntimeError('FILE_NOT_FOUND', { path: resolve(path) }, { cause: error });
  return new RuntimeError('READ_FAILED', { name: path, reason: error.code ?? error.message }, { cause: error });
}
