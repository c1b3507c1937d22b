/**
 * Text lines from a byte stream, for the socket and standard input. The offset is the number of the last line, "-1"
 * before the first, as Spark's socket counts. It cannot replay: lines are forgotten once their batch is committed,
 * and a restart goes on with what comes then.
 *
 * Bytes are cut into lines in large pieces: when a batch asks for them, or when enough for a piece has come. Reading
 * pauses while enough for a full batch is waiting, so that TCP or the pipe holds a fast sender back.
 */
import { setImmediate } from 'node:timers/promises';
import { RuntimeError } from '../base/errors.ts';
import { asUtf8 } from '../base/utf8.ts';
import { Batch } from '../columns/batch.ts';
import { splitLines } from '../columns/kernels.ts';
import type { Schema } from '../columns/types.ts';
import { BytesVector, LongVector } from '../columns/vector.ts';
import { type ByteInput, READ_BYTES } from './byte-input.ts';
import type { Offset, ReadLimit, Source, SourceContext } from './source.ts';

/** What is waiting for a batch when reading pauses. */
const FULL_BATCH_BYTES = 24 << 20;
/** Lines are found in pieces of about this size: what is made of one still lies in the processor's cache. */
const PIECE_BYTES = 1 << 17;
/** What is read stays where it was read to, piece behind piece in a block. */
const BLOCK_BYTES = 1 << 20;
export const DEFAULT_MAX_LINE_BYTES = 16 << 20;

const LF = 10;
const CR = 13;

export interface LineOptions {
  /** Adds a column with the time at which each line was complete. */
  readonly includeTimestamp: boolean;
  /** A longer line is an error. */
  readonly maxLineBytes: number;
}

/** What the kinds of input differ in. */
interface LineReaderOptions extends LineOptions {
  /** Trigger once takes the input to its end, and waits for it; else what has come by then. */
  readonly onceReadsToEnd?: boolean;
}

export const lineSchema = (includeTimestamp: boolean): Schema => [
  { name: 'value', type: 'string' },
  ...(includeTimestamp ? [{ name: 'timestamp', type: 'timestamp' } as const] : []),
];

/** What came before byte `end` of what is not cut yet had come by then. */
interface Arrival {
  end: number;
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
  readonly #options: LineReaderOptions;
  readonly #context: SourceContext;
  /** From `#from` to `#to` what came since lines were last cut: `#wholeBytes` of whole lines, then part of the next. */
  #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #from = 0;
  #to = 0;
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
  #isOpen: boolean;
  /** Why there is no more to read; told when the lines before it are committed. */
  #failure: Error | undefined;
  #fullBytes = FULL_BATCH_BYTES;

  constructor(input: ByteInput, options: LineReaderOptions, context: SourceContext) {
    this.#input = input;
    this.#options = options;
    this.#context = context;
    // Lines that an earlier run has read are gone; counting goes on behind them.
    if (context.resumeAt !== undefined) this.#lineCount = Number(context.resumeAt) + 1;
    input.start({
      room: () => this.#room(),
      data: bytes => this.#receive(bytes),
      end: () => this.#end(),
      failed: error => this.#fail(error),
    });
    this.#isOpen = input.opened === undefined;
    void input.opened?.then(() => {
      this.#isOpen = true;
      this.#wake();
    });
    context.stopped?.addEventListener('abort', () => this.#wake());
  }

  async latestOffset(_start: Offset | undefined, limit: ReadLimit): Promise<Offset | undefined> {
    while (!this.#isOpen && !this.#isOver()) await this.#change();
    if (!this.#isOpen) return undefined;
    const toEnd = limit === 'all' && this.#options.onceReadsToEnd === true;
    if (toEnd) {
      this.#fullBytes = Number.POSITIVE_INFINITY;
      this.#resume();
    }
    while ((limit === 'full' || toEnd) && !this.#isOver() && !this.#isFull()) await this.#change();
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
    this.#tellFailure();
  }

  async stop(): Promise<void> {
    this.#input.stop();
  }

  #isFull = (): boolean => this.#wholeBytes + this.#pieceBytes - this.#inWorkBytes >= this.#fullBytes;

  /** Nothing is to be waited for any more. */
  #isOver = (): boolean => this.ended || this.#context.stopped?.aborted === true;

  #resume(): void {
    if (!this.#isFull() && !this.ended) this.#input.resume();
  }

  /** The free part of the block, large enough for one read. */
  #room(): Uint8Array {
    this.#reserve(READ_BYTES);
    return this.#block.subarray(this.#to, this.#to + READ_BYTES);
  }

  #receive(received: Uint8Array): void {
    if (this.ended) return;
    const bytes = this.#skipLf && received[0] === LF ? received.subarray(1) : received;
    this.#skipLf = false;
    this.#append(bytes);
    const start = this.#to - bytes.length;
    const lastEnd = lastEndOfLine(this.#block.subarray(start, this.#to));
    if (lastEnd < 0) {
      this.#checkUnended();
      return;
    }
    this.#wholeBytes = start + lastEnd + 1 - this.#from;
    if (this.#wholeBytes >= PIECE_BYTES) this.#cut();
    if (this.#isFull()) this.#input.pause();
    this.#changed();
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    const { buffer, byteOffset } = this.#block;
    const isThere = bytes.buffer === buffer && bytes.byteOffset === byteOffset + this.#to;
    if (!isThere) this.#block.set(bytes, this.#to);
    this.#to += bytes.length;
    if (this.#options.includeTimestamp) this.#arrived(this.#context.clock.nowMs());
  }

  /** Makes room for so many bytes more. */
  #reserve(sizeBytes: number): void {
    if (this.#to + sizeBytes <= this.#block.length) return;
    const pendingBytes = this.#pendingBytes;
    const next = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, 2 * (pendingBytes + sizeBytes)));
    next.set(this.#block.subarray(this.#from, this.#to));
    this.#block = next;
    this.#from = 0;
    this.#to = pendingBytes;
  }

  get #pendingBytes(): number {
    return this.#to - this.#from;
  }

  /** One entry for a millisecond, however small the pieces are that come in it. */
  #arrived(timeMs: number): void {
    const last = this.#arrivals[this.#arrivals.length - 1];
    if (last?.timeMs === timeMs) last.end = this.#pendingBytes;
    else this.#arrivals.push({ end: this.#pendingBytes, timeMs });
  }

  /** A last line without an end counts when the input ends. */
  #end(): void {
    if (this.#pendingBytes > this.#wholeBytes) this.#append(Uint8Array.of(LF));
    this.#wholeBytes = this.#pendingBytes;
    this.ended = true;
    this.#changed();
  }

  #changed(): void {
    this.#wake();
    this.#context.onChange();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Resolves when bytes have come, or none will. */
  #change = (): Promise<void> => new Promise(resolve => this.#waiting.push(resolve));

  #fail(error: Error): void {
    this.#failure ??= error;
    this.ended = true;
    this.#changed();
    this.#tellFailure();
  }

  /** The lines that came before the failure shall count: they are given first. */
  #tellFailure(): void {
    if (this.#failure && this.#wholeBytes === 0 && this.#pieces.length === 0) this.#context.onFailure(this.#failure);
  }

  /** Is the line that is still coming too long already? */
  #checkUnended(): void {
    const lengthBytes = this.#pendingBytes - this.#wholeBytes;
    if (lengthBytes <= this.#options.maxLineBytes) return;
    this.#cut();
    this.#failTooLong(lengthBytes);
  }

  /** @param lengthBytes of the line behind those that are cut already */
  #failTooLong(lengthBytes: number): void {
    this.#input.stop();
    this.#to = this.#from; // what came behind it is not looked at
    const { maxLineBytes } = this.#options;
    this.#fail(new RuntimeError('LINE_TOO_LONG', { line: this.#lineCount + 1, lengthBytes, maxLineBytes }));
  }

  /** Finds the lines of what is whole. */
  #cut(): void {
    if (this.#wholeBytes === 0) return;
    const whole = this.#takeWhole();
    const arrivals = new Arrivals(this.#arrivals);
    this.#arrivals = this.#arrivals
      .filter(({ end }) => end > whole.length)
      .map(({ end, timeMs }) => ({ end: end - whole.length, timeMs }));
    const { starts, ends, count: found } = splitLines(whole);
    const tooLong = this.#tooLong(starts, ends, found);
    const count = tooLong ?? found;
    const bytes = asUtf8(whole);
    // Ends of lines are found again where bytes moved; there are as many as before.
    const lines = bytes === whole ? { starts, ends } : splitLines(bytes);
    const value = new BytesVector('string', bytes, lines.starts, lines.ends, count);
    const columns = this.#options.includeTimestamp ? [value, arrivals.of(ends, count)] : [value];
    const pieces = count > 0 ? new Batch(columns, count).pieces() : []; // a piece without lines would never be committed
    for (const batch of pieces) {
      const sizeBytes = Math.ceil((bytes.length * batch.length) / count);
      this.#pieces.push({ first: this.#lineCount, batch, sizeBytes });
      this.#lineCount += batch.length;
      this.#pieceBytes += sizeBytes;
    }
    if (tooLong !== undefined) this.#failTooLong(ends[tooLong] - starts[tooLong]);
  }

  /** The first line above the limit. */
  #tooLong(starts: Int32Array, ends: Int32Array, count: number): number | undefined {
    const { maxLineBytes } = this.#options;
    if ((ends[count - 1] ?? 0) <= maxLineBytes) return undefined;
    for (let line = 0; line < count; line++) if (ends[line] - starts[line] > maxLineBytes) return line;
    return undefined;
  }

  /** The whole lines, which the block keeps: nothing is written over them. */
  #takeWhole(): Buffer {
    const whole = this.#block.subarray(this.#from, this.#from + this.#wholeBytes);
    this.#from += this.#wholeBytes;
    this.#wholeBytes = 0;
    this.#skipLf = this.#from === this.#to && whole[whole.length - 1] === CR;
    return whole;
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
