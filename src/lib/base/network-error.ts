import { RuntimeError } from './errors.ts';
import { reasonOf } from './system-error.ts';

/** Why a peer could not be reached, or was lost, in words. */
export function connectionError(error: NodeJS.ErrnoException, host: string, port: number): RuntimeError {
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return new RuntimeError('CONNECTION_REFUSED', { host, port }, { cause: error });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RuntimeError('UNKNOWN_HOST', { host }, { cause: error });
    case 'ECONNRESET':
    case 'EPIPE':
      return new RuntimeError('CONNECTION_RESET', { host, port }, { cause: error });
    default:
      return new RuntimeError(
        'CONNECTION_FAILED',
        { host, port, reason: reasonOf({ code, message: error.message }) },
        { cause: error },
      );
  }
}

/** Nobody is there yet: trying again may help, as another name would not. */
export const isUnreachable = (error: NodeJS.ErrnoException): boolean => UNREACHABLE.has(codeOf(error) ?? '');

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);

/** Why a port could not be listened on, in words. */
export function listenError(error: NodeJS.ErrnoException, host: string, port: number): RuntimeError {
  const code = codeOf(error);
  switch (code) {
    case 'EADDRINUSE':
      return new RuntimeError('PORT_IN_USE', { port, other: port < 65_535 ? port + 1 : 3456 }, { cause: error });
    case 'EACCES':
      return new RuntimeError('PORT_NOT_ALLOWED', { port }, { cause: error });
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return new RuntimeError('ADDRESS_NOT_HERE', { host }, { cause: error });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RuntimeError('UNKNOWN_HOST', { host }, { cause: error });
    default:
      return new RuntimeError(
        'LISTEN_FAILED',
        { host, port, reason: reasonOf({ code, message: error.message }) },
        { cause: error },
      );
  }
}

/** A name with several addresses fails with one error for each. */
const codeOf = (error: NodeJS.ErrnoException): string | undefined =>
  error.code ?? (error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException)?.code : undefined);
