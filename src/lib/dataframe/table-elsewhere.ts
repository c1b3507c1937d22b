/*
 * A frame knows its columns when it is made, and what is in a bucket can only be waited for. So another thread asks the
 * bucket, and this one stands still until it has the answer, as Spark does.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { XptoError } from '../base/errors.ts';
import { revivedError, type SentError, sentError } from '../base/sent-error.ts';
import type { Schema } from '../columns/types.ts';
import { openFiles } from '../files/open-files.ts';
import type { FileFormat } from '../formats/format.ts';
import { findFormat } from '../formats/index.ts';
import type { FileTable } from '../sources/files/file-table.ts';
import { tableThere } from '../sources/files/table-there.ts';

/** As `TableQuestion`, of what a thread can be given. */
interface Question {
  readonly locations: readonly string[];
  readonly format: string;
  readonly options: ReadonlyMap<string, string>;
  readonly timeZone: string;
  readonly given: Schema | undefined;
  readonly isStream: boolean;
}

export interface Ask {
  readonly question: Question;
  readonly port: MessagePort;
  /** Becomes 1 when the answer is there. */
  readonly state: Int32Array;
}

/** A failure is a bug, or a thread that could not work. */
type Answer = { readonly requests: number } & (
  | { readonly table: FileTable }
  | { readonly refusal: SentError }
  | { readonly failure: string }
);

/** Longer than all the tries of a request, and of some hundred more. */
const LONGEST_WAIT_MS = 3_600_000;

/** The program, which this is a part of; what runs from the source runs with the one that was built of it. */
const [HERE, BUILT] = ['./xpto.cjs', '../../../dist/xpto.cjs'].map(path =>
  fileURLToPath(new URL(path, import.meta.url)),
);
/** Whatever happens, it says so: who asked stands still and can see nothing else. */
const THREAD = `
  const { program, ask } = require('node:worker_threads').workerData;
  const fail = error => {
    ask.port.postMessage({ failure: String(error?.stack ?? error), requests: 0 });
    Atomics.store(ask.state, 0, 1);
    Atomics.notify(ask.state, 0);
  };
  (async () => require(program).answerTable(ask))().catch(fail);
`;

/** @returns the columns, and how many requests were sent for them */
export function tableElsewhere(question: Omit<Question, 'format'> & { readonly format: FileFormat }): {
  table: FileTable;
  requests: number;
} {
  const { port1: here, port2: there } = new MessageChannel();
  const state = new Int32Array(new SharedArrayBuffer(4));
  const ask: Ask = { question: { ...question, format: question.format.name }, port: there, state };
  const workerData = { program: existsSync(HERE) ? HERE : BUILT, ask };
  const worker = withSignalsAsTheyAre(() => {
    const worker = new Worker(THREAD, { eval: true, workerData, transferList: [there] });
    Atomics.wait(state, 0, 0, LONGEST_WAIT_MS);
    return worker;
  });
  const answer = receiveMessageOnPort(here)?.message as Answer | undefined;
  here.close();
  void worker.terminate();
  if (answer && 'table' in answer) return answer;
  if (answer && 'refusal' in answer) throw revivedError(answer.refusal);
  throw new Error(answer?.failure ?? 'no answer');
}

/** Ctrl-C ends the process, as if nobody listened for it: whoever stands still cannot. */
function withSignalsAsTheyAre<T>(standStill: () => T): T {
  const deaf = (['SIGINT', 'SIGTERM'] as const).map(name => ({ name, listeners: process.rawListeners(name) }));
  for (const { name } of deaf) process.removeAllListeners(name);
  const result = standStill();
  for (const { name, listeners } of deaf) {
    for (const listener of listeners) process.on(name, listener as () => void);
  }
  return result;
}

/** The other thread: asks, and tells. */
export async function answer({ question, port, state }: Ask): Promise<void> {
  const opened: { readonly requests?: number }[] = [];
  const { options, timeZone } = question;
  let found: object;
  try {
    const table = await tableThere(
      {
        ...question,
        format: findFormat(question.format)!,
        options: { text: name => options.get(name.toLowerCase()), timeZone },
      },
      async location => {
        const files = await openFiles(location);
        opened.push(files);
        return files;
      },
    );
    found = { table };
  } catch (error) {
    found =
      error instanceof XptoError ? { refusal: sentError(error) } : { failure: String((error as Error).stack ?? error) };
  }
  port.postMessage({ ...found, requests: opened.reduce((sum, { requests = 0 }) => sum + requests, 0) });
  Atomics.store(state, 0, 1);
  Atomics.notify(state, 0);
}
