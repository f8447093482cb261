/**
 * A hall cut into square cells, and what lies on each face between two of them.
 *
 * ```text
 *  +----+----+----+
 *  | air| rack    |      a face is open (1), a leaky wall (its share), or closed (0);
 *  +----+----+----+      or a fan, a tile or a return moves a given flow through it
 *  | air| rack    |
 *  +----+----+----+      cell = column * height + level: neighbours are close in the order of cells
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { airJoulesPerCubicMeterKelvin, checkHall, type HallOptions, type RackRow, rackSize } from "./options";

/** A row of racks in the grid. */
export interface RackCells {
  /** First and last column, from 0. */
  readonly columns: readonly [number, number];
  /** Levels that hold servers, from the floor. */
  readonly levels: readonly number[];
  /** Where the front is, and so the cold aisle: +1 on the right, -1 on the left. */
  readonly front: 1 | -1;
  /** Air through each level in m³/s. */
  readonly flowPerLevel: number;
  /** Heat of each cell in W. */
  readonly wattsPerCell: number;
}

/** A hall in cells. Flows are in m³/s, to the right and upwards; faces are left of and below the cell of the same number. */
export interface HallGrid {
  readonly options: HallOptions;
  /** Columns of cells. */
  readonly width: number;
  /** Levels of cells. */
  readonly height: number;
  /** Length of the rows in m: the depth of the section. */
  readonly lengthMeters: number;
  /** Rows of racks, from the left. */
  readonly racks: readonly RackCells[];
  /** Whether a cell is inside a rack, with servers. */
  readonly isServer: Uint8Array;
  /** How open faces are: one per cell, and a last column or level closed. */
  readonly openLeft: Float64Array;
  readonly openBelow: Float64Array;
  /** Flow through each tile under a column, in m³/s; the return above likewise. */
  readonly supplyBelow: Float64Array;
  readonly returnAbove: Float64Array;
}

/** The number of a cell. */
export function cellAt({ height }: { readonly height: number }, column: number, level: number): number {
  return column * height + level;
}

/** Cuts a hall into cells. */
export function gridOf(options: HallOptions): HallGrid {
  checkHall(options);
  const cells = (meters: number) => Math.max(1, Math.round(meters / options.cellMeters));
  const [depth, aisle, rackHeight] = [
    cells(rackSize.depthMeters),
    cells(rackSize.aisleMeters),
    cells(rackSize.heightMeters),
  ];
  const pitch = depth + aisle;
  const width = aisle + options.rows.length * pitch;
  const height = Math.max(rackHeight + 1, cells(options.ceilingMeters));
  const lengthMeters = options.racksPerRow * rackSize.widthMeters;
  const racks = options.rows.map((row, at) =>
    rackCells(row, options, { first: aisle + at * pitch, depth, rackHeight, at }),
  );
  const grid: HallGrid = {
    options,
    width,
    height,
    lengthMeters,
    racks,
    isServer: new Uint8Array(width * height),
    openLeft: new Float64Array(width * height).fill(1),
    openBelow: new Float64Array(width * height).fill(1),
    supplyBelow: new Float64Array(width),
    returnAbove: new Float64Array(width),
  };
  closeOuterWalls(grid);
  for (const rack of racks) placeRack(grid, rack, rackHeight);
  closeAisles(grid, { aisle, rackHeight });
  spreadSupply(grid, aisle);
  return grid;
}

function rackCells(
  row: RackRow,
  { racksPerRow, serverRiseKelvin, cellMeters }: HallOptions,
  place: { readonly first: number; readonly depth: number; readonly rackHeight: number; readonly at: number },
): RackCells {
  const isOpen = (level: number) =>
    row.openMeters.some(([from, to]) => (level + 0.5) * cellMeters > from && (level + 0.5) * cellMeters < to);
  const levels = Array.from({ length: place.rackHeight }, (_, level) => level).filter((level) => !isOpen(level));
  if (levels.length === 0) throw new DomainError("openMeters", "to leave room for servers", row.openMeters);
  const watts = row.kilowattsPerRack * 1000 * racksPerRow;
  return {
    columns: [place.first, place.first + place.depth - 1],
    levels,
    front: place.at % 2 === 0 ? 1 : -1,
    flowPerLevel: (row.fanShare * watts) / (airJoulesPerCubicMeterKelvin * serverRiseKelvin * levels.length),
    wattsPerCell: watts / (levels.length * place.depth),
  };
}

function closeOuterWalls({ width, height, openLeft, openBelow }: HallGrid): void {
  for (let level = 0; level < height; level++) openLeft[level] = 0;
  for (let column = 0; column < width; column++) openBelow[column * height] = 0;
}

/** Servers' cases are closed on all sides but front and back, where fans decide; open levels let air pass along them. */
function placeRack(grid: HallGrid, { columns: [first, last], levels }: RackCells, rackHeight: number): void {
  for (let column = first; column <= last; column++) {
    for (const level of levels) {
      const cell = cellAt(grid, column, level);
      grid.isServer[cell] = 1;
      grid.openLeft[cell] = grid.openBelow[cell] = grid.openBelow[cell + 1] = 0;
    }
    grid.openBelow[cellAt(grid, column, rackHeight)] = 0; // the top of the rack
  }
  for (const level of levels) grid.openLeft[cellAt(grid, last + 1, level)] = 0;
}

/** A roof over each cold aisle, or walls from the racks' backs up to the ceiling. */
function closeAisles(grid: HallGrid, size: { readonly aisle: number; readonly rackHeight: number }): void {
  const { containment, leakShare } = grid.options;
  if (containment === "none") return;
  for (const { front, columns } of grid.racks) {
    if (containment === "hotAisle") {
      const back = front === 1 ? columns[0] : columns[1] + 1;
      for (let level = size.rackHeight; level < grid.height; level++)
        grid.openLeft[cellAt(grid, back, level)] = leakShare;
    } else if (front === 1) {
      for (let column = columns[1] + 1; column <= columns[1] + size.aisle; column++) {
        grid.openBelow[cellAt(grid, column, size.rackHeight)] = leakShare;
      }
    }
  }
}

/** Tiles in the cold aisles, returns over the hot ones; as much air leaves the hall as comes in. */
function spreadSupply(grid: HallGrid, aisle: number): void {
  const { options, racks, width } = grid;
  const asked = racks.map((rack, at) => (rack.flowPerLevel * rack.levels.length) / options.rows[at]!.fanShare);
  const supply = options.supplyShare * asked.reduce((sum, flow) => sum + flow, 0);
  const cold = racks.filter(({ front }) => front === 1).map(({ columns }) => columns[1] + 1);
  const hot = [0, ...racks.filter(({ front }) => front === -1).map(({ columns }) => columns[1] + 1)];
  for (const first of cold) grid.supplyBelow.fill(supply / (cold.length * aisle), first, first + aisle);
  for (const first of hot) grid.returnAbove.fill(supply / (hot.length * aisle), first, Math.min(width, first + aisle));
}
