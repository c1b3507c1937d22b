import type { NewFile } from './files.ts';

/** Writes all that a new file is to hold, and has it appear. Where that fails, nothing is left behind. */
export async function fillFile(file: NewFile, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of chunks) await file.write(chunk);
    await file.commit();
  } catch (error) {
    await file.abort();
    throw error;
  }
}
