import type { CompletedPart } from '@aws-sdk/client-s3';
import type { NewFile } from './files.ts';
import type { S3Requests } from './s3-client.ts';

/** At least 5 MiB by S3's rules; so much memory, twice, does a file take that is being written. */
const PART_BYTES = 8 << 20;
/** So many parts of one size; then it doubles, as there may be 10,000 of them, and a file of 5 TB. */
const PARTS_OF_ONE_SIZE = 1000;

/** Where an upload goes, and what its end is to be. */
export interface UploadTarget {
  readonly Bucket: string;
  readonly Key: string;
  /** With which an object is known as ours. */
  readonly Metadata: Record<string, string>;
  /** Makes an object that is small enough in one request. */
  putNew(bytes: Uint8Array): Promise<void>;
  /** Runs what publishes the object, and reads back what came of it where the answer does not say. */
  publish(send: () => Promise<unknown>): Promise<void>;
  /** Says of an error what a person is told. */
  failure(error: unknown): unknown;
}

/** A file that is uploaded in parts as it is written, while the next part is being filled. */
export class S3Upload implements NewFile {
  readonly #requests: S3Requests;
  readonly #target: UploadTarget;
  #filling = Buffer.alloc(0);
  #filled = 0;
  #uploadId: string | undefined;
  readonly #parts: CompletedPart[] = [];
  /** The part that is under way. */
  #sending: Promise<void> = Promise.resolve();
  #isDone = false;
  #failure: unknown;

  constructor(requests: S3Requests, target: UploadTarget) {
    this.#requests = requests;
    this.#target = target;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#step(async () => {
      for (let rest = bytes; rest.length > 0; ) {
        const room = this.#room();
        const taken = rest.subarray(0, room.length);
        room.set(taken);
        this.#filled += taken.length;
        rest = rest.subarray(taken.length);
        if (this.#filled === this.#filling.length && this.#filled >= PART_BYTES) await this.#sendPart();
      }
    });
  }

  /** Where the next bytes go. It grows, so that a small file takes little. */
  #room(): Buffer {
    if (this.#filled === this.#filling.length) {
      const largest = PART_BYTES * 2 ** Math.floor(this.#parts.length / PARTS_OF_ONE_SIZE);
      const larger = Buffer.allocUnsafe(Math.min(largest, Math.max(1 << 16, 4 * this.#filled)));
      this.#filling.copy(larger);
      this.#filling = larger;
    }
    return this.#filling.subarray(this.#filled);
  }

  async #sendPart(): Promise<void> {
    const { Bucket, Key, Metadata } = this.#target;
    await this.#sending;
    this.#uploadId ??= (
      await this.#requests.attempt(s3 =>
        s3.createMultipartUpload({ Bucket, Key, Metadata, ChecksumAlgorithm: 'CRC32' }),
      )
    ).UploadId as string;
    const Body = this.#filling.subarray(0, this.#filled);
    const part = { Bucket, Key, UploadId: this.#uploadId, PartNumber: this.#parts.length + 1 };
    const sent: CompletedPart = { PartNumber: part.PartNumber };
    this.#parts.push(sent);
    this.#filling = Buffer.alloc(0);
    this.#filled = 0;
    this.#sending = this.#requests.attempt(async s3 => {
      const { ETag, ChecksumCRC32 } = await s3.uploadPart({ ...part, Body });
      Object.assign(sent, { ETag, ChecksumCRC32 });
    });
    this.#sending.catch(() => {}); // told by the next call
  }

  commit(): Promise<void> {
    return this.#step(async () => {
      if (this.#parts.length === 0) await this.#target.putNew(this.#filling.subarray(0, this.#filled));
      else await this.#complete();
      this.#end();
    });
  }

  async #complete(): Promise<void> {
    if (this.#filled > 0) await this.#sendPart();
    await this.#sending;
    const { Bucket, Key } = this.#target;
    const upload = { Bucket, Key, UploadId: this.#uploadId };
    let Parts: CompletedPart[] = this.#parts;
    const complete = () =>
      this.#requests.attempt(s3 =>
        s3.completeMultipartUpload({ ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' }),
      );
    await this.#target.publish(async () => {
      try {
        await complete();
      } catch (error) {
        if (!(error instanceof Error && error.name === 'InvalidPart')) throw error;
        Parts = await this.#partsThatAreThere(); // an answer told us a wrong tag
        await complete();
      }
    });
  }

  async #partsThatAreThere(): Promise<CompletedPart[]> {
    const { Bucket, Key } = this.#target;
    const found: CompletedPart[] = [];
    for (let PartNumberMarker: string | undefined; ; ) {
      const list = { Bucket, Key, UploadId: this.#uploadId, PartNumberMarker };
      const { Parts = [], IsTruncated, NextPartNumberMarker } = await this.#requests.attempt(s3 => s3.listParts(list));
      for (const { PartNumber, ETag, ChecksumCRC32 } of Parts) found.push({ PartNumber, ETag, ChecksumCRC32 });
      if (!IsTruncated) return found;
      PartNumberMarker = NextPartNumberMarker;
    }
  }

  async #step(step: () => Promise<void>): Promise<void> {
    try {
      if (this.#failure) throw this.#failure;
      await step();
    } catch (error) {
      this.#failure ??= this.#target.failure(error);
      throw this.#failure;
    }
  }

  #end(): void {
    this.#isDone = true;
    this.#failure ??= new Error(`Broken invariant (a bug in xpto): ${this.#target.Key} is written to after its end`);
  }

  async abort(): Promise<void> {
    if (this.#isDone) return;
    this.#end();
    await this.#sending.catch(() => {}); // a part that comes after the end of its upload would stay
    if (this.#uploadId === undefined) return;
    const { Bucket, Key } = this.#target;
    const abort = { Bucket, Key, UploadId: this.#uploadId };
    await this.#requests.attempt(s3 => s3.abortMultipartUpload(abort)).catch(() => {}); // else `recover` does it one day
  }
}
