/**
 * The memory of the WebAssembly kernels (`assembly/`), and areas in it. Vectors live in ordinary buffers and
 * are copied in for a call; what stays there are the tables that are looked up again and again.
 */
import { readFileSync } from 'node:fs';

export interface Kernels {
  allocate(sizeBytes: number): number;
  resize(area: number, sizeBytes: number): number;
  release(area: number): void;
  countBytes(bytes: number, length: number, a: number, b: number): number;
  splitByte(
    bytes: number,
    from: number,
    to: number,
    starts: number,
    ends: number,
    rows: number,
    separator: number,
    limit: number,
    places: number,
    pieceStarts: number,
    pieceEnds: number,
    offsets: number,
  ): number;
  splitLines(bytes: number, length: number, lineStarts: number, lineEnds: number): number;
  countCodePoints(bytes: number, starts: number, ends: number, rows: number, counts: number): void;
  groupTexts(
    bytes: number,
    starts: number,
    ends: number,
    rows: number,
    groups: number,
    slots: number,
    mask: number,
    keys: number,
    keyEnds: number,
    size: number,
    mostGroups: number,
    mostKeyBytes: number,
    insert: 0 | 1,
  ): number;
  sliceTexts(
    bytes: number,
    starts: number,
    ends: number,
    rows: number,
    skipped: number,
    count: number,
    partStarts: number,
    partEnds: number,
  ): void;
  hashText(text: number, length: number): number;
  indexJson(bytes: number, length: number, places: number): number;
  rehash(slots: number, slotCount: number, newSlots: number, newMask: number): void;
  extremeTexts(bytes: number, starts: number, ends: number, rows: number, out: number): void;
  packTexts(bytes: number, starts: number, packedEnds: number, rows: number, out: number): void;
  writeTexts(bytes: number, starts: number, ends: number, rows: number, out: number): number;
  writeLongs(doubles: number, count: number, out: number): void;
  snappyCompress(bytes: number, length: number, out: number, table: number): number;
  snappyDecompress(bytes: number, length: number, out: number, size: number): 0 | 1;
  lz4Decompress(bytes: number, length: number, out: number, size: number): 0 | 1;
}

/** A kernel reads whole words or blocks, so up to 63 bytes behind the last one. */
const SLACK_BYTES = 64;

const memory = new WebAssembly.Memory({ initial: 16 });
let bytes = new Uint8Array(memory.buffer);
let ints = new Int32Array(memory.buffer);
let loaded: Kernels | undefined;

export function kernels(): Kernels {
  if (!loaded) {
    const module = new WebAssembly.Module(readFileSync(new URL('./kernels.wasm', import.meta.url)));
    loaded = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  }
  return loaded;
}

/** The whole memory. A view is good until the next allocation, which may move the memory. */
export function memoryBytes(): Uint8Array {
  if (bytes.buffer !== memory.buffer) bytes = new Uint8Array(memory.buffer);
  return bytes;
}

/** The whole memory as 32-bit integers: that at address `a` is number `a / 4`. */
export function memoryInts(): Int32Array {
  if (ints.buffer !== memory.buffer) ints = new Int32Array(memory.buffer);
  return ints;
}

/** Gives areas back whose owners are gone. */
const abandoned = new FinalizationRegistry<{ address: number }>(({ address }) => kernels().release(address));

/** A part of the memory that its owner keeps; given back when the owner is collected. Growing moves it. */
export class Area {
  readonly #place: { address: number };
  #sizeBytes: number;

  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
    this.#place = { address: kernels().allocate(sizeBytes + SLACK_BYTES) };
    abandoned.register(this, this.#place, this.#place);
  }

  /** Where it is now; a multiple of 16. */
  get address(): number {
    return this.#place.address;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Makes room for so many bytes; content stays. */
  reserve(sizeBytes: number): void {
    if (sizeBytes <= this.#sizeBytes) return;
    this.#sizeBytes = Math.max(sizeBytes, this.#sizeBytes * 2);
    this.#place.address = kernels().resize(this.#place.address, this.#sizeBytes + SLACK_BYTES);
  }

  /** Gives it back now; it must not be used any more. */
  free(): void {
    abandoned.unregister(this.#place);
    kernels().release(this.#place.address);
  }

  clear(): void {
    memoryBytes().fill(0, this.address, this.address + this.#sizeBytes);
  }
}

let scratch: Area | undefined;

/** Addresses for the inputs and outputs of one call, in an area that all calls share. */
export function scratchFor(...sizesBytes: number[]): number[] {
  let total = 0;
  const offsets = sizesBytes.map(size => {
    const offset = total;
    total += (size + SLACK_BYTES + 15) & ~15;
    return offset;
  });
  scratch ??= new Area(1 << 20);
  scratch.reserve(total);
  const { address } = scratch;
  return offsets.map(offset => address + offset);
}

/** Copies integers in. */
export const putInts = (address: number, values: Int32Array, count: number): void =>
  memoryInts().set(values.subarray(0, count), address >> 2);

/** Copies integers out. */
export const getInts = (address: number, count: number): Int32Array =>
  memoryInts().slice(address >> 2, (address >> 2) + count);
