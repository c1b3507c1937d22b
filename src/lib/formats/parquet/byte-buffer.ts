/** Bytes that are added to; used again and again. */
export class ByteBuffer {
  length = 0;
  #bytes: Uint8Array;

  constructor(room = 1024) {
    this.#bytes = new Uint8Array(room);
  }

  /** What was added so far; good until more is. */
  view = (): Uint8Array => this.#bytes.subarray(0, this.length);

  clear(): void {
    this.length = 0;
  }

  add(bytes: Uint8Array): void {
    this.grow(bytes.length).set(bytes);
  }

  addByte(value: number): void {
    this.grow(1)[0] = value;
  }

  /** Four bytes, the lowest first. */
  addInt(value: number): void {
    const room = this.grow(4);
    for (let i = 0; i < 4; i++) room[i] = value >>> (i * 8);
  }

  addVarint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.addByte((rest & 0x7f) | 0x80);
    this.addByte(rest);
  }

  /** So many more bytes, to be written by the caller. */
  grow(count: number): Uint8Array {
    const from = this.length;
    this.length += count;
    if (this.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length));
      larger.set(this.#bytes.subarray(0, from));
      this.#bytes = larger;
    }
    return this.#bytes.subarray(from, this.length);
  }
}

/** Bytes [from, to) in memory of their own; what a Buffer calls `slice` shares its memory. */
export const copyOf = (bytes: Uint8Array, from: number, to: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(bytes.subarray(from, to));
