/** Where the text of a file goes: in pieces of some size, compressed where that is wanted. */
import { once } from 'node:events';
import type { Transform } from 'node:stream';
import { createDeflate, createGzip, type Zlib } from 'node:zlib';
import { AnalysisError } from '../base/errors.ts';
import type { ByteSink, FormatOptions } from './format.ts';

interface Codec {
  /** As Hadoop has it, with the dot. */
  readonly extension: string;
  readonly create?: () => Transform & Zlib;
}

const codecs: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ['none', { extension: '' }],
  ['uncompressed', { extension: '' }],
  ['gzip', { extension: '.gz', create: createGzip }],
  ['deflate', { extension: '.deflate', create: createDeflate }],
]);

/** @throws AnalysisError `CODEC_NOT_AVAILABLE` */
function codecOf(options: FormatOptions): Codec {
  const name = options.text('compression') ?? options.text('codec') ?? 'none';
  const codec = codecs.get(name.toLowerCase());
  if (codec) return codec;
  const known = [...codecs.keys()].filter(key => key !== 'uncompressed').join(', ');
  throw new AnalysisError('CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION', { codec: name, codecs: known });
}

/** The extension with that of the compression behind it. */
export const extensionOf = (extension: string, options: FormatOptions): string =>
  extension + codecOf(options).extension;

/** Large enough that what a write costs does not matter. */
const PIECE_BYTES = 1 << 18;

/** Takes bytes in any pieces. */
export class Output {
  readonly #sink: ByteSink;
  readonly #codec: (Transform & Zlib) | undefined;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  /** What is known to be compressed already, and what is not. */
  #sizeBytes = 0;
  #drained: Promise<void> = Promise.resolve();

  constructor(options: FormatOptions, sink: ByteSink) {
    this.#codec = codecOf(options).create?.();
    this.#sink = sink;
    if (this.#codec) this.#drained = this.#drain(this.#codec);
    this.#drained.catch(() => {}); // told by whoever waits next
  }

  get sizeBytes(): number {
    return this.#sizeBytes + this.#pendingBytes;
  }

  /** The bytes must not be changed until the next call has resolved. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= PIECE_BYTES) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    this.#codec?.end();
    await this.#drained;
  }

  async #flush(): Promise<void> {
    const piece = this.#pending.length === 1 ? this.#pending[0] : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    if (piece.length === 0) return;
    if (!this.#codec) {
      this.#sizeBytes += piece.length;
      await this.#sink(piece);
    } else if (!this.#codec.write(Buffer.from(piece))) {
      await Promise.race([once(this.#codec, 'drain'), this.#drained]);
    }
  }

  async #drain(codec: Transform): Promise<void> {
    for await (const piece of codec as AsyncIterable<Buffer>) {
      this.#sizeBytes += piece.length;
      await this.#sink(piece);
    }
  }
}
