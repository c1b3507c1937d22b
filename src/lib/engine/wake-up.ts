/** Lets one waiter sleep until somebody calls; a call that comes early is not lost. */
export class WakeUp {
  #called = false;
  #wake: (() => void) | undefined;

  call(): void {
    this.#called = true;
    this.#wake?.();
  }

  /** Resolves at the next call, at once if there was one since the last wait, or when the signal aborts. */
  async wait(signal?: AbortSignal): Promise<void> {
    if (!this.#called && !signal?.aborted) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
        signal?.addEventListener('abort', () => resolve());
      });
      this.#wake = undefined;
    }
    this.#called = false;
  }

  /** Was there a call since the last wait? */
  get isCalled(): boolean {
    return this.#called;
  }
}
