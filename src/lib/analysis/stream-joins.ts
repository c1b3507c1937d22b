import { AnalysisError } from '../base/errors.ts';
import { phrase } from '../base/messages/index.ts';
import { takeApart } from '../operators/join/condition.ts';
import type { Join } from '../operators/join/join.ts';
import { boundsState } from '../operators/join/symmetric-join.ts';
import { isStreaming } from '../plan/node.ts';
import type { OutputMode } from '../plan/operator.ts';

/**
 * Which joins with a stream in them can run. Pairs can be given as they are found. That a row has no partner is known
 * only when all rows that could be one have been seen: all of a table at once, of a stream never, unless a watermark
 * says that no more of them can come.
 *
 * @see Spark UnsupportedOperationChecker.checkForStreaming, checkForStreamStreamJoinWatermark
 */
export function checkJoin(join: Join, mode: OutputMode): void {
  const [left, right] = join.children.map(isStreaming);
  if (left && right) checkStreamStream(join, mode);
  else checkStreamTable(join, left);
}

/** The type may ask for the partners of the stream's rows only: the table's rows wait for ever. */
function checkStreamTable({ type }: Join, streamIsLeft: boolean): void {
  if (type === 'inner' || type === 'cross') return;
  const asksForStream = streamIsLeft ? type === 'left' || type === 'semi' || type === 'anti' : type === 'right';
  if (!asksForStream)
    throw new AnalysisError('STATIC_SIDE_PRESERVED', { type, side: phrase(streamIsLeft ? 'SIDE_LEFT' : 'SIDE_RIGHT') });
}

function checkStreamStream(join: Join, mode: OutputMode): void {
  const { type } = join;
  if (type === 'anti') throw new AnalysisError('ANTI_JOIN_OF_STREAMS');
  const isOuter = type === 'left' || type === 'right' || type === 'full';
  // A row without a partner is told when it is given up, and never taken back: that is append.
  if (isOuter && mode !== 'append') throw new AnalysisError('OUTER_JOIN_OF_STREAMS_IN_MODE', { type, mode });
  if (mode === 'complete') throw new AnalysisError('JOIN_OF_STREAMS_IN_COMPLETE', { type });
  if ((isOuter || type === 'semi') && !isBounded(join)) throw new AnalysisError('JOIN_WITHOUT_BOUND', { type });
}

/** Does the watermark say when a row that the join must not lose is given up? For a full join one side is enough. */
function isBounded({ type, children, condition, settings }: Join): boolean {
  const [left, right] = children.map(child => child.output);
  const keys = takeApart(condition, left, right, settings).keys.map(key => [key.left, key.right] as const);
  const leftEnds = () => boundsState(left, right, condition, keys);
  const rightEnds = () => boundsState(right, left, condition, keys);
  if (type === 'full') return leftEnds() || rightEnds();
  return type === 'right' ? rightEnds() : leftEnds();
}
