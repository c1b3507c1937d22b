/**
 * Numbers distinct pairs of integers from 0 on: 0, 1, 2, … in order of first appearance. While the integers are few, by
 * a grid; then by open addressing. Often one key follows from the other, or comes with the same one again and again: so
 * of each first integer the pair that was there last is looked at before the slots. Frequent ones come early, so these
 * few lines stay in the cache.
 */
export class PairTable {
  size = 0;
  /** Of each first integer: the number of its last pair, -1 for none. */
  #last = new Int32Array(0);
  #lefts = new Int32Array(FIRST_PAIRS);
  #rights = new Int32Array(FIRST_PAIRS);
  /** Number + 1 of the pair there; 0 is free. Twice as many as there is room for pairs. */
  #slots = new Int32Array(FIRST_PAIRS * 2);
  /** While the integers are few: by both of them the number + 1 of their pair. */
  #grid: Grid | undefined = new Grid();

  /**
   * The number of each pair; one not seen before gets the next.
   *
   * @param numbers to write them to; may be the first or the second integers themselves
   */
  add(lefts: Int32Array, rights: Int32Array, numbers: Int32Array = new Int32Array(lefts.length)): Int32Array {
    if (this.#grid?.reserve(lefts, rights)) return this.#addToGrid(this.#grid, lefts, rights, numbers);
    this.#leaveGrid();
    this.#reserveLast(lefts);
    const last = this.#last;
    for (let row = 0; row < lefts.length; row++) {
      const left = lefts[row];
      const right = rights[row];
      const known = last[left];
      if (known >= 0 && this.#rights[known] === right) numbers[row] = known;
      else {
        last[left] = this.#add(left, right);
        numbers[row] = last[left];
      }
    }
    return numbers;
  }

  #addToGrid(grid: Grid, lefts: Int32Array, rights: Int32Array, numbers: Int32Array): Int32Array {
    const { cells, width } = grid;
    for (let row = 0; row < lefts.length; row++) {
      const cell = lefts[row] * width + rights[row];
      if (cells[cell] === 0) {
        if (this.size === this.#lefts.length) this.#growPairs();
        cells[cell] = this.#append(lefts[row], rights[row]);
      }
      numbers[row] = cells[cell] - 1;
    }
    return numbers;
  }

  /** From now on, or to look pairs up, they stand in the slots. */
  #leaveGrid(): void {
    if (!this.#grid) return;
    this.#grid = undefined;
    this.#fillSlots();
  }

  #add(left: number, right: number): number {
    if (this.size === this.#lefts.length) this.#grow();
    const slot = this.#slotOf(left, right);
    if (this.#slots[slot] === 0) this.#slots[slot] = this.#append(left, right);
    return this.#slots[slot] - 1;
  }

  /** For which there is room. @returns its number + 1 */
  #append(left: number, right: number): number {
    this.#lefts[this.size] = left;
    this.#rights[this.size] = right;
    return ++this.size;
  }

  #reserveLast(lefts: Int32Array): void {
    const count = above(lefts);
    if (count <= this.#last.length) return;
    const last = new Int32Array(Math.max(count, this.#last.length * 2, FIRST_PAIRS)).fill(-1);
    last.set(this.#last);
    this.#last = last;
  }

  /** The number of each pair, -1 where it has none. */
  find(lefts: Int32Array, rights: Int32Array): Int32Array {
    this.#leaveGrid();
    return lefts.map((left, row) => this.#slots[this.#slotOf(left, rights[row])] - 1);
  }

  /** The first of each pair, by number. */
  lefts = (): Int32Array => this.#lefts.subarray(0, this.size);

  /** The second of each pair, by number. */
  rights = (): Int32Array => this.#rights.subarray(0, this.size);

  /** Where a pair is, or would be. */
  #slotOf(left: number, right: number): number {
    const [slots, lefts, rights] = [this.#slots, this.#lefts, this.#rights];
    const mask = slots.length - 1;
    const hash = Math.imul(Math.imul(left, 0x9e3779b1) + right, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let number = slots[slot] - 1; number >= 0; number = slots[slot] - 1) {
      if (lefts[number] === left && rights[number] === right) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    this.#growPairs();
    this.#fillSlots();
  }

  #growPairs(): void {
    const [lefts, rights] = [this.#lefts, this.#rights];
    const room = lefts.length * 2;
    this.#lefts = new Int32Array(room);
    this.#rights = new Int32Array(room);
    this.#lefts.set(lefts);
    this.#rights.set(rights);
  }

  #fillSlots(): void {
    const [lefts, rights] = [this.#lefts, this.#rights];
    this.#slots = new Int32Array(lefts.length * 2);
    for (let number = 0; number < this.size; number++) {
      this.#slots[this.#slotOf(lefts[number], rights[number])] = number + 1;
    }
  }
}

/** A cell for each pair that there can be, for as long as these are few: found without a search, frequent ones together. */
class Grid {
  cells = new Int32Array(0);
  width = 0;
  #height = 0;

  /** @returns false when there are too many */
  reserve(lefts: Int32Array, rights: Int32Array): boolean {
    const [height, width] = [Math.max(this.#height, above(lefts)), Math.max(this.width, above(rights))];
    if (height <= this.#height && width <= this.width) return true;
    const newHeight = height > this.#height ? Math.max(height, this.#height * 2) : height;
    const newWidth = width > this.width ? Math.max(width, this.width * 2) : width;
    if (newHeight * newWidth > MOST_CELLS) return false;
    const cells = new Int32Array(newHeight * newWidth);
    for (let left = 0; left < this.#height; left++) {
      cells.set(this.cells.subarray(left * this.width, (left + 1) * this.width), left * newWidth);
    }
    [this.cells, this.width, this.#height] = [cells, newWidth, newHeight];
    return true;
  }
}

/** One more than the greatest. */
function above(numbers: Int32Array): number {
  let most = -1;
  for (let row = 0; row < numbers.length; row++) if (numbers[row] > most) most = numbers[row];
  return most + 1;
}

/** 8 MB. */
const MOST_CELLS = 1 << 21;
const FIRST_PAIRS = 64;
