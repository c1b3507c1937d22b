/**
 * The blocks of files as batches, in order. Once a file has had many blocks, a thread reads them ahead of who works on the
 * batches: of the way of JSON into Parquet, half of the work is reading it.
 *
 * With and without the thread, the files are read here and in the same order, and the rows are the same.
 */
import { HelperThread, threadScript } from '../../base/helper-thread.ts';
import type { Batch } from '../../columns/batch.ts';
import { moveIn } from '../../columns/moved-batch.ts';
import { lineBlocks } from '../line-blocks.ts';
import type { JsonSetup } from './records.ts';
import type { BlockAnswer, BlockQuestion } from './thread.ts';

/** Enough that neither side waits for the other at every block; each is a megabyte. */
const BLOCKS_AHEAD = 8;

/** For all readers of the process, once one has much to read. */
let shared: HelperThread | undefined;
const sharedThread = (): HelperThread => (shared ??= jsonThread());

export const jsonThread = (): HelperThread => new HelperThread(threadScript('json-thread'));

export class BlocksAhead {
  readonly #setup: string;
  readonly #start: () => HelperThread;
  /** Once one file had many blocks. */
  #thread: HelperThread | undefined;
  /** Memory that blocks came back in, for the next ones: the less is allocated, the less often V8 collects garbage. */
  readonly #rooms: ArrayBuffer[] = [];

  constructor(setup: JsonSetup, start = sharedThread) {
    this.#setup = JSON.stringify(setup);
    this.#start = start;
  }

  /**
   * @param name of the file
   * @param readHere reads a block in this thread
   * @throws what the chunks throw, behind the rows before it, and what reading a block throws
   */
  async *read(
    chunks: AsyncIterable<Uint8Array>,
    name: string,
    readHere: (block: Buffer) => Batch,
  ): AsyncGenerator<Batch> {
    const waiting: (Buffer | Promise<BlockAnswer>)[] = [];
    const first = async (): Promise<Batch> => {
      const block = waiting.shift()!;
      if (Buffer.isBuffer(block)) return readHere(block);
      const { batch, room } = await block;
      this.#rooms.push(room);
      return moveIn(batch);
    };
    let failure: { readonly error: unknown } | undefined;
    const blocks = upToFailure(lineBlocks(chunks, name, undefined, this.#rooms), error => {
      failure = { error };
    });
    let count = 0;
    for await (const block of blocks) {
      waiting.push(block);
      if (++count >= BLOCKS_AHEAD) this.#thread ??= this.#start();
      if (this.#thread) this.#handOver(this.#thread, waiting, name);
      if (waiting.length > BLOCKS_AHEAD) yield await first();
    }
    while (waiting.length > 0) yield await first();
    if (failure) throw failure.error;
  }

  /** All but the first one, which is wanted next: if nobody has it yet, it is read here while the thread reads others. */
  #handOver(thread: HelperThread, waiting: (Buffer | Promise<BlockAnswer>)[], name: string): void {
    for (let i = 1; i < waiting.length && thread.isReady; i++) {
      const block = waiting[i];
      if (!Buffer.isBuffer(block)) continue;
      const question = { setup: this.#setup, name, block: block as Uint8Array<ArrayBuffer> };
      waiting[i] = thread.ask(question satisfies BlockQuestion, [question.block.buffer]) as Promise<BlockAnswer>;
    }
  }
}

async function* upToFailure<T>(items: AsyncIterable<T>, fail: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    fail(error);
  }
}
