/**
 * Text lines from a byte stream, for the socket and standard input. The offset is the number of the last line, "-1"
 * before the first, as Spark's socket counts. It cannot replay: lines are forgotten once their batch is committed,
 * and a restart goes on with what comes then.
 *
 * Bytes are kept as they arrive and cut into lines only when a batch asks for them, in large pieces. Reading pauses
 * while enough for a full batch is waiting, so that TCP or the pipe holds a fast sender back.
 */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { RuntimeError } from '../base/errors.ts';
import { repairUtf8 } from '../base/utf8.ts';
import { Batch } from '../columns/batch.ts';
import { splitLines } from '../columns/kernels.ts';
import type { Schema } from '../columns/types.ts';
import { BytesVector, LongVector } from '../columns/vector.ts';
import type { Offset, ReadLimit, Source, SourceContext } from './source.ts';

/** What is waiting for a batch when reading pauses. */
const FULL_BATCH_BYTES = 8 << 20;
/** Lines are found in pieces of about this size, which the processor's cache holds. */
const PIECE_BYTES = 1 << 19;
export const DEFAULT_MAX_LINE_BYTES = 16 << 20;

const LF = 10;
const CR = 13;

export interface LineOptions {
  /** Adds a column with the time at which each line was complete. */
  readonly includeTimestamp: boolean;
  /** A longer line is an error. */
  readonly maxLineBytes: number;
}

export const lineSchema = (includeTimestamp: boolean): Schema => [
  { name: 'value', type: 'string' },
  ...(includeTimestamp ? [{ name: 'timestamp', type: 'timestamp' } as const] : []),
];

interface Chunk {
  readonly bytes: Uint8Array;
  readonly arrivalMs: number;
}

/** Lines that were found: `batch` holds those numbered from `first` on. */
interface Piece {
  readonly first: number;
  readonly batch: Batch;
  readonly sizeBytes: number;
}

export class LineReader implements Source {
  ended = false;
  readonly #input: Readable;
  readonly #options: LineOptions;
  readonly #context: SourceContext;
  /** Whole lines, not yet cut. */
  #whole: Chunk[] = [];
  #wholeBytes = 0;
  /** What came behind the last end of a line. */
  #tail: Chunk[] = [];
  #tailBytes = 0;
  /** A CR has ended a line at the end of a chunk: an LF right behind it belongs to it. */
  #skipLf = false;
  #pieces: Piece[] = [];
  #pieceBytes = 0;
  #lineCount = 0;
  #waiting: (() => void)[] = [];

  constructor(input: Readable, options: LineOptions, context: SourceContext) {
    this.#input = input;
    this.#options = options;
    this.#context = context;
    input.on('data', (bytes: Buffer) => this.#receive(bytes));
    input.once('end', () => this.#end());
    input.once('error', error => context.onFailure(error));
  }

  async latestOffset(_start: Offset | undefined, limit: ReadLimit): Promise<Offset> {
    while (limit === 'full' && !this.ended && this.#waitingBytes() < FULL_BATCH_BYTES) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    this.#cut();
    return String(this.#lineCount - 1);
  }

  *read(start: Offset | undefined, end: Offset): Generator<Batch> {
    const [from, to] = [start === undefined ? 0 : Number(start) + 1, Number(end) + 1];
    for (const { first, batch } of this.#pieces) {
      const [low, high] = [Math.max(from - first, 0), Math.min(to - first, batch.length)];
      if (low < high) yield low === 0 && high === batch.length ? batch : batch.slice(low, high);
    }
  }

  commit(end: Offset): void {
    const next = Number(end) + 1;
    while (this.#pieces.length > 0 && this.#pieces[0].first + this.#pieces[0].batch.length <= next) {
      this.#pieceBytes -= this.#pieces.shift()!.sizeBytes;
    }
    if (this.#waitingBytes() < FULL_BATCH_BYTES) this.#input.resume();
  }

  async stop(): Promise<void> {
    this.#input.destroy();
  }

  #waitingBytes = (): number => this.#wholeBytes + this.#pieceBytes;

  #receive(received: Buffer): void {
    const bytes = this.#skipLf && received[0] === LF ? received.subarray(1) : received;
    this.#skipLf = false;
    const arrivalMs = this.#context.clock.nowMs();
    const lastEnd = Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR));
    if (lastEnd < 0) {
      this.#tail.push({ bytes, arrivalMs });
      this.#tailBytes += bytes.length;
      this.#checkLine(this.#tailBytes);
      return;
    }
    this.#skipLf = lastEnd === bytes.length - 1 && bytes[lastEnd] === CR;
    this.#whole.push(...this.#tail, { bytes: bytes.subarray(0, lastEnd + 1), arrivalMs });
    this.#wholeBytes += this.#tailBytes + lastEnd + 1;
    this.#tail = [{ bytes: bytes.subarray(lastEnd + 1), arrivalMs }];
    this.#tailBytes = bytes.length - lastEnd - 1;
    if (this.#waitingBytes() >= FULL_BATCH_BYTES) this.#input.pause();
    this.#changed();
  }

  /** A last line without an end counts when the input ends. */
  #end(): void {
    if (this.#tailBytes > 0) {
      this.#whole.push(...this.#tail, { bytes: Uint8Array.of(LF), arrivalMs: this.#context.clock.nowMs() });
      this.#wholeBytes += this.#tailBytes + 1;
      this.#tail = [];
      this.#tailBytes = 0;
    }
    this.ended = true;
    this.#changed();
  }

  #changed(): void {
    for (const wake of this.#waiting.splice(0)) wake();
    this.#context.onChange();
  }

  #checkLine(lengthBytes: number): void {
    const { maxLineBytes } = this.#options;
    if (lengthBytes <= maxLineBytes) return;
    this.#input.destroy();
    this.#context.onFailure(
      new RuntimeError('LINE_TOO_LONG', { line: this.#lineCount + 1, lengthBytes, maxLineBytes }),
    );
  }

  /** Finds the lines of what is whole. */
  #cut(): void {
    const chunks = this.#whole;
    if (chunks.length === 0) return;
    const all = Buffer.concat(
      chunks.map(chunk => chunk.bytes),
      this.#wholeBytes,
    );
    this.#whole = [];
    this.#wholeBytes = 0;
    const arrivals = new Arrivals(chunks);
    for (let from = 0; from < all.length; ) {
      const to = endOfLineFrom(all, Math.min(from + PIECE_BYTES, all.length) - 1);
      this.#addPiece(all.subarray(from, to), from, arrivals);
      from = to;
    }
  }

  #addPiece(given: Uint8Array, offset: number, arrivals: Arrivals): void {
    const { starts, ends, count } = splitLines(given);
    for (let line = 0; line < count; line++) this.#checkLine(ends[line] - starts[line]);
    const valid = isUtf8(given);
    const bytes = valid ? given : repairUtf8(given);
    // Ends of lines are found again where bytes moved; there are as many as before.
    const lines = valid ? { starts, ends } : splitLines(bytes);
    const value = new BytesVector('string', bytes, lines.starts, lines.ends, count);
    const columns = this.#options.includeTimestamp ? [value, arrivals.of(ends, offset, count)] : [value];
    const whole = new Batch(columns, count);
    for (const batch of whole.pieces()) {
      const sizeBytes = Math.ceil((bytes.length * batch.length) / count);
      this.#pieces.push({ first: this.#lineCount, batch, sizeBytes });
      this.#lineCount += batch.length;
      this.#pieceBytes += sizeBytes;
    }
  }
}

/** The place behind the first end of a line at or behind `from`; the text ends with one. */
function endOfLineFrom(text: Buffer, from: number): number {
  let at = from;
  while (text[at] !== LF && text[at] !== CR) at++;
  return text[at] === CR && text[at + 1] === LF ? at + 2 : at + 1;
}

/** When each byte of some chunks, one behind the other, arrived. */
class Arrivals {
  readonly #chunks: readonly Chunk[];
  #chunk = 0;
  #endOfChunk: number;

  constructor(chunks: readonly Chunk[]) {
    this.#chunks = chunks;
    this.#endOfChunk = chunks[0].bytes.length;
  }

  /** The arrival of the bytes at these places, which only grow from call to call; in microseconds. */
  of(places: Int32Array, offset: number, length: number): LongVector {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      while (places[i] + offset >= this.#endOfChunk) this.#endOfChunk += this.#chunks[++this.#chunk].bytes.length;
      values[i] = this.#chunks[this.#chunk].arrivalMs * 1000;
    }
    return new LongVector('timestamp', values, length);
  }
}
