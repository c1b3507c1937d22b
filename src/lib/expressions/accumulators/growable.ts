/** Arrays that grow with the number of groups; what is new is 0. */

export function growDoubles(array: Float64Array, length: number): Float64Array {
  if (length <= array.length) return array;
  const larger = new Float64Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}

export function growBytes(array: Uint8Array, length: number): Uint8Array {
  if (length <= array.length) return array;
  const larger = new Uint8Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}

export function growLongs(array: BigInt64Array, length: number): BigInt64Array {
  if (length <= array.length) return array;
  const larger = new BigInt64Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
