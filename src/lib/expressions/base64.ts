/** Base64 as Java's MIME coder writes and reads it: lines of 76 characters, and what is none of its letters is passed over. */

export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n');

/** @throws Base64Error where Java's decoder throws */
export function fromBase64(text: string): Uint8Array {
  const letters = text.replace(/[^A-Za-z0-9+/=]+/g, '');
  const end = letters.indexOf('=');
  const body = end < 0 ? letters : letters.slice(0, end);
  const padding = end < 0 ? 0 : letters.length - end;
  const open = body.length % 4;
  if (end >= 0) {
    // One or two are needed to fill the last group, exactly, and nothing follows them.
    const needed = open === 2 ? 2 : open === 3 ? 1 : 0;
    if (needed === 0 || padding < needed || letters.slice(end, end + needed) !== '='.repeat(needed)) {
      throw new Base64Error('Input byte array has wrong 4-byte ending unit');
    }
    if (padding > needed) throw new Base64Error(`Input byte array has incorrect ending byte at ${end + needed}`);
  }
  if (open === 1) throw new Base64Error('Last unit does not have enough valid bits');
  return Uint8Array.from(Buffer.from(body, 'base64'));
}

/** Strict: no other characters but white space, and groups that are whole or padded. */
export const isBase64 = (text: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text.replace(/[ \t\r\n]+/g, ''));

export class Base64Error extends Error {}
