/** Lets one waiter sleep until somebody calls; a call that comes early is not lost. */
export class WakeUp {
  #called = false;
  #wake: (() => void) | undefined;

  call(): void {
    this.#called = true;
    this.#wake?.();
  }

  /** Resolves at the next call, or at once if there was one since the last wait. */
  async wait(): Promise<void> {
    if (!this.#called) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
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
