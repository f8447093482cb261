/**
 * What a hall of servers is described by: a section across its rows of racks, with cold and hot aisles in turn.
 *
 * ```text
 *  ceiling  =====^^^^=================^^^^=================^^^^=====   return: hot air to the coolers
 *
 *                     .--roof--.            .--roof--.                 (only with containment)
 *           hot  |row0| cold |row1|  hot  |row2| cold |row3|  hot
 *           aisle| <- | aisle| -> | aisle | <- |      | -> |           servers take air in the cold aisle,
 *  floor    =====|====|^^^^^^|====|=======|====|^^^^^^|====|=====       and blow it into the hot one
 *                      supply: cold air through perforated tiles
 * ```
 *
 * @packageDocumentation
 */

import { requirePositive } from "../../checks";
import { DomainError } from "../../errors";

/** One row of racks. */
export interface RackRow {
  /** Heat of each rack in kW, above 0. */
  readonly kilowattsPerRack: number;
  /** How much air its fans move, as a share of what they should: above 0, at most 2. A failed fan in three is 0.67. */
  readonly fanShare: number;
  /** Heights without servers and without a blanking panel, in m above the floor: from, to. Air passes there as it likes. */
  readonly openMeters: readonly (readonly [from: number, to: number])[];
}

/** A hall. */
export interface HallOptions {
  /** Rows of racks, an even number: two face each cold aisle. */
  readonly rows: readonly RackRow[];
  /** Racks in each row; each is 0.6 m wide. */
  readonly racksPerRow: number;
  /** By how much servers heat the air that their fans should move, in K. It fixes how much air that is. */
  readonly serverRiseKelvin: number;
  /** Air that the coolers supply, as a share of what all fans should move: 0 or more. */
  readonly supplyShare: number;
  /** Temperature of that air in °C. */
  readonly supplyCelsius: number;
  /** Whether a roof closes the cold aisles, walls close the hot ones up to the ceiling, or neither. */
  readonly containment: "none" | "coldAisle" | "hotAisle";
  /** How well a closed aisle is not closed: what its walls let pass, as a share of what no wall would. */
  readonly leakShare: number;
  /** Height of the ceiling in m. */
  readonly ceilingMeters: number;
  /** Edge of a cell of the computation in m, 0.05 to 0.4. */
  readonly cellMeters: number;
  /** How fast eddies mix heat, in m²/s, above 0. */
  readonly mixing: number;
  /** What warms up with a rack's air, in J/K, 0 or more. Matters over time, not for the steady state. */
  readonly rackJoulesPerKelvin: number;
}

/** A row as it should be: 5 kW a rack, all fans running, all panels in place. */
export const goodRow: RackRow = { kilowattsPerRack: 5, fanShare: 1, openMeters: [] };

/**
 * A hall as it should be: four rows of ten racks, 200 kW together. The numbers are a plausible example, not a measured hall.
 */
export const goodHall: HallOptions = {
  rows: [goodRow, goodRow, goodRow, goodRow],
  racksPerRow: 10,
  serverRiseKelvin: 12,
  supplyShare: 1.1,
  supplyCelsius: 18,
  containment: "none",
  leakShare: 0.01,
  ceilingMeters: 3.2,
  cellMeters: 0.2,
  mixing: 0.02,
  rackJoulesPerKelvin: 100_000,
};

/** Depth and height of racks, and the width of aisles and racks, in m. */
export const rackSize = { depthMeters: 1.2, heightMeters: 2, widthMeters: 0.6, aisleMeters: 1.2 } as const;

/** Heat that a cubic metre of air takes per kelvin, in J/(m³ K): 1.2 kg/m³ times 1005 J/(kg K), air at 20 °C. */
export const airJoulesPerCubicMeterKelvin = 1.2 * 1005;

/** Refuses halls that cannot be computed. */
export function checkHall(hall: HallOptions): void {
  const { rows, racksPerRow, serverRiseKelvin, cellMeters, ceilingMeters, mixing, supplyShare } = hall;
  if (rows.length === 0 || rows.length % 2 !== 0) {
    throw new DomainError("rows", "to be an even number of rows above 0", rows.length);
  }
  if (!Number.isInteger(racksPerRow) || racksPerRow < 1) {
    throw new DomainError("racksPerRow", "to be a whole number above 0", racksPerRow);
  }
  requirePositive({ serverRiseKelvin, mixing });
  requireWithin("cellMeters", cellMeters, [0.05, 0.4]);
  requireWithin("supplyShare", supplyShare, [0, 10]);
  requireWithin("leakShare", hall.leakShare, [1e-6, 1]);
  requireWithin("supplyCelsius", hall.supplyCelsius, [-50, 100]);
  requireWithin("rackJoulesPerKelvin", hall.rackJoulesPerKelvin, [0, 1e9]);
  requireWithin("ceilingMeters", ceilingMeters, [rackSize.heightMeters + cellMeters, 20]);
  for (const row of rows) checkRow(row);
}

function checkRow({ kilowattsPerRack, fanShare, openMeters }: RackRow): void {
  requirePositive({ kilowattsPerRack });
  if (!(fanShare > 0 && fanShare <= 2)) throw new DomainError("fanShare", "to be above 0 and at most 2", fanShare);
  for (const span of openMeters) {
    const [from, to] = span;
    if (!(from >= 0 && to > from && to <= rackSize.heightMeters)) {
      throw new DomainError("openMeters", `to rise from 0 to ${rackSize.heightMeters} m`, span);
    }
  }
}

function requireWithin(name: string, value: number, [low, high]: readonly [number, number]): void {
  if (!(value >= low && value <= high)) throw new DomainError(name, `to be from ${low} to ${high}`, value);
}
