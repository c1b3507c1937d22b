/**
 * Which rows of a vector hold a value: one bit a row, lowest bit first, 1 = present (Arrow's validity bitmap).
 * A vector without nulls has none (`undefined`).
 */
export type Bitmap = Uint8Array;

export const emptyBitmap = (length: number): Bitmap => new Uint8Array((length + 7) >> 3);

export const fullBitmap = (length: number): Bitmap => new Uint8Array((length + 7) >> 3).fill(0xff);

export const hasBit = (bitmap: Bitmap, row: number): boolean => ((bitmap[row >> 3] >> (row & 7)) & 1) === 1;

export function setBit(bitmap: Bitmap, row: number): void {
  bitmap[row >> 3] |= 1 << (row & 7);
}

export function clearBit(bitmap: Bitmap, row: number): void {
  bitmap[row >> 3] &= ~(1 << (row & 7));
}

/** Rows present in both; undefined (nothing is null) when both are. */
export function bothValid(a: Bitmap | undefined, b: Bitmap | undefined, length: number): Bitmap | undefined {
  if (!a || !b) return a ?? b;
  const both = emptyBitmap(length);
  for (let i = 0; i < both.length; i++) both[i] = a[i] & b[i];
  return both;
}

export function sliceBitmap(bitmap: Bitmap | undefined, from: number, to: number): Bitmap | undefined {
  if (!bitmap) return undefined;
  const part = emptyBitmap(to - from);
  for (let row = from; row < to; row++) if (hasBit(bitmap, row)) setBit(part, row - from);
  return part;
}

/** The bits of the rows named; a negative row gives 0 (null). Undefined when nothing is null. */
export function takeBitmap(bitmap: Bitmap | undefined, rows: Int32Array, length: number): Bitmap | undefined {
  let result: Bitmap | undefined;
  for (let i = 0; i < length; i++) {
    const row = rows[i];
    if (row >= 0 && (!bitmap || hasBit(bitmap, row))) continue;
    result ??= fullBitmap(length);
    clearBit(result, i);
  }
  return result;
}
