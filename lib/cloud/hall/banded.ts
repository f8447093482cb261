/**
 * Linear equations in which each unknown meets only close ones: the matrix is a band along the diagonal.
 *
 * ```text
 *   x x . x . .          n rows, each with 2 band + 1 numbers
 *   x x x . x .          work grows as n band²: for a hall of w by h cells, with w >= h, as w h³
 *   . x x x . x
 * ```
 *
 * Elimination without pivoting: it is safe where each diagonal number outweighs the others of its column, as it does for flows
 * between cells.
 *
 * @see G. H. Golub, C. F. Van Loan, "Matrix Computations", on band Gaussian elimination
 *
 * @packageDocumentation
 */

/** A square band matrix that is filled, factored once, and solved as often as needed. */
export class BandedMatrix {
  readonly #rows: Float64Array;
  readonly #width: number;
  #isFactored = false;

  /** A matrix of zeros with `size` rows; numbers may stand up to `band` places from the diagonal. */
  constructor(
    readonly size: number,
    readonly band: number,
  ) {
    this.#width = 2 * band + 1;
    this.#rows = new Float64Array(size * this.#width);
  }

  /** Adds to one number of the matrix. */
  add(row: number, column: number, amount: number): void {
    this.#rows[row * this.#width + column - row + this.band]! += amount;
  }

  /** The x with matrix * x = right. */
  solve(right: Float64Array): Float64Array {
    if (!this.#isFactored) this.#factor();
    const { size, band } = this;
    const [rows, width] = [this.#rows, this.#width];
    const x = right.slice();
    for (let row = 0; row < size; row++) {
      const base = row * width + band - row;
      for (let column = Math.max(0, row - band); column < row; column++) x[row]! -= rows[base + column]! * x[column]!;
    }
    for (let row = size - 1; row >= 0; row--) {
      const base = row * width + band - row;
      const end = Math.min(size - 1, row + band);
      for (let column = row + 1; column <= end; column++) x[row]! -= rows[base + column]! * x[column]!;
      x[row]! /= rows[base + row]!;
    }
    return x;
  }

  /** Splits the matrix in place into a lower and an upper triangle. */
  #factor(): void {
    const { size, band } = this;
    const [rows, width] = [this.#rows, this.#width];
    for (let pivot = 0; pivot < size; pivot++) {
      const base = pivot * width + band - pivot;
      const end = Math.min(size - 1, pivot + band);
      for (let row = pivot + 1; row <= end; row++) {
        const target = row * width + band - row;
        const factor = rows[target + pivot]! / rows[base + pivot]!;
        if (factor === 0) continue;
        rows[target + pivot] = factor;
        for (let column = pivot + 1; column <= end; column++) rows[target + column]! -= factor * rows[base + column]!;
      }
    }
    this.#isFactored = true;
  }
}
