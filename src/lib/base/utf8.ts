import { isUtf8 } from 'node:buffer';

/** U+FFFD, the replacement character, in UTF-8. */
const REPLACEMENT = [0xef, 0xbf, 0xbd];

/** The bytes themselves where they are valid UTF-8, else as `repairUtf8` makes them. */
export const asUtf8 = (bytes: Uint8Array): Uint8Array => (isUtf8(bytes) ? bytes : repairUtf8(bytes));

/**
 * Valid UTF-8 from bytes that may not be: each malformed part becomes U+FFFD. How much counts as one part is as in
 * Java's decoder, which differs from the web's: a surrogate (ED A0 80) is one part, not three.
 *
 * @see sun.nio.cs.UTF_8, JDK 17
 */
export function repairUtf8(bytes: Uint8Array): Uint8Array {
  const repaired = new Uint8Array(bytes.length * 3);
  let used = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      for (let i = 0; i < length; i++) repaired[used++] = bytes[at + i];
      at += length;
    } else {
      repaired.set(REPLACEMENT, used);
      used += REPLACEMENT.length;
      at -= length;
    }
  }
  return repaired.subarray(0, used);
}

const continues = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** The text of bytes; what is malformed becomes U+FFFD, part by part as `repairUtf8` has it. */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  const valid = asUtf8(bytes);
  return Buffer.from(valid.buffer, valid.byteOffset, valid.length).toString();
};

/** Bytes of the character at a place; negative: of the malformed part there. */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const [first, second, third] = [bytes[at], bytes[at + 1], bytes[at + 2]];
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return -1;
  if (!continues(second)) return -1;
  if (first < 0xe0) return 2;
  if (first < 0xf0) {
    if (first === 0xe0 && second < 0xa0) return -1;
    if (!continues(third)) return -2;
    return first === 0xed && second >= 0xa0 ? -3 : 3;
  }
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return -1;
  if (!continues(third)) return -2;
  return continues(bytes[at + 3]) ? 4 : -3;
}
