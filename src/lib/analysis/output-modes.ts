/**
 * Which streaming plans can run in which output mode: Spark's rules, in Spark's order, so that the same plan is
 * refused for the same reason. First aggregation against the mode; then each operator, from the sources up; then
 * stateful operators behind each other.
 *
 * @see Spark UnsupportedOperationChecker.checkForStreaming
 */
import { AnalysisError } from '../base/errors.ts';
import type { Aggregate } from '../operators/aggregate/aggregate.ts';
import type { Deduplicate } from '../operators/deduplicate.ts';
import { takeApart } from '../operators/join/condition.ts';
import type { Join } from '../operators/join/join.ts';
import { boundsState } from '../operators/join/symmetric-join.ts';
import { isStreaming, nodesOf, type PlanNode } from '../plan/node.ts';
import type { OutputMode } from '../plan/operator.ts';

/** @throws AnalysisError when the plan cannot run as a stream in this mode */
export function checkOutputMode(plan: PlanNode, mode: OutputMode): void {
  checkAggregation(plan, mode);
  for (const node of bottomUp(plan)) checkOperator(node, mode);
  checkStatefulChain(plan, mode);
}

function* bottomUp(node: PlanNode): Generator<PlanNode> {
  for (const child of node.children) yield* bottomUp(child);
  yield node;
}

const streamingAggregates = (plan: PlanNode): Aggregate[] =>
  [...nodesOf(plan)].filter((node): node is Aggregate => node.op === 'aggregate' && isStreaming(node));

function checkAggregation(plan: PlanNode, mode: OutputMode): void {
  const aggregates = streamingAggregates(plan);
  const keysOf = ({ keys }: Aggregate) => keys.map(({ attribute }) => attribute);
  if (mode === 'append') {
    const endless = aggregates.some(node => keysOf(node).every(key => key.watermarkDelayMs === undefined));
    if (endless) throw new AnalysisError('APPEND_WITHOUT_WATERMARK');
  }
  if (mode === 'update' && aggregates.some(node => keysOf(node).some(key => key.session))) {
    throw new AnalysisError('SESSION_IN_UPDATE');
  }
  if (mode === 'complete' && aggregates.length === 0) throw new AnalysisError('COMPLETE_WITHOUT_AGGREGATION');
}

function checkOperator(node: PlanNode, mode: OutputMode): void {
  if (!isStreaming(node)) return;
  switch (node.op) {
    case 'aggregate':
      if ((node as Aggregate).calls.some(({ call }) => call.distinct)) throw new AnalysisError('DISTINCT_IN_STREAM');
      break;
    case 'deduplicate':
      checkDeduplicate(node as Deduplicate);
      break;
    case 'join':
      checkJoin(node as Join, mode);
      break;
    case 'limit':
      if (mode === 'update') throw new AnalysisError('LIMIT_IN_UPDATE');
      break;
    case 'sort':
      if (mode !== 'complete' || streamingAggregates(node).length === 0) throw new AnalysisError('SORT_IN_STREAM');
      break;
    case 'union':
      if (!node.children.every(isStreaming)) throw new AnalysisError('UNION_OF_STREAM_AND_TABLE');
      break;
  }
}

function checkDeduplicate({ withinWatermark, children: [child] }: Deduplicate): void {
  const marked = child.output.some(({ watermarkDelayMs }) => watermarkDelayMs !== undefined);
  if (withinWatermark && !marked) throw new AnalysisError('WITHIN_WATERMARK_WITHOUT_WATERMARK');
}

function checkJoin(join: Join, mode: OutputMode): void {
  const [left, right] = join.children.map(isStreaming);
  if (left && right) checkStreamStream(join, mode);
  else checkStreamStatic(join, left);
}

/** Rows of the table that meet no row of the stream cannot be known: the stream never ends. */
function checkStreamStatic({ type }: Join, streamIsLeft: boolean): void {
  if (type === 'inner' || type === 'cross') return;
  const keepsStream = streamIsLeft ? type === 'left' || type === 'semi' || type === 'anti' : type === 'right';
  if (keepsStream) return;
  throw new AnalysisError('STATIC_SIDE_PRESERVED', { type, side: streamIsLeft ? 'left' : 'right' });
}

function checkStreamStream(join: Join, mode: OutputMode): void {
  const { type, children, condition, settings } = join;
  if (type === 'anti') throw new AnalysisError('ANTI_JOIN_OF_STREAMS');
  const allowed: OutputMode[] =
    type === 'inner' || type === 'cross' || type === 'semi' ? ['append', 'update'] : ['append'];
  if (!allowed.includes(mode))
    throw new AnalysisError('JOIN_OF_STREAMS_IN_MODE', { type, mode, allowed: allowed.join(', ') });
  if (type === 'inner' || type === 'cross') return;
  const [left, right] = children.map(child => child.output);
  const { keys } = takeApart(condition, left, right, settings);
  const pairs = keys.map(key => [key.left, key.right] as const);
  const leftKnown = boundsState(left, right, condition, pairs);
  const rightKnown = boundsState(right, left, condition, pairs);
  const known = type === 'right' ? rightKnown : type === 'full' ? leftKnown || rightKnown : leftKnown;
  if (!known) throw new AnalysisError('JOIN_WITHOUT_BOUND', { type });
}

/**
 * A stateful operator behind another one needs rows that it will not see again in another version, and that are not
 * later than the watermark: only append gives those.
 */
function checkStatefulChain(plan: PlanNode, mode: OutputMode): void {
  if (mode === 'append') return;
  for (const node of nodesOf(plan)) {
    if (!isStateful(node)) continue;
    const below = [...nodesOf(node)].filter(other => other !== node);
    if (below.some(endsChain)) throw new AnalysisError('STATEFUL_BEHIND_STATEFUL', { mode });
  }
}

const isStateful = (node: PlanNode): boolean =>
  isStreaming(node) && (node.op === 'aggregate' || (node.op === 'join' && node.children.every(isStreaming)));

/** Rows that change, or come late, behind it. */
const endsChain = (node: PlanNode): boolean => isStreaming(node) && node.op === 'aggregate';
