import { RuntimeError, XptoError } from '../lib/base/errors.ts';
import { terminalSafe } from '../lib/formats/terminal-safe.ts';
import type { Io } from './io.ts';

/**
 * Prints an error for the person who reads it: what happened, then a line for each thing to know or to do next.
 *
 * @returns what it was at bottom
 */
export function noteError(error: XptoError, io: Io): XptoError {
  const found = rootOf(error);
  const { message, hints } = found.explain(io.language);
  const condition = found.condition === null ? '' : `[${found.condition}] `;
  const sqlState = found.sqlState === null ? '' : ` SQLSTATE: ${found.sqlState}`;
  const [first, ...others] = `${condition}${message}${sqlState}`.split('\n').filter(line => line.trim() !== '');
  io.note(`${io.style.red('xpto:')} ${terminalSafe(first)}`);
  for (const line of others) io.note(`  ${terminalSafe(line)}`); // all by the same, so that marks stay below what they mark
  for (const hint of hints) io.note(`  ${terminalSafe(hint)}`);
  return found;
}

/** That a query failed is plain; what it failed of is worth telling. */
function rootOf(error: XptoError): XptoError {
  const wraps = error instanceof RuntimeError && error.key === 'STREAM_FAILED';
  return wraps && error.cause instanceof XptoError ? error.cause : error;
}
