/** Small files, read many at a time in another thread: each by itself would cost this one more than its bytes do. */
import { HelperThread, threadScript } from '../base/helper-thread.ts';
import type { ReadAnswer, ReadQuestion } from './read-thread.ts';

/** For all of the process, once one has much to read. */
let shared: HelperThread | undefined;

/**
 * @returns undefined while there is no thread yet; the bytes of each file, or undefined for one that has grown since or
 * cannot be read
 */
export function readSmallFiles(
  files: ReadQuestion,
  thread = (shared ??=
    new HelperThread(threadScript('read-thread'))),
): Promise<readonly (Uint8Array | undefined)[]> | undefined {
  if (!thread.isReady) return undefined;
  return (thread.ask(files, []) as Promise<ReadAnswer>).then(
    ({ bytes, ends }) => {
      let start = 0;
      return ends.map(end => {
        if (end < 0) return undefined;
        const own = bytes.subarray(start, end);
        start = end;
        return own;
      });
    },
    () => files.map(() => undefined), // it has ended
  );
}
