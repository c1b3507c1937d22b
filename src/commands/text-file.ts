import { openChunks } from '../lib/files/file-chunks.ts';

/** A file of this machine as text, without the mark that programs on Windows begin one with. @throws RuntimeError `FILE_NOT_FOUND`, `READ_FAILED` */
export async function readText(path: string, stopped: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  const read = await openChunks(path);
  for await (const chunk of read(stopped)) chunks.push(Buffer.from(chunk)); // it is written over by the next one
  const bytes = Buffer.concat(chunks);
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe; // PowerShell's > writes it
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}
