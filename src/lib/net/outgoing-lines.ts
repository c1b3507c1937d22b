import type { Clock } from '../base/clock.ts';

/**
 * Lines to send, each ended by LF, in pieces of any size: a piece may end within a line, and is written over when the
 * next one is asked for. (New memory for every piece would take longer than sending it.)
 *
 * @param stopped aborted when nobody wants more; the lines then end soon
 */
export type LineSource = (stopped: AbortSignal) => AsyncIterable<Buffer>;

/** What may be sent at once to catch up with a rate; what was missed for longer, as nobody was there, is let go. */
const CATCH_UP_MS = 100;

const LF = 10;
const CR = 13;

/**
 * Ends each line with LF, where the text has CRLF or LF, and the last one also where it has nothing. Everything else
 * passes as it is, a lone CR too. The text is changed in its place.
 */
export async function* unixLines(text: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let endsInCr = false; // not yet sent: an LF may follow
  let last = LF;
  for await (const bytes of text) {
    if (bytes.length === 0) continue;
    if (endsInCr && bytes[0] !== LF) yield Buffer.of(CR);
    last = bytes[bytes.length - 1];
    endsInCr = last === CR;
    const rest = endsInCr ? bytes.subarray(0, -1) : bytes;
    if (rest.length > 0) yield withoutCrBeforeLf(rest);
  }
  if (last !== LF) yield Buffer.of(LF);
}

function withoutCrBeforeLf(bytes: Buffer): Buffer {
  let length = 0;
  let from = 0;
  for (let cr = bytes.indexOf(CR); cr >= 0; cr = bytes.indexOf(CR, cr + 1)) {
    if (bytes[cr + 1] !== LF) continue;
    bytes.copyWithin(length, from, cr);
    length += cr - from;
    from = cr + 1;
  }
  if (from === 0) return bytes;
  bytes.copyWithin(length, from);
  return bytes.subarray(0, length + bytes.length - from);
}

/** The same lines again and again, for ever; or until there are none. */
export async function* repeated(lines: () => AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for (let isEmpty = false; !isEmpty; ) {
    isEmpty = true;
    for await (const bytes of lines()) {
      isEmpty = false;
      yield bytes;
    }
  }
}

/**
 * Holds lines back so that one goes each `intervalMs`. Where the interval is shorter than a timer can be, several go
 * together.
 */
export async function* paced(
  lines: AsyncIterable<Buffer>,
  intervalMs: number,
  clock: Clock,
  stopped: AbortSignal,
): AsyncGenerator<Buffer> {
  let nextMs = clock.nowMs();
  let midLine = false;
  for await (const bytes of lines) {
    for (let from = 0; from < bytes.length; ) {
      let due = 1;
      if (!midLine) {
        nextMs = Math.min(nextMs, clock.nowMs() + intervalMs); // the machine's clock may have been set back
        await clock.waitUntil(nextMs, stopped);
        if (stopped.aborted) return;
        const lateMs = clock.nowMs() - nextMs;
        if (lateMs > CATCH_UP_MS) nextMs = clock.nowMs();
        else due += Math.floor(lateMs / intervalMs);
      }
      const { end, count } = takeLines(bytes, from, due);
      yield bytes.subarray(from, end);
      if (!midLine) nextMs += count * intervalMs;
      midLine = bytes[end - 1] !== LF;
      from = end;
    }
  }
}

/** The place behind up to `most` lines, and how many they are; the last one may be only begun. */
function takeLines(bytes: Buffer, from: number, most: number): { end: number; count: number } {
  let end = from;
  let count = 0;
  for (; count < most && end < bytes.length; count++) {
    const at = bytes.indexOf(LF, end);
    end = at < 0 ? bytes.length : at + 1;
  }
  return { end, count };
}
