type Numbers = Int32Array | Uint32Array | Float64Array | Uint8Array;

/** The array, or a copy with more room: by a quarter, since what these hold may be most of the memory there is. */
export function withRoom<T extends Numbers>(array: T, length: number): T {
  if (length <= array.length) return array;
  const grown = new (array.constructor as new (length: number) => T)(
    Math.max(length, array.length + (array.length >> 2)),
  );
  grown.set(array);
  return grown;
}
