import type { Batch } from '../columns/batch.ts';
import type { Schema } from '../columns/types.ts';

/** A file to be read, wherever it lies. */
export interface InputFile {
  /** As people and errors name it. */
  readonly name: string;
  readonly sizeBytes: number;
  /** From the beginning, in pieces, each of them good until the next is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Bytes [from, to). */
  range(from: number, to: number): Promise<Uint8Array>;
}

/** A file of this machine, read without waiting. */
export interface FileAtHand {
  readonly name: string;
  readonly sizeBytes: number;
  /** As it is decompressed, in pieces that are good until the next is asked for. */
  chunks(): Iterable<Uint8Array>;
  /** Bytes [from, to), as they are in the file. */
  range(from: number, to: number): Uint8Array;
}

/** Reads the files of one format as batches of one schema. */
export interface FileReader {
  read(file: InputFile): AsyncIterable<Batch>;
}

/** Where the bytes of a file go. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

/** Writes one file. */
export interface FileWriter {
  write(batch: Batch): Promise<void>;
  /** What is written so far, in bytes, about: for rolling by size. */
  readonly sizeBytes: number;
  /** How many bytes come before the rows, before they are compressed; undefined in formats that have no such header. */
  readonly headerBytes?: number;
  /** Writes what is left. The file is complete then; closing it is its owner's. */
  finish(): Promise<void>;
}

/** A format by Spark's name: how its files are read and written. */
export interface FileFormat {
  readonly name: string;
  /** With the dot, and the codec as Spark writes it: `.snappy.parquet`, `.json`. */
  extension(options: FormatOptions): string;
  /**
   * @param schema of the rows that are wanted, in order: fields that a file does not have are null, others of the file
   * are left out
   */
  reader(schema: Schema, options: FormatOptions): FileReader;
  writer(schema: Schema, options: FormatOptions, sink: ByteSink): FileWriter;
  /** The schema that the files seem to have. @throws AnalysisError `UNABLE_TO_INFER_SCHEMA` where nothing tells it */
  infer(files: AsyncIterable<InputFile> | Iterable<InputFile>, options: FormatOptions): Promise<Schema>;
  /** The same at once, for files at hand: a batch frame knows its columns when it is made. */
  inferFrom?(files: Iterable<FileAtHand>, options: FormatOptions): Schema;
}

/** A user's options, by name without regard to case, and what the session knows. */
export interface FormatOptions {
  text(name: string): string | undefined;
  /** The session's time zone, by name. */
  readonly timeZone: string;
}
