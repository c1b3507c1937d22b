import { RuntimeError } from '../base/errors.ts';
import { tcpInput } from './byte-input.ts';
import { type LineOptions, LineReader, lineSchema } from './line-reader.ts';
import type { StreamDefinition } from './source.ts';

export interface SocketOptions extends LineOptions {
  readonly host: string;
  readonly port: number;
}

/** A silent peer is asked whether it still lives after this long; without an answer the connection fails in 10 s more. */
const KEEP_ALIVE_MS = 30_000;

/** Lines from a TCP server, such as `nc -lk 3456`. Reads until the peer closes; what is lost cannot be asked for again. */
export const socketStream = (options: SocketOptions): StreamDefinition => ({
  schema: lineSchema(options.includeTimestamp),
  description: `TextSocketV2[host: ${options.host}, port: ${options.port}]`,
  hasEnd: true,
  open(context) {
    const { host, port } = options;
    const input = tcpInput({ host, port }, socket => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    return new LineReader(input, options, {
      ...context,
      onFailure: error => context.onFailure(error instanceof RuntimeError ? error : socketError(error, host, port)),
    });
  },
});

/** What went wrong with a connection, in words. */
export function socketError(error: NodeJS.ErrnoException, host: string, port: number): RuntimeError {
  const code = error.code ?? firstCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return new RuntimeError('CONNECTION_REFUSED', { host, port }, { cause: error });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RuntimeError('UNKNOWN_HOST', { host }, { cause: error });
    case 'ECONNRESET':
      return new RuntimeError('CONNECTION_RESET', { host, port }, { cause: error });
    default:
      return new RuntimeError('CONNECTION_FAILED', { host, port, reason: code ?? error.message }, { cause: error });
  }
}

/** A name with several addresses fails with one error for each. */
const firstCode = (error: Error): string | undefined =>
  error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined)?.code : undefined;
