/**
 * A set of ids of posts, for millions of them: 16 bytes or less each, where a Set of texts takes a hundred. Open
 * addressing with linear probing, doubled when half full; 0 is nobody's id and marks what is free.
 */
export class IdSet {
  #slots = new BigUint64Array(64);
  #size = 0;

  has(id: bigint): boolean {
    return this.#slots[this.#place(id)] === id;
  }

  /** @returns whether it was not there yet */
  add(id: bigint): boolean {
    const place = this.#place(id);
    if (this.#slots[place] === id) return false;
    this.#slots[place] = id;
    if (++this.#size * 2 > this.#slots.length) this.#grow();
    return true;
  }

  /** All of them, in no order. */
  values(): BigUint64Array {
    return this.#slots.filter(id => id !== 0n);
  }

  /** Where an id is, or would be. */
  #place(id: bigint): number {
    const mask = this.#slots.length - 1;
    // Time is in the high bits of an id, what tells posts of one moment apart in the low ones: both count.
    const low = Number(id & 0xffff_ffffn);
    const high = Number(id >> 32n);
    let place = (Math.imul(low, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b)) >>> 0;
    place = (place ^ (place >>> 15)) & mask;
    while (this.#slots[place] !== 0n && this.#slots[place] !== id) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const ids = this.values();
    this.#slots = new BigUint64Array(this.#slots.length * 2);
    for (const id of ids) this.#slots[this.#place(id)] = id;
  }
}
