/**
 * Which streaming plans can run in which output mode: Spark's rules, asked in Spark's order, so that the same plan is
 * refused for the same reason.
 *
 * 1. The mode has to suit the aggregation nearest to the sink, which shapes the result.
 * 2. Every operator, from the sources up, has to be one that can be run batch by batch, in this mode.
 * 3. Stateful operators behind each other have to get rows that are final.
 *
 * What shows only when a batch is planned (a second watermark, two event times in one operator, an aggregation
 * without a watermark behind another one, a join of streams without an equality) is refused by the operators.
 *
 * @see Spark UnsupportedOperationChecker.checkForStreaming
 */
import { AnalysisError } from '../base/errors.ts';
import type { Aggregate } from '../operators/aggregate/aggregate.ts';
import type { Deduplicate } from '../operators/deduplicate.ts';
import type { FlatMapGroupsWithState } from '../operators/flat-map-groups-with-state/flat-map-groups-with-state.ts';
import type { Join } from '../operators/join/join.ts';
import { isStreaming, nodesOf, type PlanNode } from '../plan/node.ts';
import type { OutputMode } from '../plan/operator.ts';
import { checkJoin } from './stream-joins.ts';

/** @throws AnalysisError when the plan cannot run as a stream in this mode */
export function checkOutputMode(plan: PlanNode, mode: OutputMode): void {
  const aggregates = [...nodesOf(plan)].filter(isStreamingAggregate);
  checkGroupFunctions([...nodesOf(plan)].filter(isGroupFunction), mode);
  checkResult(aggregates[0], mode);
  for (const node of bottomUp(plan)) {
    if (isGroupFunction(node)) checkGroupFunction(node, mode, aggregates.length > 0);
    else if (isStreaming(node)) checkOperator(node, mode);
  }
  checkStatefulChains(plan, mode);
}

function* bottomUp(node: PlanNode): Generator<PlanNode> {
  for (const child of node.children) yield* bottomUp(child);
  yield node;
}

/** An aggregation that keeps its groups from batch to batch. */
const isStreamingAggregate = (node: PlanNode): node is Aggregate =>
  node.op === 'aggregate' && !(node as Aggregate).whole && isStreaming(node);

const isGroupFunction = (node: PlanNode): node is FlatMapGroupsWithState =>
  node.op === 'flatMapGroupsWithState' && isStreaming(node);

/**
 * Append needs to know when a group is final, update cannot take back a session that has grown, complete needs a
 * table to give. Only the first aggregation seen from the sink is asked, as in Spark.
 */
function checkResult(aggregate: Aggregate | undefined, mode: OutputMode): void {
  if (!aggregate) {
    if (mode === 'complete') throw new AnalysisError('COMPLETE_WITHOUT_AGGREGATION');
    return;
  }
  const keys = aggregate.keys.map(({ attribute }) => attribute);
  if (mode === 'append' && !keys.some(key => key.watermarkDelayMs !== undefined)) {
    throw new AnalysisError('APPEND_WITHOUT_WATERMARK');
  }
  if (mode === 'update' && keys.some(key => key.session)) throw new AnalysisError('SESSION_IN_UPDATE');
}

function checkOperator(node: PlanNode, mode: OutputMode): void {
  switch (node.op) {
    case 'aggregate':
      if (isStreamingAggregate(node) && node.calls.some(({ call }) => call.distinct))
        throw new AnalysisError('DISTINCT_IN_STREAM');
      break;
    case 'deduplicate':
      checkDeduplicate(node as Deduplicate);
      break;
    case 'join':
      checkJoin(node as Join, mode);
      break;
    case 'limit':
      // Rows given by an earlier batch may change in a later one, and then others are the first.
      if (mode === 'update') throw new AnalysisError('LIMIT_IN_UPDATE');
      break;
    case 'sort':
      // Only a whole table has an order: what complete mode gives behind an aggregation.
      if (mode !== 'complete' || ![...nodesOf(node)].some(isStreamingAggregate)) {
        throw new AnalysisError('SORT_IN_STREAM');
      }
      break;
    case 'union':
      // The rows of a table would come again with every batch.
      if (!node.children.every(isStreaming)) throw new AnalysisError('UNION_OF_STREAM_AND_TABLE');
      break;
  }
}

/** Rows that replace others are not to be told from new ones by another function behind. */
function checkGroupFunctions(functions: readonly FlatMapGroupsWithState[], mode: OutputMode): void {
  if (functions.length < 2) return;
  const maps = functions.filter(({ isMap }) => isMap);
  if (maps.length > 1) throw new AnalysisError('SEVERAL_MAP_GROUPS');
  if (maps.length > 0) throw new AnalysisError('MAP_AND_FLAT_MAP_GROUPS');
  if (mode !== 'append' || functions.some(({ outputMode }) => outputMode !== 'append')) {
    throw new AnalysisError('SEVERAL_FLAT_MAP_GROUPS');
  }
}

/** What the function declares its rows to be is what the sink takes them for, unless an aggregation takes them. */
function checkGroupFunction(node: FlatMapGroupsWithState, mode: OutputMode, isAggregated: boolean): void {
  const { isMap, outputMode, timeout, children } = node;
  if (isMap && mode !== 'update') throw new AnalysisError('MAP_GROUPS_IN_MODE', { mode });
  if (!isMap && !isAggregated && outputMode !== mode) {
    throw new AnalysisError('FLAT_MAP_GROUPS_IN_MODE', { declared: outputMode, mode });
  }
  if (!isMap && isAggregated && outputMode === 'update') throw new AnalysisError('FLAT_MAP_GROUPS_AND_AGGREGATION');
  const marked = children[0].output.some(({ watermarkDelayMs }) => watermarkDelayMs !== undefined);
  if (timeout === 'eventTime' && !marked) throw new AnalysisError('TIMEOUT_WITHOUT_WATERMARK');
}

/** The watermark is the measure of how long `dropDuplicatesWithinWatermark` remembers a key. */
function checkDeduplicate({ withinWatermark, children: [child] }: Deduplicate): void {
  const marked = child.output.some(({ watermarkDelayMs }) => watermarkDelayMs !== undefined);
  if (withinWatermark && !marked) throw new AnalysisError('WITHIN_WATERMARK_WITHOUT_WATERMARK');
}

/**
 * In append an aggregation gives each group once, at the watermark: whoever comes behind it can go by the same
 * watermark. In the other modes it gives a group again whenever it changes; an operator behind it that keeps state
 * would count each version, or drop it as late. What a function gives once the watermark is past some time may well be
 * older than the watermark, in every mode.
 */
function checkStatefulChains(plan: PlanNode, mode: OutputMode): void {
  for (const node of nodesOf(plan)) {
    if (!goesByWatermark(node)) continue;
    const below = node.children.flatMap(child => [...nodesOf(child)]);
    if (mode !== 'append' && below.some(isStreamingAggregate)) {
      throw new AnalysisError('STATEFUL_BEHIND_STATEFUL', { mode });
    }
    if (below.some(each => isGroupFunction(each) && each.timeout === 'eventTime')) {
      throw new AnalysisError('STATEFUL_BEHIND_TIMEOUTS');
    }
  }
}

/** Does the node keep state that the watermark rules? Duplicates by other columns than time are kept for ever. */
function goesByWatermark(node: PlanNode): boolean {
  if (!isStreaming(node)) return false;
  switch (node.op) {
    case 'aggregate':
      return isStreamingAggregate(node);
    case 'flatMapGroupsWithState':
      return true;
    case 'join':
      return node.children.every(isStreaming);
    case 'deduplicate': {
      const { keys, withinWatermark } = node as Deduplicate;
      return withinWatermark || keys.some(({ watermarkDelayMs }) => watermarkDelayMs !== undefined);
    }
    default:
      return false;
  }
}
