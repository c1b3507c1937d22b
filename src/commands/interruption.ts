/** Ctrl-C, and what asks a process to end in its place. */

/** How long the first one may take: more, and it looks as if nobody had heard it. */
const PATIENCE_MS = 4_000;

/**
 * A signal, aborted by the first SIGINT or SIGTERM, for the command that wants to end well. The second one ends the
 * process at once; so does the first where nobody has asked for the signal, and time, where what is awaited does not
 * come: whatever is cut off here would survive a kill, too.
 *
 * @param codes exit codes by the signals' names
 * @param onOverdue told before the process ends because time is up, with what was allowed, in seconds
 */
export function interruption(
  codes: Readonly<Record<'SIGINT' | 'SIGTERM', number>>,
  onOverdue: (seconds: number) => void,
): () => AbortSignal {
  const controller = new AbortController();
  let isAwaited = false;
  for (const [name, code] of Object.entries(codes)) {
    process.on(name, () => {
      if (!isAwaited || controller.signal.aborted) process.exit(code);
      process.exitCode = code;
      setTimeout(() => {
        onOverdue(PATIENCE_MS / 1000);
        process.exit(code);
      }, PATIENCE_MS).unref();
      controller.abort();
    });
  }
  return () => {
    isAwaited = true;
    return controller.signal;
  };
}
