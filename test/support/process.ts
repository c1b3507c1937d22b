import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn as spawnOnTerminal } from '@lydell/node-pty';
import { atEnd } from './at-end.ts';

/** The repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What `npx xpto` runs; the tests build it beforehand when it is not up to date. */
const xpto = join(root, 'bin/xpto.js');

export interface StartOptions {
  /** What standard input gives before it ends. */
  readonly input?: string | Uint8Array;
  /** Without `input`: a pipe to `write` to, a descriptor, or nothing (as with `< /dev/null`), which is the default. */
  readonly stdin?: 'pipe' | number;
  /** Beside those of the tests; undefined takes one away. Notes and errors are English where nothing else is said. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** xpto as a process, while it runs. Whatever still runs at the end of the test file is killed. */
export interface Running {
  /** What it has printed so far. */
  readonly stdout: string;
  readonly stderr: string;
  /**
   * Resolves once all that it has printed so far matches, at once if it does already; rejects when it ends without.
   * Notes and errors are on stderr, data on stdout.
   */
  waitFor(pattern: RegExp, where?: 'stderr' | 'stdout'): Promise<RegExpExecArray>;
  write(text: string | Uint8Array): void;
  endInput(): void;
  signal(name: NodeJS.Signals): void;
  /** The bare process, for its streams. */
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Runs `xpto ARGS` to its end. */
export const run = (args: readonly string[], options: StartOptions = {}): Promise<Ended> => start(args, options).ended;

/** Starts `xpto ARGS`. */
export function start(args: readonly string[], { input, stdin, env, cwd }: StartOptions = {}): Running {
  const child = spawn(process.execPath, [xpto, ...args], {
    cwd: cwd ?? root,
    env: environment(env),
    stdio: [input === undefined ? (stdin ?? 'ignore') : 'pipe', 'pipe', 'pipe'],
  });
  atEnd(() => child.kill('SIGKILL'));
  const printed = { stdout: new Printed(child.stdout!), stderr: new Printed(child.stderr!) };
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ code, stdout: printed.stdout.text, stderr: printed.stderr.text }));
  });
  child.stdin?.on('error', () => {}); // it may end without having read all
  if (input !== undefined) child.stdin!.end(input);
  return {
    get stdout() {
      return printed.stdout.text;
    },
    get stderr() {
      return printed.stderr.text;
    },
    waitFor(pattern, where = 'stderr') {
      return printed[where].waitFor(
        pattern,
        ended.then(({ code, stdout, stderr }) => `It ended with ${code}.\nstdout: ${stdout}\nstderr: ${stderr}`),
      );
    },
    write: text => void child.stdin!.write(text),
    endInput: () => void child.stdin!.end(),
    signal: name => void child.kill(name),
    child,
    ended,
  };
}

/** xpto on a terminal of its own, where both outputs and the echo of what is typed are one text. */
export interface OnTerminal {
  readonly screen: string;
  /** As for `Running`. Lines end in CRLF on a terminal. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** `\r` is Enter, `\x03` Ctrl-C and `\x04` Ctrl-D. */
  type(keys: string): void;
  readonly ended: Promise<{ readonly code: number; readonly screen: string }>;
}

/** Starts `xpto ARGS` as in a window in which somebody types. */
export function startOnTerminal(
  args: readonly string[],
  { env, cwd }: Pick<StartOptions, 'env' | 'cwd'> = {},
): OnTerminal {
  const terminal = spawnOnTerminal(process.execPath, [xpto, ...args], {
    cols: 200,
    rows: 50,
    cwd: cwd ?? root,
    env: environment(env),
  });
  let isOver = false;
  atEnd(() => isOver || terminal.kill());
  const printed = new Printed({ on: (_event, listener) => void terminal.onData(listener) });
  const ended = new Promise<{ code: number; screen: string }>(resolve => {
    terminal.onExit(({ exitCode }) => {
      isOver = true;
      resolve({ code: exitCode, screen: printed.text });
    });
  });
  return {
    get screen() {
      return printed.text;
    },
    waitFor: pattern =>
      printed.waitFor(
        pattern,
        ended.then(({ code, screen }) => `It ended with ${code}.\n${screen}`),
      ),
    type: keys => terminal.write(keys),
    ended,
  };
}

function environment(changes: StartOptions['env']): NodeJS.ProcessEnv {
  // Colours only where a test asks for them: what is compared is text.
  const wanted = { ...process.env, CI: undefined, FORCE_COLOR: undefined, NO_COLOR: '1', XPTO_LANG: 'en', ...changes };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)); // not every spawn does
}

/** Less than a test may take, so that what was printed is told. */
const PATIENCE_MS = 45_000;

/** Collects text, and tells when it matches a pattern. */
class Printed {
  text = '';
  readonly #waiting = new Set<() => void>();

  constructor(stream: {
    setEncoding?(encoding: 'utf8'): void;
    on(event: 'data', listener: (text: string) => void): void;
  }) {
    stream.setEncoding?.('utf8');
    stream.on('data', text => {
      this.text += text;
      for (const look of this.#waiting) look();
    });
  }

  waitFor(pattern: RegExp, over: Promise<string>): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(this.text);
        if (!match) return;
        this.#waiting.delete(look);
        resolve(match);
      };
      this.#waiting.add(look);
      look();
      // A promise is settled once: where it has matched by then, these change nothing.
      const fail = (why: string) => reject(new Error(`Nothing matched ${pattern}. ${why}`));
      void over.then(fail);
      setTimeout(() => fail(`Waited ${PATIENCE_MS} ms; so far:\n${this.text}`), PATIENCE_MS).unref();
    });
  }
}
