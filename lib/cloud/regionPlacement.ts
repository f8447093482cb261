/**
 * Which of the candidate cities get a region: the ones that make the mean round trip least (the p-median problem).
 *
 * Two rivals. *Greedy* opens one city after the other, each time the one that helps most, as a cloud that grows must. *Exact* tries
 * every choice and so may move what greedy can not take back.
 *
 * Source: S. L. Hakimi, "Optimum locations of switching centers" (1964), states the problem.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { fibreRttMs, type GeoPoint, greatCircleKm, MEDIAN_INFLATION, type UserGroup } from "./regions";

/** A choice of cities. */
export interface RegionChoice<City extends GeoPoint> {
  readonly regions: readonly City[];
  /** Mean round trip in ms, each group of users counted by its people. */
  readonly meanRttMs: number;
}

/** Chooses `count` of the candidates. */
export type ChooseRegions = <City extends GeoPoint>(
  users: readonly UserGroup[],
  candidates: readonly City[],
  count: number,
) => RegionChoice<City>;

/** More choices than this are not tried. */
const MOST_CHOICES = 200_000;

/**
 * Opens one region after the other, each time the one that helps most.
 *
 * @throws {@link DomainError} if `count` is not from 1 to the number of candidates
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const [users, cities] = [datasets.urbanPopulation(), datasets.regionCities()];
 * const [two, exact] = [cloud.greedyRegions(users, cities, 2), cloud.exactRegions(users, cities, 2)];
 * assert.ok(exact.meanRttMs <= two.meanRttMs);
 * ```
 */
export const greedyRegions: ChooseRegions = (users, candidates, count) => {
  const costs = costTable(users, candidates, count);
  const chosen: number[] = [];
  while (chosen.length < count) {
    const rest = candidates.map((_, at) => at).filter((at) => !chosen.includes(at));
    const means = rest.map((at) => meanOf(costs, [...chosen, at]));
    chosen.push(rest[means.indexOf(Math.min(...means))]!);
  }
  return { regions: chosen.map((at) => candidates[at]!), meanRttMs: meanOf(costs, chosen) };
};

/**
 * Tries every choice; the first of equals wins.
 *
 * @throws {@link DomainError} if `count` is not from 1 to the number of candidates, or there are more than 200,000 choices
 */
export const exactRegions: ChooseRegions = (users, candidates, count) => {
  const costs = costTable(users, candidates, count);
  const choices = binomial(candidates.length, count);
  if (choices > MOST_CHOICES) throw new DomainError("choices of regions", `to be at most ${MOST_CHOICES}`, choices);
  let best: { chosen: readonly number[]; mean: number } = { chosen: [], mean: Infinity };
  for (const chosen of combinations(candidates.length, count)) {
    const mean = meanOf(costs, chosen);
    if (mean < best.mean) best = { chosen, mean };
  }
  return { regions: best.chosen.map((at) => candidates[at]!), meanRttMs: best.mean };
};

/** Round trip of each candidate (rows) to each group of users (columns), times the group's share of the people. */
function costTable(users: readonly UserGroup[], candidates: readonly GeoPoint[], count: number): Float64Array[] {
  if (!Number.isInteger(count) || count < 1 || count > candidates.length)
    throw new DomainError("count", `to be a whole number from 1 to ${candidates.length}`, count);
  const people = users.reduce((sum, { population }) => sum + population, 0);
  return candidates.map((city) =>
    Float64Array.from(users, (user) => {
      const rttMs = MEDIAN_INFLATION * fibreRttMs(greatCircleKm(user, city));
      return (rttMs * user.population) / people;
    }),
  );
}

function meanOf(costs: readonly Float64Array[], chosen: readonly number[]): number {
  let sum = 0;
  for (let user = 0; user < costs[0]!.length; user++) {
    let least = Infinity;
    for (const at of chosen) least = Math.min(least, costs[at]![user]!);
    sum += least;
  }
  return sum;
}

/** All ways to choose `count` of 0 … `of` - 1, in order. */
function* combinations(of: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) yield [];
  else
    for (let first = from; first <= of - count; first++)
      for (const rest of combinations(of, count - 1, first + 1)) yield [first, ...rest];
}

function binomial(of: number, count: number): number {
  let ways = 1;
  for (let i = 1; i <= count; i++) ways = (ways * (of - count + i)) / i;
  return Math.round(ways);
}
