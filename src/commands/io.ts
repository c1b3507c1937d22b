import type { Readable, Writable } from 'node:stream';
import { type Language, type TextKey, type TextParams, text } from '../lib/base/messages/index.ts';
import { type TextOutput, writeTo } from '../lib/base/stdio.ts';
import type { ByteInput } from '../lib/sources/byte-input.ts';

/** Where a command reads and writes, and how it talks: everything of the process that a command may know. */
export interface Io {
  readonly language: Language;
  readonly stdin: Readable;
  /** The same, for one reader of many bytes. */
  readonly openStdin: () => ByteInput;
  /** True when standard input is a pipe or a file, and not a terminal or nothing. */
  readonly stdinHasData: boolean;
  /** For data. */
  readonly stdout: TextOutput & {
    readonly isTerminal: boolean;
    /** As `write`, for what may be no text. */
    writeBytes(bytes: Uint8Array): Promise<void>;
  };
  /** For everything else: notes, progress, errors. One line, without its end. */
  note(line: string): void;
  /** A text of the catalogue, in the user's language. */
  text<K extends TextKey>(key: K, ...params: [keyof TextParams<K>] extends [never] ? [] : [TextParams<K>]): string;
  readonly style: Style;
  /** Variables of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Aborted by the first Ctrl-C (or SIGTERM): finish what is begun, then end, within some seconds. A command that does
   * not ask for it is ended at once.
   */
  readonly interrupted: AbortSignal;
  /** The folder of the course's exercises, and of the texts that come with them. */
  readonly exercises: string;
}

/** Colours, or none: on a terminal, unless NO_COLOR says otherwise. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
}

export function outputTo(stream: Writable & { isTTY?: boolean }): Io['stdout'] {
  const write = (data: string | Uint8Array) => writeTo(stream, data);
  return { isTerminal: stream.isTTY === true, write, writeBytes: write };
}

export const translator =
  (language: Language): Io['text'] =>
  (key, ...params) =>
    text(language, key, ...params);
