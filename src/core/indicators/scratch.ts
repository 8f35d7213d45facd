/**
 * Working memory of one indicator, kept between calls, so that a call allocates nothing.
 *
 * Holds as many numbers as were ever asked for. Asking for another length than the last time makes a new view of the
 * same memory. It comes as the last call left it: whoever takes it writes every number before reading it.
 */
export class Scratch {
  #cells = new Float64Array(0);
  #view = this.#cells;

  take(length: number): Float64Array {
    if (length > this.#cells.length) this.#cells = new Float64Array(length);
    if (length !== this.#view.length) this.#view = this.#cells.subarray(0, length);
    return this.#view;
  }
}
