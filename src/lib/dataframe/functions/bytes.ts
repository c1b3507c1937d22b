import { ofMany, ofOne, ofOneOrTwo, ofTwo, ofTwoOrThree, withValue } from './calls.ts';

// Encodings, URLs
export const base64 = ofOne('base64');
export const unbase64 = ofOne('unbase64');
export const hex = ofOne('hex');
export const unhex = ofOne('unhex');
export const encode = withValue<string>('encode');
export const decode = withValue<string>('decode');
export const to_binary = ofOneOrTwo('to_binary');
export const try_to_binary = ofOneOrTwo('try_to_binary');
export const is_valid_utf8 = ofOne('is_valid_utf8');
export const make_valid_utf8 = ofOne('make_valid_utf8');
export const validate_utf8 = ofOne('validate_utf8');
export const try_validate_utf8 = ofOne('try_validate_utf8');
export const url_encode = ofOne('url_encode');
export const url_decode = ofOne('url_decode');
export const try_url_decode = ofOne('try_url_decode');
export const parse_url = ofTwoOrThree('parse_url');
export const try_parse_url = ofTwoOrThree('try_parse_url');

// Hashes
export const md5 = ofOne('md5');
export const sha = ofOne('sha');
export const sha1 = ofOne('sha1');
export const sha2 = withValue<number>('sha2');
export const crc32 = ofOne('crc32');
export const hash = ofMany('hash');
export const xxhash64 = ofMany('xxhash64');

// Bits
export const bitwise_not = ofOne('~');
export const bit_count = ofOne('bit_count');
export const bit_get = ofTwo('bit_get');
export const getbit = ofTwo('getbit');
export const shiftleft = withValue<number>('shiftleft');
export const shiftright = withValue<number>('shiftright');
export const shiftrightunsigned = withValue<number>('shiftrightunsigned');
