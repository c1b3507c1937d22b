import { crc32 } from 'node:zlib';
import { DamageError } from '../base/errors.ts';

/** One more key at the end of a JSON object: the checksum of the file. Spark passes over keys that it does not know. */
const SEAL = /,"xpto":"([0-9a-f]{8})"(?=\}(?:\n|$))/;

/**
 * Adds a checksum to the first JSON object that ends a line. It covers the name of the file, so that two files that
 * changed places are found too.
 *
 * @param name of the file, and what else makes it this one
 */
export function seal(name: string, text: string): string {
  return text.replace(/\}(?=\n|$)/, `,"xpto":"${checksumOf(name, text)}"}`);
}

/**
 * The text without its checksum.
 *
 * @param file for the error: its whole address
 * @throws RuntimeError `CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED` where it does not fit, or is missing
 */
export function unseal(name: string, sealed: string, file: string): string {
  const text = sealed.replace(SEAL, '');
  if (SEAL.exec(sealed)?.[1] === checksumOf(name, text)) return text;
  throw new DamageError('CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED', { file });
}

/** The checksum that a text is sealed with, or would be. */
export const checksumOf = (name: string, text: string): string =>
  crc32(`${name}\n${text}`).toString(16).padStart(8, '0');

/** The text as Spark would have written it, whether its checksum fits or not. */
export const withoutSeal = (sealed: string): string => sealed.replace(SEAL, '');
