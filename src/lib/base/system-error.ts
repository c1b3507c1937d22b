import { type Phrase, phrase, type TextKey } from './messages/index.ts';

/** What the operating system's short names of errors mean, for those that people meet. */
const meanings: Readonly<Record<string, Exclude<Extract<TextKey, `REASON_${string}`>, 'REASON_STORE_ANSWERED'>>> = {
  EACCES: 'REASON_NOT_PERMITTED',
  EDQUOT: 'REASON_DISK_FULL',
  EHOSTUNREACH: 'REASON_NO_WAY',
  EIO: 'REASON_DEVICE_FAILED',
  EISDIR: 'REASON_FOLDER',
  EMFILE: 'REASON_TOO_MANY_OPEN',
  ENETUNREACH: 'REASON_NO_WAY',
  ENOENT: 'REASON_NOT_THERE',
  ENOSPC: 'REASON_DISK_FULL',
  ENOTDIR: 'REASON_NOT_A_FOLDER',
  EPERM: 'REASON_NOT_PERMITTED',
  EPIPE: 'REASON_NOBODY_READS',
  EROFS: 'REASON_READ_ONLY',
  ETIMEDOUT: 'REASON_NO_ANSWER',
};

/** Why the operating system refused, as part of an error; where nobody has said it better, in its own words. */
export function reasonOf({ code, message }: Pick<NodeJS.ErrnoException, 'code' | 'message'>): Phrase | string {
  if (code === undefined) return message;
  return Object.hasOwn(meanings, code) ? phrase(meanings[code], { code }) : code;
}
