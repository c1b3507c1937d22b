import { Growing, int32s } from './growing.ts';
import { HashIndex } from './hash-index.ts';

const NONE = -1;

/** Lists of numbers by a 32-bit hash, each in the order in which its numbers were added. */
export class HashChains {
  readonly #heads = new HashIndex();
  readonly #first = new Growing(int32s);
  readonly #last = new Growing(int32s);
  /** Behind each number. */
  readonly #next = new Growing(int32s);

  get memoryBytes(): number {
    return this.#heads.memoryBytes + this.#first.memoryBytes + this.#last.memoryBytes + this.#next.memoryBytes;
  }

  /** @param number in no list yet */
  add(hash: number, number: number): void {
    this.#next.reserve(number + 1);
    this.#next.set(number, NONE);
    const known = this.#heads.find(hash);
    const head = known === NONE ? this.#heads.add(hash) : known;
    if (known === NONE) {
      this.#first.reserve(head + 1);
      this.#last.reserve(head + 1);
      this.#first.set(head, NONE);
    }
    if (this.#first.get(head) === NONE) this.#first.set(head, number);
    else this.#next.set(this.#last.get(head), number);
    this.#last.set(head, number);
  }

  /** The list of a hash; those of its numbers that do not live leave it. */
  living(hash: number, isAlive: (number: number) => boolean): number[] {
    const head = this.#heads.find(hash);
    const list: number[] = [];
    for (let number = head === NONE ? NONE : this.#first.get(head); number !== NONE; number = this.#next.get(number)) {
      if (isAlive(number)) list.push(number);
    }
    if (head !== NONE) this.#relink(head, list);
    return list;
  }

  #relink(head: number, list: readonly number[]): void {
    this.#first.set(head, list.length === 0 ? NONE : list[0]);
    list.forEach((number, i) => {
      this.#next.set(number, i + 1 < list.length ? list[i + 1] : NONE);
      this.#last.set(head, number);
    });
  }
}
