/**
 * A thread that takes work off this one. It answers messages one by one, in the order in which they were sent.
 *
 * Nobody has to wait for it to start, nor to end it: the process lives no longer for it, unless it owes an answer. Where
 * no thread can be, it is never ready.
 */
import { availableParallelism } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';
import { XptoError } from './errors.ts';
import { revivedError, type SentError, sentError } from './sent-error.ts';

/** An answer, and the buffers in it that are the receiver's from now on: they are moved, not copied. */
export interface Answer<A> {
  readonly answer: A;
  readonly moved: readonly ArrayBuffer[];
}

/** What comes back. */
type Reply = { readonly answer: unknown } | { readonly refusal: SentError } | { readonly error: unknown };

interface Question {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

export class HelperThread {
  /** Resolves once it has started; to false where it cannot. */
  readonly started: Promise<boolean>;
  readonly #worker: Worker | undefined;
  readonly #open: Question[] = [];
  #isReady = false;

  /** @param script calls `serve` */
  constructor(script: URL) {
    this.#worker = availableParallelism() > 1 ? workerOf(script) : undefined;
    const worker = this.#worker;
    this.started = new Promise(resolve => {
      if (!worker) return resolve(false);
      worker.on('message', reply => {
        if (this.#isReady) return this.#take(reply);
        this.#isReady = true;
        resolve(true);
      });
      worker.unref(); // behind the listener, which holds the process
      const fail = (error: Error) => {
        this.#fail(error);
        resolve(false);
      };
      worker.on('error', fail);
      worker.on('exit', () => fail(new Error('The helper thread has ended.')));
    });
  }

  /** Can it be asked? */
  get isReady(): boolean {
    return this.#isReady;
  }

  /**
   * @param moved of the message
   * @throws what the thread throws; an Error where it ends before it has answered
   */
  ask(message: unknown, moved: readonly ArrayBuffer[]): Promise<unknown> {
    const worker = this.#worker!;
    worker.postMessage(message, moved);
    worker.ref(); // only now: what cannot be sent is answered by nobody
    const answer = new Promise((resolve, reject) => this.#open.push({ resolve, reject }));
    answer.catch(() => {}); // who asked may have gone
    return answer;
  }

  end(): void {
    void this.#worker?.terminate();
  }

  #take(reply: Reply): void {
    const { resolve, reject } = this.#open.shift()!;
    if (this.#open.length === 0) this.#worker!.unref();
    if ('answer' in reply) resolve(reply.answer);
    else reject('refusal' in reply ? revivedError(reply.refusal) : reply.error);
  }

  #fail(error: Error): void {
    this.#isReady = false;
    for (const { reject } of this.#open.splice(0)) reject(error);
  }
}

function workerOf(script: URL): Worker | undefined {
  try {
    return new Worker(script, { execArgv: [] });
  } catch {
    return undefined; // Node was told to let none start
  }
}

/** The script that the build has made for a thread; run from source, as the tests do, that is elsewhere. */
export const threadScript = (name: string): URL =>
  new URL(import.meta.url.endsWith('.ts') ? `../../../dist/${name}.cjs` : `./${name}.cjs`, import.meta.url);

/** What a helper thread does. */
export function serve(answer: (message: unknown) => Answer<unknown>): void {
  const port = parentPort!;
  port.on('message', message => {
    try {
      const { answer: found, moved } = answer(message);
      port.postMessage({ answer: found } satisfies Reply, moved);
    } catch (error) {
      const reply = error instanceof XptoError ? { refusal: sentError(error) } : { error };
      port.postMessage(reply satisfies Reply);
    }
  });
  port.postMessage('ready');
}
