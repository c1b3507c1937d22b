/*
 * Files in a bucket of S3, or of a store that speaks its language.
 *
 * An object appears whole, and is durable when the store says so; what is ours to do is to replace none. Each is made on
 * the condition that there is none of its name (`If-None-Match: *`), and bears an id that is new each time. Where the
 * answer is lost, or says that the name is taken, the id of what is there tells whether it was we who took it.
 */
import { randomBytes } from 'node:crypto';
import type {
  HeadObjectCommandOutput,
  ListMultipartUploadsCommandOutput,
  ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import { type Clock, systemClock } from '../base/clock.ts';
import { RuntimeError } from '../base/errors.ts';
import type { FileEntry, Files, ListOptions, NewFile } from './files.ts';
import { fillFile } from './fill-file.ts';
import { checkFolder, checkPath, comparePaths, isPath, pathIn, quotedAsJava, UNFINISHED, unquoted } from './paths.ts';
import { isBeyondEnd, isMissing, isTaken, type S3Options, S3Requests, s3Failure, statusOf } from './s3-client.ts';
import { S3Upload } from './s3-upload.ts';

/** An upload in parts that is older was given up by who began it. */
const UPLOAD_GIVEN_UP_MS = 24 * 60 * 60 * 1000;
/** At most, by S3's rules. */
const REMOVED_AT_ONCE = 1000;
const COPIED_AT_ONCE_BYTES = 5 * 2 ** 30;
const OUR_ID = 'xpto-id';
const UNKNOWN = new Date(0);

export class S3Files implements Files {
  readonly root: string;
  readonly #bucket: string;
  /** Empty, or with a `/` at its end. */
  readonly #prefix: string;
  readonly #requests: S3Requests;
  readonly #clock: Clock;
  readonly #run = randomBytes(8).toString('hex');
  #ids = 0;

  /** @param location `s3://bucket/prefix`; `s3a` and `s3n`, Hadoop's names, are the same */
  static async open(location: string, options: S3Options = {}): Promise<S3Files> {
    return new S3Files(location, await S3Requests.open(options), options.clock ?? systemClock);
  }

  private constructor(location: string, requests: S3Requests, clock: Clock) {
    const [, scheme, bucket, prefix] = /^(s3[an]?:\/\/)([^/]*)\/*(.*?)\/*$/is.exec(location) ?? [];
    if (!bucket) throw new RuntimeError('S3_NO_BUCKET', { address: location });
    this.#bucket = bucket;
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    this.root = `${scheme}${bucket}/${this.#prefix}`.replace(/\/$/, '');
    this.#requests = requests;
    this.#clock = clock;
    if (prefix !== '') checkPath(prefix, location, 's3');
  }

  get requests(): number {
    return this.#requests.sent;
  }

  address(path: string): string {
    return quotedAsJava(path === '' ? this.root : `${this.root}/${path}`);
  }

  pathOf(address: string): string | undefined {
    const start = `${quotedAsJava(this.root)}/`;
    return address.startsWith(start) ? unquoted(address.slice(start.length)) : undefined;
  }

  read(path: string): Promise<Uint8Array> {
    return this.#reading(path, Key => this.#get(Key));
  }

  async readRange(path: string, from: number, to: number): Promise<Uint8Array> {
    return this.#reading(path, async Key => {
      if (to <= from) {
        await this.#head(Key);
        return new Uint8Array();
      }
      try {
        return await this.#get(Key, `bytes=${from}-${to - 1}`);
      } catch (error) {
        if (isBeyondEnd(error)) return new Uint8Array();
        throw error;
      }
    });
  }

  /** The client verifies the checksum, where the store has one; the length is for us to verify. */
  #get(Key: string, Range?: string): Promise<Uint8Array> {
    return this.#requests.attempt(async s3 => {
      const { Body, ContentLength } = await s3.getObject({
        Bucket: this.#bucket,
        Key,
        Range,
        ChecksumMode: Range ? undefined : 'ENABLED',
      });
      const bytes = await Body!.transformToByteArray();
      if (bytes.length !== ContentLength) throw cutShort(Key);
      return bytes;
    });
  }

  async *chunks(path: string): AsyncGenerator<Uint8Array> {
    const Key = this.#key(path);
    try {
      let position = 0;
      let length: number | undefined;
      let IfMatch: string | undefined;
      while (length === undefined || position < length) {
        const Range = position > 0 ? `bytes=${position}-` : undefined;
        // Opened and begun at one go: a body that ends before it gives anything counts as a try.
        const { body, first } = await this.#requests.attempt(async s3 => {
          const got = await s3.getObject({
            Bucket: this.#bucket,
            Key,
            Range,
            IfMatch,
            ChecksumMode: Range ? undefined : 'ENABLED',
          });
          IfMatch = got.ETag; // what goes on is the same object
          const body = (got.Body as unknown as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
          const first = await body.next();
          // Where nobody says how long it is, its end may be anywhere.
          if (got.ContentLength === undefined || (first.done && position < (length ?? 0))) {
            await body.return?.();
            throw cutShort(Key);
          }
          length ??= got.ContentLength;
          return { body, first };
        });
        try {
          for (let next = first; !next.done; next = await body.next()) {
            position += next.value.length;
            yield next.value;
          }
        } catch (error) {
          if (position === length) throw error; // all of it is here, and its checksum is wrong
        } finally {
          await body.return?.();
        }
      }
    } catch (error) {
      throw s3Failure(error, this.address(path), 'READ_FAILED');
    }
  }

  createNew(path: string, bytes: Uint8Array): Promise<void> {
    return this.#writing(path, Key => this.#putNew(path, Key, bytes, this.#newId()));
  }

  replace(path: string, Body: Uint8Array, lastCheck?: () => Promise<void>): Promise<void> {
    return this.#writing(path, async Key => {
      if (!(await this.#headOrNothing(Key))) throw new RuntimeError('FILE_NOT_FOUND', { path: this.address(path) });
      await lastCheck?.();
      await this.#requests.attempt(s3 => s3.putObject({ Bucket: this.#bucket, Key, Body }));
    });
  }

  #putNew(path: string, Key: string, Body: Uint8Array, id: string): Promise<void> {
    const put = {
      Bucket: this.#bucket,
      Key,
      Body,
      IfNoneMatch: '*',
      Metadata: { [OUR_ID]: id },
    };
    return this.#publish(path, Key, id, () => this.#requests.attempt(s3 => s3.putObject(put)));
  }

  async #publish(path: string, Key: string, id: string, send: () => Promise<unknown>): Promise<void> {
    try {
      await send();
    } catch (error) {
      const found = await this.#headOrNothing(Key).catch(() => undefined);
      if (found?.Metadata?.[OUR_ID] === id) return;
      throw found || isTaken(error)
        ? new RuntimeError('FILE_EXISTS', { path: this.address(path) }, { cause: error })
        : error;
    }
  }

  #newId(): string {
    return `${this.#run}-${++this.#ids}`;
  }

  async create(path: string): Promise<NewFile> {
    const Key = this.#key(path);
    const id = this.#newId();
    return new S3Upload(this.#requests, {
      Bucket: this.#bucket,
      Key,
      Metadata: { [OUR_ID]: id },
      putNew: bytes => this.#putNew(path, Key, bytes, id),
      publish: send => this.#publish(path, Key, id, send),
      failure: error => s3Failure(error, this.address(path), 'WRITE_FAILED'),
    });
  }

  async *list(folder: string, { after, shallow = false }: ListOptions = {}): AsyncGenerator<FileEntry> {
    checkFolder(folder, this.root, 's3');
    const list = {
      Bucket: this.#bucket,
      Prefix: this.#prefix + pathIn(folder, ''),
      ...(shallow ? { Delimiter: '/' } : {}),
      ...(after ? { StartAfter: this.#prefix + after } : {}),
    };
    let ContinuationToken: string | undefined;
    do {
      let page: ListObjectsV2CommandOutput;
      try {
        page = await this.#requests.attempt(s3 => s3.listObjectsV2({ ...list, ContinuationToken }));
      } catch (error) {
        throw s3Failure(error, this.address(folder), 'READ_FAILED');
      }
      yield* this.#entriesOf(page, after ?? '');
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken);
  }

  /**
   * Others may have put objects there whose names are no paths, such as those of folders. Stores do not agree on whether
   * a folder is behind a path that is in it; here it is not.
   */
  #entriesOf({ Contents = [], CommonPrefixes = [] }: ListObjectsV2CommandOutput, after: string): FileEntry[] {
    const start = this.#prefix.length;
    const files = Contents.map(({ Key = '', Size = 0, LastModified = UNKNOWN }) => ({
      key: Key.slice(start),
      entry: { path: Key.slice(start), sizeBytes: Size, modifiedMs: LastModified.getTime() },
    }));
    const folders = CommonPrefixes.map(({ Prefix = '' }) => ({
      key: Prefix.slice(start),
      entry: { path: Prefix.slice(start, -1), sizeBytes: 0, modifiedMs: 0, isFolder: true as const },
    }));
    return [...files, ...folders]
      .filter(({ key, entry: { path } }) => isPath(path) && comparePaths(key, after) > 0)
      .sort((a, b) => comparePaths(a.key, b.key))
      .map(({ entry }) => entry);
  }

  stat(path: string): Promise<FileEntry | undefined> {
    return this.#reading(path, async Key => {
      const found = await this.#headOrNothing(Key);
      if (!found) return undefined;
      const { ContentLength = 0, LastModified = UNKNOWN } = found;
      return { path, sizeBytes: ContentLength, modifiedMs: LastModified.getTime() };
    });
  }

  #head(Key: string): Promise<HeadObjectCommandOutput> {
    return this.#requests.attempt(s3 => s3.headObject({ Bucket: this.#bucket, Key }));
  }

  async #headOrNothing(Key: string): Promise<HeadObjectCommandOutput | undefined> {
    try {
      return await this.#head(Key);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(...paths: readonly string[]): Promise<void> {
    const keys = paths.map(path => this.#key(path));
    for (let i = 0; i < keys.length; i += REMOVED_AT_ONCE) {
      const some = keys.slice(i, i + REMOVED_AT_ONCE);
      await this.#writing(paths[i], Key => (some.length === 1 ? this.#removeOne(Key) : this.#removeMany(some)));
    }
  }

  async #removeOne(Key: string): Promise<void> {
    await this.#requests.attempt(s3 => s3.deleteObject({ Bucket: this.#bucket, Key }));
  }

  async #removeMany(keys: readonly string[]): Promise<void> {
    const Delete = { Objects: keys.map(Key => ({ Key })), Quiet: true };
    await this.#requests.attempt(async s3 => {
      const { Errors = [] } = await s3.deleteObjects({ Bucket: this.#bucket, Delete });
      if (Errors.length > 0) throw Object.assign(new Error(Errors[0].Message), { name: Errors[0].Code });
    });
  }

  async move(from: string, to: string): Promise<void> {
    const source = await this.#reading(from, Key => this.#head(Key));
    await this.#writing(to, async Key => {
      const target = await this.#headOrNothing(Key);
      const isMoved = target?.ETag === source.ETag && target?.ContentLength === source.ContentLength;
      if (target && !isMoved) throw new RuntimeError('FILE_EXISTS', { path: this.address(to) });
      if (!target) await this.#copy(from, to, Key, source);
      await this.#removeOne(this.#key(from));
    });
  }

  async #copy(from: string, to: string, Key: string, source: HeadObjectCommandOutput): Promise<void> {
    const isCopiedAtOnce = (source.ContentLength as number) <= COPIED_AT_ONCE_BYTES;
    if (!isCopiedAtOnce) return fillFile(await this.create(to), this.chunks(from));
    const CopySource = `${this.#bucket}/${this.#key(from).split('/').map(encodeURIComponent).join('/')}`;
    const id = this.#newId();
    const copy = {
      Bucket: this.#bucket,
      Key,
      CopySource,
      IfNoneMatch: '*',
      MetadataDirective: 'REPLACE' as const,
      Metadata: { [OUR_ID]: id },
    };
    await this.#publish(to, Key, id, () => this.#requests.attempt(s3 => s3.copyObject(copy)));
  }

  async recover(folder: string): Promise<void> {
    checkFolder(folder, this.root, 's3');
    const upload = { Bucket: this.#bucket, Prefix: this.#prefix + pathIn(folder, '') };
    let KeyMarker: string | undefined;
    do {
      let page: ListMultipartUploadsCommandOutput;
      try {
        page = await this.#requests.attempt(s3 => s3.listMultipartUploads({ ...upload, KeyMarker }));
      } catch (error) {
        // They are no part of any file: who may not list them, or cannot, pays for them and reads right.
        if (statusOf(error) === 403 || statusOf(error) === 501) return;
        throw s3Failure(error, this.address(folder), 'READ_FAILED');
      }
      for (const { Key, UploadId, Initiated = UNKNOWN } of page.Uploads ?? []) {
        if (this.#clock.nowMs() - Initiated.getTime() < UPLOAD_GIVEN_UP_MS) continue;
        const abort = { Bucket: this.#bucket, Key, UploadId };
        await this.#requests.attempt(s3 => s3.abortMultipartUpload(abort)).catch(() => {});
      }
      // By names alone, as versitygw takes no ids beside a prefix: what is left of the last name waits for another day.
      KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
    } while (KeyMarker);
  }

  async checkCreateNew(): Promise<void> {
    const name = `${UNFINISHED}probe-${this.#newId()}`;
    const Key = this.#prefix + name;
    try {
      const put = () => this.#putNew(name, Key, Buffer.from('probe'), this.#newId());
      await put();
      const end = await put().then(
        () => 'replaced',
        error => error,
      );
      await this.#removeOne(Key);
      if (end === 'replaced') throw new RuntimeError('S3_REPLACES', { address: this.root });
      if (!(end instanceof RuntimeError && end.key === 'FILE_EXISTS')) throw end;
    } catch (error) {
      throw s3Failure(error, this.root, 'WRITE_FAILED');
    }
  }

  #key(path: string): string {
    checkPath(path, this.root, 's3');
    checkPath(this.#prefix + path, this.root, 's3'); // its length
    return this.#prefix + path;
  }

  async #reading<T>(path: string, read: (key: string) => Promise<T>): Promise<T> {
    const key = this.#key(path);
    try {
      return await read(key);
    } catch (error) {
      throw s3Failure(error, this.address(path), 'READ_FAILED');
    }
  }

  async #writing(path: string, write: (key: string) => Promise<void>): Promise<void> {
    const key = this.#key(path);
    try {
      await write(key);
    } catch (error) {
      throw s3Failure(error, this.address(path), 'WRITE_FAILED');
    }
  }
}

/** Tried again: it has no status. */
const cutShort = (key: string): Error => new Error(`${key} ended before its end`);
