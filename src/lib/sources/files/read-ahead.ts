import type { Files } from '../../files/files.ts';
import type { InputFile } from '../../formats/format.ts';
import { readAtOnce } from '../../formats/inputs.ts';

/** A file from here on is read when its turn comes. */
const SMALL_BYTES = 1 << 18;
const MOST_AHEAD = 16;
/** So many that are read together come to a megabyte or less; two such groups are under way. */
const TOGETHER = 32;
const TOGETHER_BYTES = 1 << 20;
/** Fewer are not worth another thread. */
const MANY = 4 * TOGETHER;

/** A file whose size may be known. */
interface SizedFile {
  readonly sizeBytes?: number;
}

/** As `Files.readMany`. */
type ReadMany<F> = (files: readonly F[]) => ReturnType<NonNullable<Files['readMany']>>;

/**
 * Opens files in their order, and has the next small ones read meanwhile: to wait for each of ten thousand, on a disk or
 * in a bucket, would take longer than to work on what is in them.
 *
 * @param readMany where many may be read at once
 */
export async function* readAhead<F extends SizedFile>(
  files: readonly F[],
  open: (file: F) => Promise<InputFile>,
  readMany: ReadMany<F> = () => undefined,
): AsyncGenerator<{ file: F; input: () => Promise<InputFile> }> {
  const begun: Promise<InputFile>[] = [];
  const begin = (input: Promise<InputFile>): void => {
    input.catch(() => {}); // told to who asks for the file
    begun.push(input);
  };
  for (const [i, file] of files.entries()) {
    while (files.length >= MANY && begun.length < files.length && begun.length <= i + TOGETHER) {
      const group = groupFrom(files, begun.length);
      const contents = group.length > 1 ? readMany(group) : undefined;
      if (!contents) break;
      for (const [k, each] of group.entries()) begin(contents.then(found => opened(each, open, found[k])));
    }
    while (begun.length < files.length && begun.length < i + MOST_AHEAD) begin(opened(files[begun.length], open));
    const input = begun[i];
    yield { file, input: () => input };
    delete begun[i]; // its bytes are not kept
  }
}

function groupFrom<F extends SizedFile>(files: readonly F[], from: number): readonly F[] {
  let to = from;
  for (let sizeBytes = 0; to < Math.min(files.length, from + TOGETHER); to++) {
    sizeBytes += files[to].sizeBytes ?? TOGETHER_BYTES;
    if (sizeBytes >= TOGETHER_BYTES) break;
  }
  return files.slice(from, to);
}

/** @param known its bytes, where somebody has read them */
async function opened<F>(file: F, open: (file: F) => Promise<InputFile>, known?: Uint8Array): Promise<InputFile> {
  const input = await open(file);
  if (input.sizeBytes >= SMALL_BYTES) return input;
  const contents = known ? Promise.resolve(known) : wholeOf(input);
  contents.catch(() => {});
  return {
    name: input.name,
    sizeBytes: input.sizeBytes,
    async *chunks() {
      const bytes = await contents;
      if (bytes.length > 0) yield bytes;
    },
    range: async (from, to) => (await contents).subarray(from, Math.max(from, to)),
  };
}

async function wholeOf(input: InputFile): Promise<Uint8Array> {
  const bytes = await readAtOnce(input);
  if (bytes) return bytes;
  const parts: Uint8Array[] = [];
  for await (const chunk of input.chunks()) parts.push(Uint8Array.from(chunk)); // it is good until the next is asked for
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}
