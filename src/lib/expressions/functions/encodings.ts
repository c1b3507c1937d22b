/** Bytes as text and text as bytes: hex, Base64, character sets, UTF-8, URLs. @see Spark stringExpressions.scala, urlExpressions.scala */
import { isUtf8 } from 'node:buffer';
import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { repairUtf8 } from '../../base/utf8.ts';
import { isAtomic, isNumeric } from '../../columns/types.ts';
import { BooleanVector, type BytesVector } from '../../columns/vector.ts';
import { builderFor } from '../../columns/vector-builder.ts';
import { Base64Error, fromBase64, isBase64, toBase64 } from '../base64.ts';
import { castTo } from '../cast.ts';
import { charsetOf } from '../charsets.ts';
import { coerce, oneOf, onlyText } from '../coercion.ts';
import {
  byRow,
  constantOf,
  type FunctionDefinition,
  type ResolveContext,
  requireCount,
  rowFunction,
  standFor,
  typedCall,
} from '../function.ts';
import { type Evaluate, type TypedExpression, typedLiteral } from '../typed.ts';
import { urlParts } from '../url-parts.ts';
import { nullSafeEqual } from './comparison.ts';
import { caseWhen } from './conditional.ts';
import { compilePattern } from './patterns.ts';

const binary = oneOf('binary');

export const encodingFunctions: readonly FunctionDefinition[] = [
  {
    name: 'hex',
    resolve(given, { settings }) {
      requireCount('hex', given.length, 1);
      const [arg] = given;
      const { type } = arg;
      const isSimple = isAtomic(type) || type === 'void';
      const wanted = isNumeric(type) ? 'bigint' : isSimple ? 'string' : oneOf('bigint', 'binary', 'string');
      const value = type === 'binary' ? arg : coerce(arg, wanted, 'hex', 0, settings);
      return typedCall({ name: 'hex', args: [value], type: 'string', evaluate: byRow('string', hexOf) });
    },
  },
  rowFunction({ name: 'unhex', takes: ['string'], gives: 'binary', nullable: true, compute: () => fromHex }),
  rowFunction({ name: 'base64', takes: [binary], gives: 'string', compute: () => toBase64 }),
  rowFunction({ name: 'unbase64', takes: ['string'], gives: 'binary', canFail: true, compute: () => readBase64 }),
  rowFunction({
    name: 'encode',
    takes: ['string', 'string'],
    gives: 'binary',
    nullable: true,
    canFail: true,
    compute: () => encode,
  }),
  {
    // decode(bytes, charset), or decode(value, search, result, …, [otherwise])
    name: 'decode',
    resolve(given, context) {
      requireCount('decode', given.length, 2, Number.POSITIVE_INFINITY);
      return given.length === 2 ? decodeBytes(given, context) : decodeCases(given, context);
    },
  },
  toBinary('to_binary', false),
  toBinary('try_to_binary', true),
  rowFunction({
    name: 'url_encode',
    takes: ['string'],
    gives: 'string',
    nullable: true,
    compute: () => (text: string) =>
      encodeURIComponent(text)
        .replace(/[!'()~]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%20', '+'),
  }),
  rowFunction({
    name: 'url_decode',
    takes: ['string'],
    gives: 'string',
    nullable: true,
    canFail: true,
    compute: () => (text: string) => {
      const decoded = decodeUrl(text);
      if (decoded === undefined) throw new RuntimeError('CANNOT_DECODE_URL', { url: text });
      return decoded;
    },
  }),
  rowFunction({
    name: 'try_url_decode',
    takes: ['string'],
    gives: 'string',
    nullable: true,
    compute: () => (text: string) => decodeUrl(text) ?? null,
  }),
  parseUrl('parse_url', false),
  parseUrl('try_parse_url', true),
  onBytes('is_valid_utf8', 'boolean', ([vector], length) => {
    const texts = vector as BytesVector;
    const valid = Uint8Array.from({ length }, (_, row) => Number(isUtf8(bytesAt(texts, row))));
    return new BooleanVector(valid, length, texts.valid);
  }),
  onBytes('make_valid_utf8', 'string', ([vector], length) => {
    const builder = builderFor('string');
    for (let row = 0; row < length; row++) {
      const bytes = bytesAt(vector as BytesVector, row);
      builder.append(vector.isNull(row) ? null : Buffer.from(repairUtf8(bytes)).toString('utf8'));
    }
    return builder.finish();
  }),
  onBytes('validate_utf8', 'string', ([vector], length) => {
    for (let row = 0; row < length; row++) {
      if (vector.isNull(row) || isUtf8(bytesAt(vector as BytesVector, row))) continue;
      throw new RuntimeError('INVALID_UTF8_STRING', { bytes: hexOf(bytesAt(vector as BytesVector, row)) });
    }
    return vector;
  }),
  onBytes('try_validate_utf8', 'string', ([vector], length) => {
    const rows = Int32Array.from({ length }, (_, row) => (isUtf8(bytesAt(vector as BytesVector, row)) ? row : -1));
    return vector.take(rows);
  }),
];

/** An integer as 64 bits without leading zeros, a text as its bytes. */
function hexOf(value: bigint | string | Uint8Array): string {
  if (typeof value === 'bigint') return BigInt.asUintN(64, value).toString(16).toUpperCase();
  return Buffer.from(value as string)
    .toString('hex')
    .toUpperCase();
}

function fromHex(text: string): Uint8Array | null {
  if (!/^[\da-fA-F]*$/.test(text)) return null;
  return Uint8Array.from(Buffer.from(text.length % 2 === 1 ? `0${text}` : text, 'hex'));
}

function readBase64(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (error) {
    if (!(error instanceof Base64Error)) throw error;
    throw new RuntimeError('MALFORMED_BASE64', { description: error.message });
  }
}

function requireCharset(name: string, charset: string) {
  const found = charsetOf(charset);
  if (!found) throw new RuntimeError('INVALID_PARAMETER_VALUE.CHARSET', { name, charset });
  return found;
}

function encode(text: string, charset: string): Uint8Array {
  const encoded = requireCharset('encode', charset).encode(text);
  if (!encoded) throw new RuntimeError('MALFORMED_CHARACTER_CODING', { name: 'encode', charset });
  return encoded;
}

/** Bytes read in a character set. */
function decodeBytes(given: readonly TypedExpression[], { settings }: ResolveContext) {
  const args = given.map((arg, i) => coerce(arg, i === 0 ? binary : 'string', 'decode', i, settings));
  return typedCall({
    name: 'decode',
    args,
    type: 'string',
    nullable: true,
    canFail: true,
    evaluate: byRow('string', (value: Uint8Array, charset: string) => {
      const text = requireCharset('decode', charset).decode(value);
      if (text === undefined) throw new RuntimeError('MALFORMED_CHARACTER_CODING', { name: 'decode', charset });
      return text;
    }),
  });
}

/** The result behind the first search that is equal, where null equals null. */
function decodeCases(given: readonly TypedExpression[], { settings }: ResolveContext): TypedExpression {
  const [value, ...cases] = given;
  const pairs = Math.trunc(cases.length / 2);
  const tests = Array.from({ length: pairs }, (_, i) => nullSafeEqual([value, cases[2 * i]], settings));
  const results = Array.from({ length: pairs }, (_, i) => cases[2 * i + 1]);
  const otherwise = cases.length % 2 === 1 ? cases[cases.length - 1] : typedLiteral('void', null);
  return standFor('decode', given, caseWhen(tests, [...results, otherwise], settings));
}

function toBinary(name: string, tolerant: boolean): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 1, 2);
      const args = given.map((arg, i) => coerce(arg, 'string', name, i, settings));
      const format = args.length === 1 ? 'hex' : (constantOf(args[1], name, 1) as string | null)?.toLowerCase();
      const read = format === undefined ? undefined : BINARY_FORMATS.get(format);
      if (format !== undefined && !read) {
        throw new AnalysisError('DATATYPE_MISMATCH.INVALID_ARG_VALUE', {
          name,
          value: format,
          allowed: [...BINARY_FORMATS.keys()].join(', '),
        });
      }
      return typedCall({
        name,
        args,
        type: 'binary',
        nullable: tolerant || format !== 'base64' || args.some(arg => arg.nullable),
        canFail: !tolerant,
        evaluate: byRow('binary', (text: string) => {
          const value = read?.(text) ?? null;
          if (value === null && !tolerant)
            throw new RuntimeError('CONVERSION_INVALID_INPUT', { text, format: format! });
          return value;
        }),
      });
    },
  };
}

const BINARY_FORMATS: ReadonlyMap<string, (text: string) => Uint8Array | null> = new Map([
  ['hex', fromHex],
  ['utf-8', (text: string) => Buffer.from(text)],
  ['utf8', (text: string) => Buffer.from(text)],
  ['base64', (text: string) => (isBase64(text) ? fromBase64(text) : null)],
]);

/** Undefined where a percent sign is not followed by two hexadecimal digits. */
function decodeUrl(text: string): string | undefined {
  if (/%(?![\da-fA-F]{2})/.test(text)) return undefined;
  return text.replaceAll('+', ' ').replace(/(?:%[\da-fA-F]{2})+/g, run => {
    const escaped = Uint8Array.from(run.slice(1).split('%'), hex => Number.parseInt(hex, 16));
    return Buffer.from(repairUtf8(escaped)).toString('utf8');
  });
}

function parseUrl(name: string, tolerant: boolean): FunctionDefinition {
  return rowFunction({
    name,
    takes: ['string', 'string', 'string'],
    optional: 1,
    gives: 'string',
    nullable: true,
    canFail: !tolerant,
    compute: () => (url: string, part: string, key?: string) => {
      const parts = urlParts(url);
      if (!parts && !tolerant) throw new RuntimeError('INVALID_URL', { url });
      if (!parts) return null;
      if (key !== undefined) return part === 'QUERY' ? queryValue(parts.query, key) : null;
      const { scheme, authority, user, host, path, query, fragment } = parts;
      const file = path === undefined || query === undefined ? path : `${path}?${query}`;
      const named: Readonly<Record<string, string | undefined>> = {
        PROTOCOL: scheme,
        AUTHORITY: authority,
        USERINFO: user,
        HOST: host,
        PATH: path,
        FILE: file,
        QUERY: query,
        REF: fragment,
      };
      return (Object.hasOwn(named, part) ? named[part] : undefined) ?? null;
    },
  });
}

/** The value of the first parameter of that name, which Spark reads as a pattern. */
function queryValue(query: string | undefined, key: string): string | null {
  if (query === undefined) return null;
  const { regexp } = compilePattern('parse_url', `(&|^)${key}=([^&]*)`);
  regexp.lastIndex = 0;
  return regexp.exec(query)?.at(-1) ?? null;
}

function onBytes(name: string, type: 'string' | 'boolean', evaluate: Evaluate): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 1);
      const arg = given[0].type === 'string' ? given[0] : coerce(given[0], onlyText, name, 0, settings);
      return typedCall({
        name,
        args: [castTo(arg, 'string', settings)],
        type,
        nullable: true,
        canFail: true,
        evaluate,
      });
    },
  };
}

const bytesAt = ({ bytes: all, starts, ends }: BytesVector, row: number): Uint8Array =>
  all.subarray(starts[row], ends[row]);
