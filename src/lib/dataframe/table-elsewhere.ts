/*
 * A frame knows its columns when it is made, and what is in a bucket can only be waited for. So another thread asks the
 * bucket, and this one stands still until it has the answer, as Spark does.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { AnalysisError, RuntimeError, UsageError, XptoError } from '../base/errors.ts';
import { Phrase } from '../base/messages/index.ts';
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

interface SentPhrase {
  readonly phrase: Phrase['key'];
  readonly params: Readonly<Record<string, unknown>>;
}

type Answer = { readonly requests: number } & (
  | { readonly table: FileTable }
  | {
      readonly error: {
        readonly name: string;
        readonly key: XptoError['key'];
        readonly params: Record<string, unknown>;
      };
    }
  | { readonly failure: string }
);

/** Longer than all the tries of a request, and of some hundred more. */
const LONGEST_WAIT_MS = 3_600_000;

/** The program, which this is a part of; what runs from the source runs with the one that was built of it. */
const [HERE, BUILT] = ['./xpto.cjs', '../../../dist/xpto.cjs'].map(path =>
  fileURLToPath(new URL(path, import.meta.url)),
);
const THREAD = `const { workerData: { program, ask } } = require('node:worker_threads'); require(program).answerTable(ask)`;

/** @returns the columns, and how many requests were sent for them */
export function tableElsewhere(question: Omit<Question, 'format'> & { readonly format: FileFormat }): {
  table: FileTable;
  requests: number;
} {
  const { port1: here, port2: there } = new MessageChannel();
  const state = new Int32Array(new SharedArrayBuffer(4));
  const ask: Ask = { question: { ...question, format: question.format.name }, port: there, state };
  const workerData = { program: existsSync(HERE) ? HERE : BUILT, ask };
  const worker = new Worker(THREAD, { eval: true, workerData, transferList: [there] });
  Atomics.wait(state, 0, 0, LONGEST_WAIT_MS);
  const answer = receiveMessageOnPort(here)?.message as Answer | undefined;
  here.close();
  void worker.terminate();
  if (answer && 'table' in answer) return answer;
  if (answer && 'error' in answer) throw revived(answer.error);
  throw new Error(answer?.failure ?? 'no answer');
}

const CLASSES = { AnalysisError, RuntimeError, UsageError } as const;

function revived({ name, key, params }: Extract<Answer, { error: unknown }>['error']): XptoError {
  const whole = Object.entries(params).map(([param, value]) => {
    const { phrase, params: inner } = Object(value) as SentPhrase;
    return [param, phrase === undefined ? value : new Phrase(phrase, inner)];
  });
  const Class = (CLASSES[name as keyof typeof CLASSES] ?? RuntimeError) as typeof XptoError;
  return new Class(key, Object.fromEntries(whole));
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
    found = error instanceof XptoError ? { error: sent(error) } : { failure: String((error as Error).stack ?? error) };
  }
  port.postMessage({ ...found, requests: opened.reduce((sum, { requests = 0 }) => sum + requests, 0) });
  Atomics.store(state, 0, 1);
  Atomics.notify(state, 0);
}

function sent({ name, key, params }: XptoError): object {
  const plain = Object.entries(params).map(([param, value]) => [
    param,
    value instanceof Phrase ? ({ phrase: value.key, params: value.params } satisfies SentPhrase) : String(value),
  ]);
  return { name, key, params: Object.fromEntries(plain) };
}
