import type { InputFile } from '../../formats/format.ts';

/** A file from here on is read when its turn comes. */
const SMALL_BYTES = 1 << 18;
const MOST_AHEAD = 16;

/**
 * Opens files in their order, and has the next small ones read meanwhile: to wait for each of ten thousand, on a disk or
 * in a bucket, would take longer than to work on what is in them.
 */
export async function* readAhead<F>(
  files: readonly F[],
  open: (file: F) => Promise<InputFile>,
): AsyncGenerator<{ file: F; input: () => Promise<InputFile> }> {
  const begun: Promise<InputFile>[] = [];
  for (const [i, file] of files.entries()) {
    while (begun.length < files.length && begun.length < i + MOST_AHEAD) {
      const started = begin(files[begun.length], open);
      started.catch(() => {}); // told to who asks for the file
      begun.push(started);
    }
    const input = begun[i];
    yield { file, input: () => input };
    delete begun[i]; // its bytes are not kept
  }
}

async function begin<F>(file: F, open: (file: F) => Promise<InputFile>): Promise<InputFile> {
  const input = await open(file);
  if (input.sizeBytes >= SMALL_BYTES) return input;
  const contents = wholeOf(input);
  contents.catch(() => {});
  return {
    name: input.name,
    sizeBytes: input.sizeBytes,
    async *chunks() {
      yield* await contents;
    },
    range: (from, to) => input.range(from, to),
  };
}

/** Read at once, unless the file has grown meanwhile. */
async function wholeOf(input: InputFile): Promise<Uint8Array[]> {
  if (input.sizeBytes > 0) {
    const bytes = await input.range(0, input.sizeBytes + 1);
    if (bytes.length <= input.sizeBytes) return [bytes];
  }
  const parts: Uint8Array[] = [];
  for await (const chunk of input.chunks()) parts.push(Uint8Array.from(chunk)); // it is good until the next is asked for
  return parts;
}
