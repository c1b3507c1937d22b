/** A thread that makes batches of blocks of lines; built as a script of its own. */
import { serve } from '../../base/helper-thread.ts';
import { type MovedBatch, moveOut } from '../../columns/moved-batch.ts';
import type { JsonBlockReader } from '../../expressions/json/block-reader.ts';
import { JsonRecords, type JsonSetup } from './records.ts';

export interface BlockQuestion {
  /** A `JsonSetup`, as text: most blocks are of the file that the one before was of. */
  readonly setup: string;
  readonly name: string;
  readonly block: Uint8Array<ArrayBuffer>;
}

export interface BlockAnswer {
  readonly batch: MovedBatch;
  /** Where the block was. */
  readonly room: ArrayBuffer;
}

let open: { readonly setup: string; readonly name: string; readonly reader: JsonBlockReader } | undefined;

serve(message => {
  const { setup, name, block } = message as BlockQuestion;
  if (open?.setup !== setup || open.name !== name) {
    open = { setup, name, reader: JsonRecords.from(JSON.parse(setup) as JsonSetup).blockReader(name) };
  }
  const { answer: batch, moved } = moveOut(open.reader.read(block));
  return { answer: { batch, room: block.buffer } satisfies BlockAnswer, moved: [...moved, block.buffer] };
});
