import { once } from 'node:events';

/** Where text goes that a person asked to see. */
export interface TextOutput {
  /** Resolves when more may be written: a slow reader holds the writer back. */
  write(text: string): Promise<void>;
}

/** The process's standard output. */
export const standardOutput: TextOutput = {
  async write(text) {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  },
};
