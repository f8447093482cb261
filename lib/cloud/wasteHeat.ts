/**
 * What a data centre's power and heat mean outside: homes that its heat could warm, and its share of the world's electricity.
 *
 * ```text
 *  IT power -> warm air or water, 30 °C -> heat pump (electricity) -> district heating, 80 °C -> homes
 *              the recoverable share          COP = heat out / electricity in
 * ```
 *
 * Means over a year. Left out: that homes need most heat in winter and a data centre gives the same all year; losses of the pipes.
 *
 * @packageDocumentation
 */

import { requireNotNegative, requirePositive, requireShare } from "../checks";
import { DomainError } from "../errors";

/** What is assumed of homes and of the way heat gets there. */
export interface HeatReuse {
  /** Heat that a home needs in a year, in kWh, above 0. */
  readonly kwhPerHomeYear: number;
  /** Share of the heat of IT that can be caught, 0 to 1. */
  readonly recoverableShare: number;
  /** Heat delivered per unit of electricity of the heat pump, above 1. */
  readonly heatPumpCop: number;
}

/**
 * Assumptions for homes in Finland: 18,000 kWh a year, nine tenths of the heat caught, a heat pump with COP 3.5. All three are assumptions of
 * this course, plausible and not measured.
 *
 * @see "Helsinki data centre to heat homes" (The Guardian, 2010-07-20), to compare: 2 MW, 500 houses or 1,000 flats
 */
export const finnishHomes: HeatReuse = { kwhPerHomeYear: 18_000, recoverableShare: 0.9, heatPumpCop: 3.5 };

/**
 * Homes that a data centre's heat could warm.
 *
 * @param itWatts - mean power of IT in W, all of which becomes heat
 * @throws {@link DomainError} if a number is out of range
 */
export function homesHeated(itWatts: number, reuse: HeatReuse): number {
  requireNotNegative({ itWatts });
  return (itWatts * heatPerIt(reuse)) / homeWatts(reuse);
}

/**
 * Mean power of IT, in W, whose heat warms so many homes.
 *
 * @throws {@link DomainError} if a number is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const watts = cloud.itWattsForHomes(1000, cloud.finnishHomes);
 * assert.ok(watts > 1e6 && watts < 3e6);
 * assert.ok(Math.abs(cloud.homesHeated(watts, cloud.finnishHomes) - 1000) < 1e-9);
 * ```
 */
export function itWattsForHomes(homes: number, reuse: HeatReuse): number {
  requireNotNegative({ homes });
  return (homes * homeWatts(reuse)) / heatPerIt(reuse);
}

function homeWatts({ kwhPerHomeYear }: HeatReuse): number {
  requirePositive({ kwhPerHomeYear });
  return (kwhPerHomeYear * 1000) / 8760;
}

/** The pump's own electricity arrives as heat, too. */
function heatPerIt({ recoverableShare, heatPumpCop }: HeatReuse): number {
  requireShare({ recoverableShare });
  if (!(heatPumpCop > 1)) throw new DomainError("heatPumpCop", "to be above 1", heatPumpCop);
  return (recoverableShare * heatPumpCop) / (heatPumpCop - 1);
}

/**
 * A share of the world's electricity, in units that one can imagine.
 *
 * @see J. G. Koomey, "Growth in data center electricity use 2005 to 2010" (2011): between 1.1% and 1.5% in 2010
 */
export interface WorldShare {
  /** Energy a year, in TWh. */
  readonly twhPerYear: number;
  /** Mean power, in GW. */
  readonly gigawatts: number;
  /** Servers that this power runs. */
  readonly servers: number;
  /** Data centres of the given size. */
  readonly dataCentres: number;
}

/** What is assumed of the world and of a data centre. */
export interface WorldAssumptions {
  /** Electricity that the world uses in a year, in TWh. */
  readonly worldTwhPerYear: number;
  /** Mean power of a server in W. */
  readonly wattsPerServer: number;
  /** Power usage effectiveness, 1 or more. */
  readonly pue: number;
  /** Servers in a data centre. */
  readonly serversPerDataCentre: number;
}

/**
 * What a share of the world's electricity amounts to.
 *
 * @param share - of the world's electricity, 0 to 1
 * @throws {@link DomainError} if a number is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const assumed = { worldTwhPerYear: 20_000, wattsPerServer: 250, pue: 2, serversPerDataCentre: 50_000 };
 * const { twhPerYear, gigawatts } = cloud.worldShare(0.013, assumed);
 * assert.equal(twhPerYear, 260);
 * assert.equal(gigawatts.toFixed(1), "29.7");
 * ```
 */
export function worldShare(share: number, assumed: WorldAssumptions): WorldShare {
  requireShare({ share });
  const { worldTwhPerYear, wattsPerServer, pue, serversPerDataCentre } = assumed;
  requirePositive({ worldTwhPerYear, wattsPerServer, serversPerDataCentre });
  const twhPerYear = share * worldTwhPerYear;
  const gigawatts = (twhPerYear * 1000) / 8760;
  const servers = (gigawatts * 1e9) / dataCentreWatts({ servers: 1, wattsPerServer, pue });
  return { twhPerYear, gigawatts, servers, dataCentres: servers / serversPerDataCentre };
}

/**
 * Mean power of a data centre in W: servers times watts times PUE.
 *
 * @throws {@link DomainError} if a number is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.dataCentreWatts({ servers: 50_000, wattsPerServer: 150, pue: 1.5 }), 11_250_000);
 * ```
 */
export function dataCentreWatts(size: {
  readonly servers: number;
  readonly wattsPerServer: number;
  readonly pue: number;
}): number {
  const { servers, wattsPerServer, pue } = size;
  requireNotNegative({ servers, wattsPerServer });
  if (!(pue >= 1 && pue < Infinity)) throw new DomainError("pue", "to be 1 or more", pue);
  return servers * wattsPerServer * pue;
}
