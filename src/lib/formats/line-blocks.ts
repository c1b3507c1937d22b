/** Files cut into blocks of whole lines: what is read at once, and what a batch shares its bytes with. */
import { RuntimeError } from '../base/errors.ts';

/** A separator that ends no line: the file is one block. */
export const NEVER = Buffer.alloc(0);

const LF = 10;
const CR = 13;
/** Some thousand lines: enough to spread the costs of a batch, little enough to stay in the processor's cache. */
const BLOCK_BYTES = 1 << 20;
/** A longer line could not become a string. */
const MOST_LINE_BYTES = 512 * 1024 * 1024;

/**
 * Takes pieces of a file and gives blocks that end where a line does, but for the last one. A block is its receiver's
 * to keep and to change.
 */
export class LineBlocks {
  readonly #separator: Uint8Array | undefined;
  readonly #name: string;
  readonly #rooms: ArrayBuffer[];
  #buffer: Buffer;
  #used = 0;
  /** Up to here no line ends. */
  #searched = 0;

  /**
   * @param name of the file, for the error
   * @param separator undefined for LF, CR and CRLF
   * @param rooms of earlier blocks that nobody needs any more; they are taken for further ones
   */
  constructor(name: string, separator?: Uint8Array, rooms: ArrayBuffer[] = []) {
    this.#name = name;
    this.#separator = separator;
    this.#rooms = rooms;
    this.#buffer = this.#roomFor(BLOCK_BYTES);
  }

  /** @throws RuntimeError `RECORD_TOO_LARGE` */
  *push(chunk: Uint8Array): Generator<Buffer> {
    for (let from = 0; from < chunk.length; ) {
      if (this.#used === this.#buffer.length) yield* this.#flush();
      const count = Math.min(chunk.length - from, this.#buffer.length - this.#used);
      this.#buffer.set(chunk.subarray(from, from + count), this.#used);
      this.#used += count;
      from += count;
    }
  }

  /** What is left: the last lines, of which the very last may have no end. */
  *finish(): Generator<Buffer> {
    const last = this.#buffer.subarray(0, this.#used);
    if (last.length * 2 > this.#buffer.length) yield last;
    else if (last.length > 0) {
      // Rows may be kept for long: those of a small file shall not keep a megabyte.
      const own = Buffer.allocUnsafeSlow(last.length);
      own.set(last);
      this.#rooms.push(this.#buffer.buffer as ArrayBuffer);
      yield own;
    }
  }

  *#flush(): Generator<Buffer> {
    const end = this.#lastLineEnd();
    if (end === 0) {
      if (this.#used >= MOST_LINE_BYTES) {
        throw new RuntimeError('RECORD_TOO_LARGE', { name: this.#name, limitBytes: MOST_LINE_BYTES });
      }
      this.#searched = this.#used;
      const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
      return;
    }
    const full = this.#buffer;
    const rest = full.subarray(end, this.#used);
    this.#buffer = this.#roomFor(Math.max(BLOCK_BYTES, rest.length * 2));
    this.#buffer.set(rest);
    this.#used = rest.length;
    this.#searched = 0;
    yield full.subarray(0, end);
  }

  #roomFor(sizeBytes: number): Buffer {
    const room = this.#rooms.pop();
    // One of a long line is let go: it would make a long block of short ones.
    return room?.byteLength === sizeBytes ? Buffer.from(room) : Buffer.allocUnsafeSlow(sizeBytes);
  }

  #lastLineEnd(): number {
    if (this.#separator === NEVER) return 0;
    const lines = this.#buffer.subarray(Math.max(0, this.#searched - (this.#separator?.length ?? 1)), this.#used);
    const before = this.#used - lines.length;
    const place = this.#separator ? lines.lastIndexOf(this.#separator) : lines.lastIndexOf(LF);
    if (place >= 0) return before + place + (this.#separator?.length ?? 1);
    if (this.#separator) return 0;
    // A CR at the very end may be half of a CRLF.
    const carriage = lines.subarray(0, -1).lastIndexOf(CR);
    return carriage < 0 ? 0 : before + carriage + 1;
  }
}

/** The blocks of a whole file. */
export async function* lineBlocks(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  separator?: Uint8Array,
  rooms?: ArrayBuffer[],
): AsyncGenerator<Buffer> {
  const blocks = new LineBlocks(name, separator, rooms);
  for await (const chunk of chunks) yield* blocks.push(chunk);
  yield* blocks.finish();
}

/** Calls with [start, end) of each line of a block, without what ends it. */
export function eachLine(
  block: Buffer,
  separator: Buffer | undefined,
  visit: (start: number, end: number) => void,
): void {
  if (separator) {
    for (let start = 0; start < block.length; ) {
      const found = block.indexOf(separator, start);
      const end = found < 0 ? block.length : found;
      visit(start, end);
      start = end + separator.length;
    }
    return;
  }
  for (let start = 0; start < block.length; ) {
    let end = start;
    while (end < block.length && block[end] !== LF && block[end] !== CR) end++;
    visit(start, end);
    start = block[end] === CR && block[end + 1] === LF ? end + 2 : end + 1;
  }
}
