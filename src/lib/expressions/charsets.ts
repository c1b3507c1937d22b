/** The character sets that Spark's `encode` and `decode` know. What cannot be written or read gives undefined. */
import { isUtf8 } from 'node:buffer';

interface Charset {
  readonly encode: (text: string) => Uint8Array | undefined;
  readonly decode: (bytes: Uint8Array) => string | undefined;
}

/** The character set of that name, in any case; undefined where Spark has none. */
export const charsetOf = (name: string): Charset | undefined => CHARSETS.get(name.toUpperCase());

const BOM = '\ufeff';

const CHARSETS: ReadonlyMap<string, Charset> = new Map([
  ['US-ASCII', oneByte(0x80)],
  ['ISO-8859-1', oneByte(0x100)],
  [
    'UTF-8',
    {
      encode: (text: string) => Buffer.from(text),
      decode: (bytes: Uint8Array) => (isUtf8(bytes) ? utf8(bytes) : undefined),
    },
  ],
  ['UTF-16BE', { encode: toUtf16Be, decode: (bytes: Uint8Array) => fromUtf16(bytes, false) }],
  [
    'UTF-16LE',
    { encode: (text: string) => Buffer.from(text, 'utf16le'), decode: (bytes: Uint8Array) => fromUtf16(bytes, true) },
  ],
  ['UTF-16', { encode: (text: string) => toUtf16Be(text && BOM + text), decode: fromMarkedUtf16 }],
  ['UTF-32', { encode: toUtf32, decode: fromUtf32 }],
]);

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

function oneByte(limit: number): Charset {
  return {
    encode(text) {
      const bytes = Uint8Array.from(text, (_, i) => text.charCodeAt(i));
      return [...text].every(point => point.codePointAt(0)! < limit) ? bytes : undefined;
    },
    decode: bytes => (bytes.every(byte => byte < limit) ? Buffer.from(bytes).toString('latin1') : undefined),
  };
}

function toUtf16Be(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le').swap16();
}

function fromUtf16(bytes: Uint8Array, isLittle: boolean): string | undefined {
  if (bytes.length % 2 === 1) return undefined;
  const little = isLittle ? Buffer.from(bytes) : Buffer.from(bytes).swap16();
  const text = little.toString('utf16le');
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text) ? undefined : text;
}

/** A mark at the start says the order of the bytes; without one the high byte comes first. */
function fromMarkedUtf16(bytes: Uint8Array): string | undefined {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isMarked = isLittle || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return fromUtf16(isMarked ? bytes.subarray(2) : bytes, isLittle);
}

function toUtf32(text: string): Uint8Array {
  const points = [...text];
  const bytes = Buffer.alloc(points.length * 4);
  for (const [i, point] of points.entries()) bytes.writeUInt32BE(point.codePointAt(0)!, i * 4);
  return bytes;
}

function fromUtf32(bytes: Uint8Array): string | undefined {
  if (bytes.length % 4 !== 0) return undefined;
  const view = Buffer.from(bytes);
  const isLittle = bytes.length > 0 && view.readUInt32LE(0) === 0xfeff;
  const isMarked = isLittle || (bytes.length > 0 && view.readUInt32BE(0) === 0xfeff);
  let text = '';
  for (let at = isMarked ? 4 : 0; at < bytes.length; at += 4) {
    const point = isLittle ? view.readUInt32LE(at) : view.readUInt32BE(at);
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
    text += String.fromCodePoint(point);
  }
  return text;
}
