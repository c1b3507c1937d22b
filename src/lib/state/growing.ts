type Numbers = Int32Array | Uint32Array | Float64Array;

const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;

/**
 * An array of numbers that grows by pieces. Nothing is copied, and no copy waits to be collected: what these hold may
 * be most of the memory there is.
 */
export class Growing {
  readonly #newChunk: (length: number) => Numbers;
  readonly #chunks: Numbers[] = [];

  constructor(newChunk: (length: number) => Numbers) {
    this.#newChunk = newChunk;
  }

  get memoryBytes(): number {
    return this.#chunks.length * (this.#chunks[0]?.byteLength ?? 0);
  }

  /** Of a place that there is room for. */
  get(at: number): number {
    return this.#chunks[at >>> CHUNK_BITS][at & (CHUNK - 1)];
  }

  set(at: number, value: number): void {
    this.#chunks[at >>> CHUNK_BITS][at & (CHUNK - 1)] = value;
  }

  /** Makes room for places [0, `length`). */
  reserve(length: number): void {
    while (this.#chunks.length * CHUNK < length) this.#chunks.push(this.#newChunk(CHUNK));
  }
}

export const int32s = (length: number): Int32Array => new Int32Array(length);
export const uint32s = (length: number): Uint32Array => new Uint32Array(length);

/** The bytes, or a copy with more room. */
export function withRoom(bytes: Uint8Array, length: number): Uint8Array {
  if (length <= bytes.length) return bytes;
  const grown = new Uint8Array(Math.max(length, bytes.length * 2));
  grown.set(bytes);
  return grown;
}
