import { openChunks } from '../lib/files/file-chunks.ts';

/** A file of this machine as text. @throws RuntimeError `FILE_NOT_FOUND`, `READ_FAILED` */
export async function readText(path: string, stopped: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  const read = await openChunks(path);
  for await (const chunk of read(stopped)) chunks.push(Buffer.from(chunk)); // it is written over by the next one
  return Buffer.concat(chunks).toString();
}
