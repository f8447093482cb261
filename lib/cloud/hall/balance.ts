/**
 * The balance of energy of each cell, as equations: what leaves it, what comes in, what it stores.
 *
 * ```text
 *  flow out and mixing, in W/K   *   temperatures   =   servers and supply, in W
 * ```
 *
 * @packageDocumentation
 */
import type { Airflow } from "./airflow";
import { BandedMatrix } from "./banded";
import { cellAt, type HallGrid } from "./grid";
import { airJoulesPerCubicMeterKelvin as joulesPerKelvin } from "./options";

/** The matrix of what leaves each cell, in W per K: by flow to the cell downwind, by mixing to all neighbours. */
export function exchange(grid: HallGrid, flow: Airflow): BandedMatrix {
  const { width, height, returnAbove, lengthMeters, options } = grid;
  const matrix = new BandedMatrix(width * height, height);
  const mixing = options.mixing * lengthMeters;
  const link = (from: number, to: number, amount: number, open: number) => {
    const [carriedOn, carriedBack] = [Math.max(0, amount), Math.max(0, -amount)];
    const mixed = mixing * open;
    matrix.add(from, from, joulesPerKelvin * (carriedOn + mixed));
    matrix.add(to, from, -joulesPerKelvin * (carriedOn + mixed));
    matrix.add(to, to, joulesPerKelvin * (carriedBack + mixed));
    matrix.add(from, to, -joulesPerKelvin * (carriedBack + mixed));
  };
  for (let cell = 0; cell < width * height; cell++) {
    if (cell >= height) link(cell - height, cell, flow.right[cell]!, grid.openLeft[cell]!);
    if (cell % height > 0) link(cell - 1, cell, flow.up[cell]!, grid.openBelow[cell]!);
  }
  for (let column = 0; column < width; column++) {
    const top = cellAt(grid, column, height - 1);
    matrix.add(top, top, joulesPerKelvin * returnAbove[column]!);
  }
  return matrix;
}

/** What servers and supply bring into each cell, in W relative to 0 °C. */
export function heatInput(grid: HallGrid): Float64Array {
  const watts = new Float64Array(grid.width * grid.height);
  for (const { columns, levels, wattsPerCell } of grid.racks) {
    for (let column = columns[0]; column <= columns[1]; column++) {
      for (const level of levels) watts[cellAt(grid, column, level)] = wattsPerCell;
    }
  }
  for (let column = 0; column < grid.width; column++) {
    watts[cellAt(grid, column, 0)]! += joulesPerKelvin * grid.supplyBelow[column]! * grid.options.supplyCelsius;
  }
  return watts;
}

/** What each cell stores, in J/K: its air, and its share of a rack's metal. */
export function storageOf(grid: HallGrid): Float64Array {
  const { options, lengthMeters, width, height } = grid;
  const air = joulesPerKelvin * options.cellMeters ** 2 * lengthMeters;
  const stored = new Float64Array(width * height).fill(air);
  for (const { columns, levels } of grid.racks) {
    const cells = levels.length * (columns[1] - columns[0] + 1);
    for (let column = columns[0]; column <= columns[1]; column++) {
      for (const level of levels) {
        stored[cellAt(grid, column, level)]! += (options.rackJoulesPerKelvin * options.racksPerRow) / cells;
      }
    }
  }
  return stored;
}
