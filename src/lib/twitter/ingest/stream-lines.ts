/** More than a post can be; beyond it nothing is kept. */
export const LONGEST_LINE = 16 << 20;
const LF = 10;
const CR = 13;

/**
 * Lines of a stream, as bytes come: a piece may end in the middle of a character, or between CR and LF. Bytes are joined
 * before they are decoded, so nothing is lost at the ends of pieces.
 */
export class StreamLines {
  #rest: Buffer[] = [];
  #restBytes = 0;

  /**
   * @returns the whole lines that have come, without their ends; an empty one is a sign of life, undefined one that was
   *   too long
   */
  push(piece: Buffer): (string | undefined)[] {
    const lines: (string | undefined)[] = [];
    let from = 0;
    for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, from)) {
      lines.push(this.#take(piece.subarray(from, end)));
      from = end + 1;
    }
    if (from < piece.length) this.#keep(piece.subarray(from));
    return lines;
  }

  #keep(bytes: Buffer): void {
    this.#restBytes += bytes.length;
    if (this.#restBytes > LONGEST_LINE) this.#rest = [];
    else this.#rest.push(bytes);
  }

  #take(end: Buffer): string | undefined {
    const isTooLong = this.#restBytes + end.length > LONGEST_LINE;
    const bytes = this.#rest.length === 0 ? end : Buffer.concat([...this.#rest, end]);
    this.#rest = [];
    this.#restBytes = 0;
    if (isTooLong) return undefined;
    return bytes.toString('utf8', 0, bytes.at(-1) === CR ? bytes.length - 1 : bytes.length);
  }
}
