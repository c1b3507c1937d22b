import type { Clock } from '../base/clock.ts';
import { RuntimeError } from '../base/errors.ts';
import { connectionError, isUnreachable } from '../base/network-error.ts';
import { KEEP_ALIVE_MS, RETRY_MS } from '../net/connection.ts';
import { type ByteInput, type ByteReader, tcpInput } from './byte-input.ts';
import { type LineOptions, LineReader, lineSchema } from './line-reader.ts';
import type { StreamDefinition } from './source.ts';

export interface SocketOptions extends LineOptions {
  readonly host: string;
  readonly port: number;
  /** Called once when nobody can be reached: then it is tried again until somebody is. Without it, that is an error. */
  readonly onUnreachable?: () => void;
}

/** Lines from a TCP server, such as `nc -lk 3456`. Reads until the peer closes; what is lost cannot be asked for again. */
export const socketStream = (options: SocketOptions): StreamDefinition => ({
  schema: lineSchema(options.includeTimestamp),
  description: `TextSocketV2[host: ${options.host}, port: ${options.port}]`,
  hasEnd: true,
  replays: false,
  open(context) {
    const { host, port, onUnreachable } = options;
    const connect = () => tcpInput({ host, port }, socket => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    const input = onUnreachable ? patientInput(connect, context.clock, onUnreachable) : connect();
    return new LineReader(input, options, {
      ...context,
      onFailure: error => context.onFailure(error instanceof RuntimeError ? error : connectionError(error, host, port)),
    });
  },
});

/** Connects again and again, until somebody answers. The connection itself is the attempt: `nc -l` takes only one. */
function patientInput(connect: () => ByteInput, clock: Clock, onUnreachable: () => void): ByteInput {
  const stopped = new AbortController();
  let input = connect();
  let isConnected = false;
  let isTold = false;
  let nowOpen = () => {};
  const opened = new Promise<void>(resolve => {
    nowOpen = resolve;
  });
  function attempt(reader: ByteReader): void {
    void input.opened?.then(() => {
      isConnected = true;
      nowOpen();
    });
    input.start({ ...reader, failed: error => again(error, reader) });
  }
  async function again(error: Error, reader: ByteReader): Promise<void> {
    if (isConnected || !isUnreachable(error)) return reader.failed(error);
    if (!isTold) onUnreachable();
    isTold = true;
    await clock.waitUntil(clock.nowMs() + RETRY_MS, stopped.signal);
    if (stopped.signal.aborted) return;
    input = connect();
    attempt(reader);
  }
  return {
    opened,
    start: attempt,
    pause: () => input.pause(),
    resume: () => input.resume(),
    stop() {
      stopped.abort();
      input.stop();
    },
  };
}
