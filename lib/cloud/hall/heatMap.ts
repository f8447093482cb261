/**
 * Temperatures in a hall: air carries heat from cell to cell, eddies mix it, servers add to it.
 *
 * ```text
 *              heat of servers
 *                   |
 *   flow in  ->  [ cell ]  ->  flow out, at the cell's temperature          (first-order upwind)
 *                 <-  ->
 *                 mixing with neighbours
 * ```
 *
 * One balance of energy a cell, so the whole hall is balanced, too: what servers give off is what leaves with the return. Walls let no
 * heat through. Upwind cells and implicit steps make every temperature a mean of its neighbours' plus heat, so that no accepted
 * input can make them swing or explode; the price is that sharp borders blur over a cell or two.
 *
 * Left out: rising of warm air, radiation, servers that slow down when hot, the section's third dimension.
 *
 * @see S. V. Patankar, "Numerical Heat Transfer and Fluid Flow" (1980), on finite volumes and upwind
 *
 * @packageDocumentation
 */
import { mean } from "lodash";
import { DomainError } from "../../errors";
import { type Airflow, airflowOf } from "./airflow";
import { exchange, heatInput, storageOf } from "./balance";
import { cellAt, gridOf, type HallGrid } from "./grid";
import { type HallOptions, airJoulesPerCubicMeterKelvin as joulesPerKelvin } from "./options";

/** Air at one row of racks. */
export interface RowTemperatures {
  /** The row, from the left, from 0. */
  readonly row: number;
  /** Air that its servers take in, in °C, one number a level with servers, from the floor. */
  readonly inletCelsius: readonly number[];
  /** Height of these levels in m. */
  readonly heightMeters: readonly number[];
  /** Mean of the air taken in, in °C. */
  readonly meanInletCelsius: number;
  /** The warmest air taken in, in °C. */
  readonly maxInletCelsius: number;
  /** Mean of the air blown out, in °C. */
  readonly outletCelsius: number;
}

/** A hall's temperatures. */
export interface HeatMap {
  /** Temperature in °C, one row a level from the floor, one number a column. */
  readonly celsius: readonly (readonly number[])[];
  /** The grid it was computed on. */
  readonly grid: HallGrid;
  /** Seconds since the start; 0 for a steady state. */
  readonly seconds: number;
  /** One entry a row of racks. */
  readonly rows: readonly RowTemperatures[];
  /** Heat of all servers in W. */
  readonly serverWatts: number;
  /** Heat that leaves with the return, over what comes with the supply, in W. */
  readonly removedWatts: number;
  /** Heat that the hall stores, relative to 0 °C, in J. */
  readonly storedJoules: number;
}

/**
 * The steady state of a hall.
 *
 * @throws {@link DomainError} if an option is out of range, or if no air is supplied: then there is no steady state
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const { serverWatts, removedWatts } = cloud.heatMap(cloud.goodHall);
 * assert.equal(serverWatts, 200_000);
 * assert.ok(Math.abs(removedWatts / serverWatts - 1) < 0.001);
 * ```
 */
export function heatMap(options: HallOptions): HeatMap {
  if (options.supplyShare === 0) throw new DomainError("supplyShare", "to be above 0 for a steady state", 0);
  const grid = gridOf(options);
  const flow = airflowOf(grid);
  const matrix = exchange(grid, flow);
  return mapOf(grid, flow, matrix.solve(heatInput(grid)), 0);
}

/** A course of time. */
export interface HeatUpOptions {
  /** The temperatures to start from, on a grid of the same size; the steady state of {@link heatMap}, say. */
  readonly from: HeatMap;
  /** How long, in s, above 0. */
  readonly seconds: number;
  /** One step, in s, above 0. Any step is stable; short ones are exact. */
  readonly stepSeconds: number;
}

/**
 * Temperatures over time, by implicit Euler steps; one map a step, the first after one step.
 *
 * @throws {@link DomainError} if an option is out of range, or if `from` is of a hall of another size
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const from = cloud.heatMap(cloud.goodHall);
 * const maps = cloud.heatUp({ ...cloud.goodHall, supplyShare: 0 }, { from, seconds: 60, stepSeconds: 20 });
 * assert.ok(maps[2]!.rows[0]!.meanInletCelsius > from.rows[0]!.meanInletCelsius);
 * ```
 */
export function heatUp(options: HallOptions, { from, seconds, stepSeconds }: HeatUpOptions): HeatMap[] {
  if (!(stepSeconds > 0 && stepSeconds < Infinity)) throw new DomainError("stepSeconds", "to be above 0", stepSeconds);
  if (!(seconds >= stepSeconds && seconds < Infinity)) {
    throw new DomainError("seconds", `to be at least a step of ${stepSeconds}`, seconds);
  }
  const grid = gridOf(options);
  if (from.grid.width !== grid.width || from.grid.height !== grid.height) {
    throw new DomainError(
      "from",
      `to have ${grid.width} by ${grid.height} cells`,
      `${from.grid.width} by ${from.grid.height}`,
    );
  }
  const flow = airflowOf(grid);
  const [matrix, heat, storage] = [exchange(grid, flow), heatInput(grid), storageOf(grid)];
  for (let cell = 0; cell < matrix.size; cell++) matrix.add(cell, cell, storage[cell]! / stepSeconds);
  let celsius: Float64Array = Float64Array.from(
    { length: matrix.size },
    (_, cell) => from.celsius[cell % grid.height]![Math.floor(cell / grid.height)]!,
  );
  return Array.from({ length: Math.floor(seconds / stepSeconds) }, (_, step) => {
    celsius = matrix.solve(heat.map((watts, cell) => watts + (storage[cell]! / stepSeconds) * celsius[cell]!));
    return mapOf(grid, flow, celsius, (step + 1) * stepSeconds);
  });
}

function mapOf(grid: HallGrid, flow: Airflow, celsius: Float64Array, seconds: number): HeatMap {
  const { width, height, options, supplyBelow, returnAbove } = grid;
  const storage = storageOf(grid);
  let removedWatts = 0;
  for (let column = 0; column < width; column++) {
    const out = returnAbove[column]! * celsius[cellAt(grid, column, height - 1)]!;
    removedWatts += joulesPerKelvin * (out - supplyBelow[column]! * options.supplyCelsius);
  }
  return {
    celsius: Array.from({ length: height }, (_, level) =>
      Array.from({ length: width }, (_, column) => celsius[cellAt(grid, column, level)]!),
    ),
    grid,
    seconds,
    rows: grid.racks.map((_, row) => rowTemperatures(grid, celsius, row)),
    serverWatts: options.rows.reduce((sum, row) => sum + row.kilowattsPerRack * 1000 * options.racksPerRow, 0),
    removedWatts,
    storedJoules: celsius.reduce((sum, one, cell) => sum + one * storage[cell]!, 0),
  };
}

function rowTemperatures(grid: HallGrid, celsius: Float64Array, row: number): RowTemperatures {
  const { columns, levels, front } = grid.racks[row]!;
  const [before, behind] = front === 1 ? [columns[1] + 1, columns[0]] : [columns[0] - 1, columns[1]];
  const inletCelsius = levels.map((level) => celsius[cellAt(grid, before, level)]!);
  return {
    row,
    inletCelsius,
    heightMeters: levels.map((level) => Math.round((level + 0.5) * grid.options.cellMeters * 1000) / 1000),
    meanInletCelsius: mean(inletCelsius),
    maxInletCelsius: Math.max(...inletCelsius),
    outletCelsius: mean(levels.map((level) => celsius[cellAt(grid, behind, level)]!)),
  };
}
