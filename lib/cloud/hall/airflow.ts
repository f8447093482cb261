/**
 * How air moves through a hall: from where it is pushed to where it is pulled, with nothing lost on the way.
 *
 * ```text
 *                     ^ flow through each face = openness * (pressure here - pressure there)
 *            +----+   |
 *   fan ->   |cell| -> ...            what flows into a cell flows out of it: one equation a cell
 *            +----+
 *               ^ tile
 * ```
 *
 * Fans, tiles and returns give their flows; the pressures between follow from Poisson's equation, and so the flows. This is
 * potential flow: it keeps the balance of air in every cell exactly, and knows no jets, no eddies and no rising of warm air.
 *
 * @packageDocumentation
 */
import { BandedMatrix } from "./banded";
import { cellAt, type HallGrid } from "./grid";

/** Flows through the faces left of and below each cell, in m³/s to the right and upwards. */
export interface Airflow {
  readonly right: Float64Array;
  readonly up: Float64Array;
}

/** Solves the flow of air. */
export function airflowOf(grid: HallGrid): Airflow {
  const { width, height, openLeft, openBelow } = grid;
  const flow: Airflow = { right: new Float64Array(width * height), up: new Float64Array(width * height) };
  const surplus = surplusOf(grid);
  fanFlows(grid, flow, surplus);
  const pressure = pressures(grid, surplus);
  for (let cell = 0; cell < width * height; cell++) {
    if (openLeft[cell]! > 0) flow.right[cell] = openLeft[cell]! * (pressure[cell - height]! - pressure[cell]!);
    if (openBelow[cell]! > 0) flow.up[cell] = openBelow[cell]! * (pressure[cell - 1]! - pressure[cell]!);
  }
  return flow;
}

/** What tiles bring into each cell, less what returns take. */
function surplusOf(grid: HallGrid): Float64Array {
  const surplus = new Float64Array(grid.width * grid.height);
  for (let column = 0; column < grid.width; column++) {
    surplus[cellAt(grid, column, 0)]! += grid.supplyBelow[column]!;
    surplus[cellAt(grid, column, grid.height - 1)]! -= grid.returnAbove[column]!;
  }
  return surplus;
}

/** Fans draw air from the cell before the front, through the rack, into the cell behind it. */
function fanFlows(grid: HallGrid, { right }: Airflow, surplus: Float64Array): void {
  for (const { columns, levels, front, flowPerLevel } of grid.racks) {
    const [first, last] = columns;
    for (const level of levels) {
      for (let column = first; column <= last + 1; column++) right[cellAt(grid, column, level)] = -front * flowPerLevel;
      surplus[cellAt(grid, front === 1 ? last + 1 : first - 1, level)]! -= flowPerLevel;
      surplus[cellAt(grid, front === 1 ? first - 1 : last + 1, level)]! += flowPerLevel;
    }
  }
}

function pressures({ width, height, openLeft, openBelow, isServer }: HallGrid, surplus: Float64Array): Float64Array {
  const matrix = new BandedMatrix(width * height, height);
  const link = (one: number, other: number, open: number) => {
    if (open === 0) return;
    matrix.add(one, one, open);
    matrix.add(other, other, open);
    matrix.add(one, other, -open);
    matrix.add(other, one, -open);
  };
  for (let cell = 0; cell < width * height; cell++) {
    if (isServer[cell]) matrix.add(cell, cell, 1); // fans decide there
    link(cell, cell - height, openLeft[cell]!);
    link(cell, cell - 1, openBelow[cell]!);
  }
  // Pressures are relative; that of one corner is 0.
  matrix.add(height - 1, height - 1, 1);
  return matrix.solve(surplus);
}
