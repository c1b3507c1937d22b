import { RuntimeError } from '../base/errors.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';
import { reasonOf } from '../base/system-error.ts';

/** The code of an operating system's error; undefined for whatever else was thrown, which is nobody's to translate. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && !(error instanceof RuntimeError) && 'code' in error && 'syscall' in error
    ? String(error.code)
    : undefined;
}

/** @param path absolute */
export function readFailure(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new RuntimeError('FILE_NOT_FOUND', { path }, { cause: error });
  return new RuntimeError('READ_FAILED', { name: path, reason: reasonOf(error as Error) }, { cause: error });
}

/** @param path absolute */
export function writeFailure(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new RuntimeError(
    'WRITE_FAILED',
    { path, reason: reasonOf(error as Error), next: nextAfter(code) },
    { cause: error },
  );
}

function nextAfter(code: string): Phrase {
  switch (code) {
    case 'EDQUOT':
    case 'ENOSPC':
      return phrase('NEXT_FREE_SPACE');
    case 'EMFILE':
    case 'ENFILE':
      return phrase('NEXT_CLOSE_FILES');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return phrase('NEXT_LET_WRITE');
    default:
      return phrase('NEXT_START_AGAIN');
  }
}
