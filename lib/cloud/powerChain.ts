/**
 * Where the energy of a data centre goes, from the utility's line to the servers, and what carries the heat away.
 *
 * ```text
 *  utility -> transformer -> UPS -> PDU -> rack: IT      -> power supply -> fans -> computing
 *     |            |          |      |     \__ what PUE calls IT _________________________/
 *     |            '--- losses: heat ---'      |
 *     '-----------------------> cooling <------'   heat / COP, and fans
 *     '-----------------------> lighting, offices
 *
 *  PUE = all that the utility delivers / what reaches IT         1 is best; 2 means that half reaches IT
 * ```
 *
 * Each stage loses a fixed share of what it could carry, load or no load, and a share of what it does carry. So a half-empty data
 * centre has the worse PUE. Left out: weather hour by hour, water, the efficiency of generation.
 *
 * @see The Green Grid, "PUE: a comprehensive examination of the metric" (2012), for what counts as IT
 *
 * @packageDocumentation
 */

import { requireNotNegative, requirePositive, requireShare } from "../checks";
import { DomainError } from "../errors";

/** A stage between the utility and the racks. */
export interface PowerStage {
  /** Such as `UPS`. */
  readonly name: string;
  /** Lost at any load, as a share of the stage's full load, 0 to 1. */
  readonly fixedLossShare: number;
  /** Lost in addition, as a share of what comes out of the stage, 0 or more. */
  readonly loadLossShare: number;
}

/** How heat is carried away. */
export interface Cooling {
  /** Heat that the chillers move per unit of power that they draw, above 0. */
  readonly chillerCop: number;
  /** The same with outside air or water alone. */
  readonly economiserCop: number;
  /** Share of the year in which that suffices, 0 to 1. */
  readonly economiserShare: number;
  /** Fans and pumps, as a share of the heat, 0 or more. */
  readonly fanShare: number;
}

/** A data centre's power, from the line to the chip. */
export interface PowerChain {
  /** What figures call it. */
  readonly name: string;
  /** What racks could draw, in W, above 0. */
  readonly itCapacityWatts: number;
  /** Stages in order from the utility to the racks. */
  readonly stages: readonly PowerStage[];
  /** How heat is carried away. */
  readonly cooling: Cooling;
  /** Lighting and offices, in W, 0 or more. */
  readonly otherWatts: number;
  /** Efficiency of the servers' power supplies, above 0, to 1. Counts as IT. */
  readonly supplyEfficiency: number;
  /** The servers' own fans, as a share of what the power supplies deliver, 0 to 1. Counts as IT. */
  readonly serverFanShare: number;
}

/** One part of what the utility delivers. */
export interface PowerUse {
  /** A stage, `cooling`, `lighting, offices`, `power supplies`, `server fans` or `computing`. */
  readonly use: string;
  /** Mean power in W. */
  readonly watts: number;
  /** Whether PUE counts it as IT. */
  readonly isIt: boolean;
}

/** A chain at a load. */
export interface PowerBalance {
  /** What figures call the chain. */
  readonly name: string;
  /** All uses; their sum is `utilityWatts`. */
  readonly uses: readonly PowerUse[];
  /** What the utility delivers, in W. */
  readonly utilityWatts: number;
  /** What reaches the racks, in W. */
  readonly itWatts: number;
  /** Power usage effectiveness: utility over IT; 1 or more. */
  readonly pue: number;
  /** Share of the utility's power that computes: neither lost, nor blown, nor cooled away. */
  readonly computingShare: number;
}

/**
 * A chain as it was common about 2007: a UPS that converts twice, chillers all year. Plausible shares, not measured ones.
 */
export const chainOf2007: PowerChain = {
  name: "as in 2007",
  itCapacityWatts: 8e6,
  stages: [
    { name: "transformer", fixedLossShare: 0.005, loadLossShare: 0.01 },
    { name: "UPS", fixedLossShare: 0.04, loadLossShare: 0.06 },
    { name: "PDU", fixedLossShare: 0.01, loadLossShare: 0.02 },
  ],
  cooling: { chillerCop: 2, economiserCop: 8, economiserShare: 0, fanShare: 0.12 },
  otherWatts: 80_000,
  supplyEfficiency: 0.75,
  serverFanShare: 0.1,
};

/**
 * A chain as large operators build it: one conversion, outside air for most of the year. Plausible shares, not measured ones.
 */
export const chainOfToday: PowerChain = {
  name: "as large ones are built",
  itCapacityWatts: 8e6,
  stages: [
    { name: "transformer", fixedLossShare: 0.003, loadLossShare: 0.006 },
    { name: "UPS", fixedLossShare: 0.003, loadLossShare: 0.007 },
    { name: "PDU", fixedLossShare: 0.003, loadLossShare: 0.01 },
  ],
  cooling: { chillerCop: 5, economiserCop: 25, economiserShare: 0.9, fanShare: 0.03 },
  otherWatts: 40_000,
  supplyEfficiency: 0.94,
  serverFanShare: 0.03,
};

/**
 * Follows the power through a chain.
 *
 * @param load - what the racks draw, as a share of their capacity, above 0, to 1
 * @throws {@link DomainError} if a number is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const { pue, itWatts, utilityWatts } = cloud.powerBalance(cloud.chainOf2007, 0.5);
 * assert.equal(pue, utilityWatts / itWatts);
 * assert.ok(pue > 1.9 && pue < 2.1);
 * ```
 */
export function powerBalance(chain: PowerChain, load: number): PowerBalance {
  checkChain(chain, load);
  const itWatts = load * chain.itCapacityWatts;
  const stages = lossesOf(chain, itWatts);
  const heat = itWatts + stages.reduce((sum, { watts }) => sum + watts, 0);
  const { chillerCop, economiserCop, economiserShare, fanShare } = chain.cooling;
  const cooling = heat * (economiserShare / economiserCop + (1 - economiserShare) / chillerCop + fanShare);
  const afterSupply = itWatts * chain.supplyEfficiency;
  const computing = afterSupply * (1 - chain.serverFanShare);
  const uses: PowerUse[] = [
    ...stages,
    { use: "cooling", watts: cooling, isIt: false },
    { use: "lighting, offices", watts: chain.otherWatts, isIt: false },
    { use: "power supplies", watts: itWatts - afterSupply, isIt: true },
    { use: "server fans", watts: afterSupply - computing, isIt: true },
    { use: "computing", watts: computing, isIt: true },
  ];
  const utilityWatts = heat + cooling + chain.otherWatts;
  return {
    name: chain.name,
    uses,
    utilityWatts,
    itWatts,
    pue: utilityWatts / itWatts,
    computingShare: computing / utilityWatts,
  };
}

/** What each stage loses when so much arrives at the racks; each carries the losses of those after it. */
function lossesOf({ stages, itCapacityWatts }: PowerChain, itWatts: number): PowerUse[] {
  const losses: PowerUse[] = [];
  let carried = itWatts;
  for (const { name, fixedLossShare, loadLossShare } of [...stages].reverse()) {
    const watts = fixedLossShare * itCapacityWatts + loadLossShare * carried;
    losses.unshift({ use: name, watts, isIt: false });
    carried += watts;
  }
  return losses;
}

function checkChain(chain: PowerChain, load: number): void {
  if (!(load > 0 && load <= 1)) throw new DomainError("load", "to be above 0 and at most 1", load);
  const { itCapacityWatts, otherWatts, cooling, supplyEfficiency, serverFanShare } = chain;
  requirePositive({
    itCapacityWatts,
    chillerCop: cooling.chillerCop,
    economiserCop: cooling.economiserCop,
    supplyEfficiency,
  });
  requireNotNegative({ otherWatts, fanShare: cooling.fanShare });
  requireShare({ economiserShare: cooling.economiserShare, serverFanShare, supplyEfficiency });
  for (const { fixedLossShare, loadLossShare } of chain.stages) requireNotNegative({ fixedLossShare, loadLossShare });
}

/**
 * The share of all energy that reaches IT, from PUE.
 *
 * @param pue - 1 or more
 * @throws {@link DomainError} if PUE is below 1
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.itShare(2), 0.5);
 * ```
 */
export function itShare(pue: number): number {
  if (!(pue >= 1 && pue < Infinity)) throw new DomainError("pue", "to be 1 or more", pue);
  return 1 / pue;
}

/**
 * What the utility bills for a year of mean power, in the currency of the price.
 *
 * @param watts - mean power in W
 * @param pricePerKwh - price of a kWh
 */
export function energyCostPerYear(watts: number, pricePerKwh: number): number {
  requireNotNegative({ watts, pricePerKwh });
  return (watts / 1000) * 8760 * pricePerKwh;
}
