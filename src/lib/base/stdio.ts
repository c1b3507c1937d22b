import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Where text goes that a person asked to see. */
export interface TextOutput {
  /** Resolves when more may be written: a slow reader holds the writer back. */
  write(text: string): Promise<void>;
}

/** The process's standard output. */
export const standardOutput: TextOutput = { write: text => writeTo(process.stdout, text) };

/**
 * Resolves when more may be written.
 *
 * @internal whoever uses the library need not know the types of Node
 */
export async function writeTo(stream: Writable, data: string | Uint8Array): Promise<void> {
  if (!stream.write(data)) await once(stream, 'drain');
}
