/**
 * Text lines from a byte stream, for the socket and standard input. The offset is the number of the last line, "-1"
 * before the first, as Spark's socket counts. It cannot replay: lines are forgotten once their batch is committed,
 * and a restart goes on with what comes then.
 *
 * Bytes are cut into lines in large pieces: when a batch asks for them, or when enough for a piece has come. Reading
 * pauses while enough for a full batch is waiting, so that TCP or the pipe holds a fast sender back.
 */
import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { RuntimeError } from '../base/errors.ts';
import { repairUtf8 } from '../base/utf8.ts';
import { Batch } from '../columns/batch.ts';
import { splitLines } from '../columns/kernels.ts';
import type { Schema } from '../columns/types.ts';
import { BytesVector, LongVector } from '../columns/vector.ts';
import type { ByteInput } from './byte-input.ts';
import type { Offset, ReadLimit, Source, SourceContext } from './source.ts';

/** What is waiting for a batch when reading pauses. */
const FULL_BATCH_BYTES = 12 << 20;
/** Lines are found in pieces of about this size: what is made of one still lies in the processor's cache. */
const PIECE_BYTES = 1 << 18;
const FIRST_BLOCK_BYTES = 1 << 13;
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

/** What came before byte `end` of the block had come by then. */
interface Arrival {
  readonly end: number;
  readonly timeMs: number;
}

/** Lines that were found: `batch` holds those numbered from `first` on. */
interface Piece {
  readonly first: number;
  readonly batch: Batch;
  readonly sizeBytes: number;
}

export class LineReader implements Source {
  ended = false;
  readonly #input: ByteInput;
  readonly #options: LineOptions;
  readonly #context: SourceContext;
  /** What came since lines were last cut: `#wholeBytes` of whole lines, then the beginning of the next. */
  #block = Buffer.allocUnsafeSlow(FIRST_BLOCK_BYTES);
  #usedBytes = 0;
  #wholeBytes = 0;
  #arrivals: Arrival[] = [];
  /** The last line cut ended in CR, and nothing came since: an LF next belongs to it. */
  #skipLf = false;
  #pieces: Piece[] = [];
  #pieceBytes = 0;
  /** The part of `#pieceBytes` that the running batch reads. */
  #inWorkBytes = 0;
  #lineCount = 0;
  #waiting: (() => void)[] = [];

  constructor(input: ByteInput, options: LineOptions, context: SourceContext) {
    this.#input = input;
    this.#options = options;
    this.#context = context;
    input.start({
      data: bytes => this.#receive(bytes),
      end: () => this.#end(),
      failed: error => context.onFailure(error),
    });
  }

  async latestOffset(_start: Offset | undefined, limit: ReadLimit): Promise<Offset> {
    while (limit === 'full' && !this.ended && this.#waitingBytes() < FULL_BATCH_BYTES) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    this.#cut();
    return String(this.#lineCount - 1);
  }

  async *read(start: Offset | undefined, end: Offset): AsyncGenerator<Batch> {
    const [from, to] = [start === undefined ? 0 : Number(start) + 1, Number(end) + 1];
    const pieces = this.#pieces.filter(({ first, batch }) => first < to && first + batch.length > from);
    // The next batch comes in while this one is worked on.
    this.#inWorkBytes = pieces.reduce((total, piece) => total + piece.sizeBytes, 0);
    this.#resume();
    for (const { first, batch } of pieces) {
      const [low, high] = [Math.max(from - first, 0), Math.min(to - first, batch.length)];
      yield low === 0 && high === batch.length ? batch : batch.slice(low, high);
      if (pieces.length > 1 && !this.ended) await setImmediate();
    }
  }

  commit(end: Offset): void {
    const next = Number(end) + 1;
    while (this.#pieces.length > 0 && this.#pieces[0].first + this.#pieces[0].batch.length <= next) {
      this.#pieceBytes -= this.#pieces.shift()!.sizeBytes;
    }
    this.#inWorkBytes = 0;
    this.#resume();
  }

  async stop(): Promise<void> {
    this.#input.stop();
  }

  #waitingBytes = (): number => this.#wholeBytes + this.#pieceBytes - this.#inWorkBytes;

  #resume(): void {
    if (this.#waitingBytes() < FULL_BATCH_BYTES) this.#input.resume();
  }

  #receive(received: Buffer): void {
    const bytes = this.#skipLf && received[0] === LF ? received.subarray(1) : received;
    this.#skipLf = false;
    this.#append(bytes);
    const lastEnd = lastEndOfLine(bytes);
    if (lastEnd < 0) {
      this.#checkLine(this.#usedBytes - this.#wholeBytes);
      return;
    }
    this.#wholeBytes = this.#usedBytes - bytes.length + lastEnd + 1;
    if (this.#wholeBytes >= PIECE_BYTES) this.#cut();
    if (this.#waitingBytes() >= FULL_BATCH_BYTES) this.#input.pause();
    this.#changed();
  }

  #append(bytes: Uint8Array): void {
    const used = this.#usedBytes + bytes.length;
    if (used > this.#block.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(used, this.#block.length * 2));
      larger.set(this.#block.subarray(0, this.#usedBytes));
      this.#block = larger;
    }
    this.#block.set(bytes, this.#usedBytes);
    this.#usedBytes = used;
    if (this.#options.includeTimestamp) this.#arrivals.push({ end: used, timeMs: this.#context.clock.nowMs() });
  }

  /** A last line without an end counts when the input ends. */
  #end(): void {
    if (this.#usedBytes > this.#wholeBytes) this.#append(Uint8Array.of(LF));
    this.#wholeBytes = this.#usedBytes;
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
    this.#cut();
    this.#input.stop();
    this.#context.onFailure(
      new RuntimeError('LINE_TOO_LONG', { line: this.#lineCount + 1, lengthBytes, maxLineBytes }),
    );
  }

  /** Finds the lines of what is whole. */
  #cut(): void {
    if (this.#wholeBytes === 0) return;
    const whole = this.#takeWhole();
    const arrivals = new Arrivals(this.#arrivals);
    this.#arrivals = this.#arrivals
      .filter(({ end }) => end > whole.length)
      .map(({ end, timeMs }) => ({ end: end - whole.length, timeMs }));
    const { starts, ends, count } = splitLines(whole);
    if (whole.length > this.#options.maxLineBytes) {
      for (let line = 0; line < count; line++) this.#checkLine(ends[line] - starts[line]);
    }
    const valid = isUtf8(whole);
    const bytes = valid ? whole : repairUtf8(whole);
    // Ends of lines are found again where bytes moved; there are as many as before.
    const lines = valid ? { starts, ends } : splitLines(bytes);
    const value = new BytesVector('string', bytes, lines.starts, lines.ends, count);
    const columns = this.#options.includeTimestamp ? [value, arrivals.of(ends, count)] : [value];
    for (const batch of new Batch(columns, count).pieces()) {
      const sizeBytes = Math.ceil((bytes.length * batch.length) / count);
      this.#pieces.push({ first: this.#lineCount, batch, sizeBytes });
      this.#lineCount += batch.length;
      this.#pieceBytes += sizeBytes;
    }
  }

  /** The whole lines; a block that is mostly them is given away, and of a larger one they are copied. */
  #takeWhole(): Buffer {
    const [block, whole, used] = [this.#block, this.#wholeBytes, this.#usedBytes];
    this.#usedBytes = used - whole;
    this.#wholeBytes = 0;
    this.#skipLf = whole === used && block[whole - 1] === CR;
    if (whole * 2 < block.length) {
      const copy = Buffer.from(block.subarray(0, whole));
      block.copyWithin(0, whole, used);
      return copy;
    }
    this.#block = Buffer.allocUnsafeSlow(Math.max(block.length, this.#usedBytes));
    this.#block.set(block.subarray(whole, used));
    return block.subarray(0, whole);
  }
}

/** The place of the last LF or CR, -1 for none. */
function lastEndOfLine(bytes: Buffer): number {
  const lf = bytes.lastIndexOf(LF);
  const cr = bytes.subarray(lf + 1).lastIndexOf(CR);
  return cr < 0 ? lf : lf + 1 + cr;
}

/** When each byte of a block arrived. */
class Arrivals {
  readonly #arrivals: readonly Arrival[];
  #current = 0;

  constructor(arrivals: readonly Arrival[]) {
    this.#arrivals = arrivals;
  }

  /** The arrival of the bytes at these places, which only grow; in microseconds. */
  of(places: Int32Array, length: number): LongVector {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      while (places[i] >= this.#arrivals[this.#current].end) this.#current++;
      values[i] = this.#arrivals[this.#current].timeMs * 1000;
    }
    return new LongVector('timestamp', values, length);
  }
}
