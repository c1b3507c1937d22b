/**
 * Entries by the time at which they expire, so that a moving watermark costs what it removes. Windows make many
 * entries share few times: a bucket for each time, and a binary heap of the times.
 */
export class ExpiryIndex {
  readonly #buckets = new Map<number, number[]>();
  readonly #times: number[] = [];

  /** An entry may be added under several times; the owner knows which is the valid one. */
  add(timeMs: number, entry: number): void {
    const bucket = this.#buckets.get(timeMs);
    if (bucket) bucket.push(entry);
    else {
      this.#buckets.set(timeMs, [entry]);
      this.#push(timeMs);
    }
  }

  /** The earliest time at which some entry is listed for which `holds` says that it still is; undefined for none. */
  earliest(holds: (entry: number, timeMs: number) => boolean): number | undefined {
    for (let timeMs = this.#times[0]; timeMs !== undefined; timeMs = this.#times[0]) {
      if (this.#buckets.get(timeMs)!.some(entry => holds(entry, timeMs))) return timeMs;
      this.takeUpTo(timeMs);
    }
    return undefined;
  }

  /** Takes out the earliest bucket if its time is at or before `limitMs`. */
  takeUpTo(limitMs: number): { timeMs: number; entries: readonly number[] } | undefined {
    const timeMs = this.#times[0];
    if (timeMs === undefined || timeMs > limitMs) return undefined;
    this.#pop();
    const entries = this.#buckets.get(timeMs)!;
    this.#buckets.delete(timeMs);
    return { timeMs, entries };
  }

  #push(timeMs: number): void {
    const heap = this.#times;
    let at = heap.push(timeMs) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent] <= timeMs) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = timeMs;
  }

  #pop(): void {
    const heap = this.#times;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= last) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}
