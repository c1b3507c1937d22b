import { isUtf8 } from 'node:buffer';
import { sequenceLength } from '../../base/utf8.ts';
import { INVALID_BYTES } from '../../expressions/json/parse.ts';

/**
 * Bytes as Jackson takes them for text: a byte order mark at the beginning does not count, the characters of ASCII may
 * be written in two bytes, and what is no UTF-8 is no JSON.
 */
export function jsonText(bytes: Uint8Array): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const content = hasMark ? bytes.subarray(3) : bytes;
  const buffer = Buffer.from(content.buffer, content.byteOffset, content.length);
  return isUtf8(content) ? buffer.toString() : lenientText(buffer);
}

function lenientText(bytes: Buffer): string {
  let text = '';
  let from = 0;
  for (let at = 0; at < bytes.length; from = at) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      while (at < bytes.length && sequenceLength(bytes, at) > 0) at += sequenceLength(bytes, at);
      text += bytes.toString('utf8', from, at);
      continue;
    }
    if ((bytes[at] & 0xfe) === 0xc0 && (bytes[at + 1] & 0xc0) === 0x80) {
      const code = ((bytes[at] & 1) << 6) | (bytes[at + 1] & 0x3f);
      text += `\\u${code.toString(16).padStart(4, '0')}`; // it is content, also where it is a quote
      at += 2;
    } else {
      text += INVALID_BYTES;
      at -= length;
    }
  }
  return text;
}
