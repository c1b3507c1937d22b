import { withRoom } from './growing.ts';
import { HashIndex } from './hash-index.ts';

const NONE = -1;

/** Lists of numbers by a 32-bit hash, each in the order in which its numbers were added. */
export class HashChains {
  readonly #heads = new HashIndex();
  #first = new Int32Array(64);
  #last = new Int32Array(64);
  /** Behind each number. */
  #next = new Int32Array(64);

  get memoryBytes(): number {
    return this.#heads.memoryBytes + this.#first.byteLength + this.#last.byteLength + this.#next.byteLength;
  }

  /** @param number in no list yet */
  add(hash: number, number: number): void {
    this.#next = withRoom(this.#next, number + 1);
    this.#next[number] = NONE;
    const known = this.#heads.find(hash);
    const head = known === NONE ? this.#heads.add(hash) : known;
    if (known === NONE) {
      this.#first = withRoom(this.#first, head + 1);
      this.#last = withRoom(this.#last, head + 1);
      this.#first[head] = NONE;
    }
    if (this.#first[head] === NONE) this.#first[head] = number;
    else this.#next[this.#last[head]] = number;
    this.#last[head] = number;
  }

  /** The list of a hash; those of its numbers that do not live leave it. */
  living(hash: number, isAlive: (number: number) => boolean): number[] {
    const head = this.#heads.find(hash);
    const list: number[] = [];
    for (let number = head === NONE ? NONE : this.#first[head]; number !== NONE; number = this.#next[number]) {
      if (isAlive(number)) list.push(number);
    }
    if (head !== NONE) this.#relink(head, list);
    return list;
  }

  #relink(head: number, list: readonly number[]): void {
    this.#first[head] = list.length === 0 ? NONE : list[0];
    list.forEach((number, i) => {
      this.#next[number] = i + 1 < list.length ? list[i + 1] : NONE;
      this.#last[head] = number;
    });
  }
}
