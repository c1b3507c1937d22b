import { AnalysisError } from '../base/errors.ts';
import type { EventTimePart } from '../plan/operator.ts';
import { type RunningNode, statefulNodes, type Watermarks } from './running-plan.ts';

export type WatermarkPolicy = 'min' | 'max';

/**
 * The global watermark: of each `withWatermark` the greatest event time seen less its delay, and over all of them the
 * least (or the greatest, by policy), one that has seen nothing counting as 1970. It never goes back.
 *
 * @see Spark WatermarkTracker
 */
export class WatermarkTracker {
  /** Milliseconds since 1970 UTC. */
  currentMs = 0;
  readonly policy: WatermarkPolicy;
  readonly #observed = new Map<EventTimePart, number>();

  constructor(policy: WatermarkPolicy) {
    this.policy = policy;
  }

  /** Takes up what a batch has seen. */
  update(parts: readonly EventTimePart[]): void {
    if (parts.length === 0) return;
    for (const part of parts) {
      const stats = part.stats();
      if (!stats) continue;
      const observed = stats.maxMs - part.delayMs;
      this.#observed.set(part, Math.max(observed, this.#observed.get(part) ?? observed));
    }
    const marks = parts.map(part => this.#observed.get(part) ?? 0);
    const chosen = this.policy === 'min' ? Math.min(...marks) : Math.max(...marks);
    this.currentMs = Math.max(this.currentMs, chosen);
  }
}

/**
 * The watermark that each stateful operator sees for a global one. Every operator hands on the least of its inputs';
 * some, as joins, hold it back.
 *
 * @see Spark PropagateWatermarkSimulator
 */
export function propagate(root: RunningNode, globalMs: number): Map<RunningNode, number> {
  const seen = new Map<RunningNode, number>();
  const visit = (running: RunningNode): number | undefined => {
    const inputs = running.children.map(visit).filter(mark => mark !== undefined);
    const { execution } = running;
    if (execution?.eventTime) {
      if (inputs.length > 0) throw new AnalysisError('WATERMARK_REDEFINED');
      return globalMs;
    }
    const least = inputs.length > 0 ? Math.min(...inputs) : undefined;
    if (!execution?.state) return least;
    seen.set(running, least ?? 0);
    return least === undefined ? undefined : execution.state.outputWatermarkMs(least);
  };
  // At the very start nothing has a watermark, and nothing is checked.
  if (globalMs === 0) for (const running of statefulNodes(root)) seen.set(running, 0);
  else visit(root);
  return seen;
}

/** The two watermarks of an operator in a batch: late rows are judged by that of the batch before. */
export const watermarksIn =
  (before: ReadonlyMap<RunningNode, number>, now: ReadonlyMap<RunningNode, number>) =>
  (running: RunningNode): Watermarks => ({
    lateWatermarkMs: before.get(running) ?? 0,
    evictionWatermarkMs: now.get(running) ?? 0,
  });
