/**
 * Numbers drawn from the distributions that models of clouds need. Each is a function of a stream of chance and of the
 * distribution's parameters; most turn a uniform number around by the inverse of the distribution function.
 *
 * ```text
 * 1 |            ____----
 *   |   u ---->/   F(x) = share of values <= x
 *   |        / |
 * 0 |______/   v
 *            x = F^-1(u)
 * ```
 *
 * Left out: tails beyond 2^-31, the finest step of a uniform number here; a normal number stays within 6.6 standard
 * deviations. Source: L. Devroye, "Non-Uniform Random Variate Generation" (1986), chapters II, IX and X.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import type { Random } from "./random";

/**
 * Time until the next of events that know no past. Mean `mean`, above 0, in any unit; standard deviation the same.
 *
 * @throws {@link DomainError} if the mean is not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * const random = sim.seeded(1);
 * const gaps = Array.from({ length: 10_000 }, () => sim.exponential(random, 3));
 * assert.ok(Math.abs(gaps.reduce((sum, gap) => sum + gap, 0) / 10_000 - 3) < 0.1);
 * ```
 */
export function exponential(random: Random, mean: number): number {
  requirePositive("mean", mean);
  return -mean * Math.log(1 - random.next());
}

/**
 * The bell curve, by Box and Muller's transform. Two uniform numbers make one.
 *
 * @throws {@link DomainError} if the standard deviation is below 0 or a parameter is no number
 */
export function normal(random: Random, mean: number, standardDeviation: number): number {
  requireFinite("mean", mean);
  if (!(standardDeviation >= 0)) throw new DomainError("standardDeviation", "to be 0 or more", standardDeviation);
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return mean + standardDeviation * radius * Math.cos(2 * Math.PI * random.next());
}

/**
 * A number whose natural logarithm is normal. Its median is `exp(meanOfLog)`, its mean `exp(meanOfLog + sdOfLog ** 2 / 2)`.
 *
 * @throws {@link DomainError} if `sdOfLog` is below 0 or a parameter is no number
 */
export function lognormal(random: Random, meanOfLog: number, sdOfLog: number): number {
  return Math.exp(normal(random, meanOfLog, sdOfLog));
}

/**
 * Few giants and many dwarfs: a share `(minimum / x) ** shape` lies above x, from `minimum` on. The mean exists for a shape above 1 and
 * is `shape * minimum / (shape - 1)`, the variance for a shape above 2.
 *
 * @throws {@link DomainError} if minimum or shape is not above 0
 */
export function pareto(random: Random, minimum: number, shape: number): number {
  requirePositive("minimum", minimum);
  requirePositive("shape", shape);
  return minimum * (1 - random.next()) ** (-1 / shape);
}

/**
 * Lifetimes whose failure rate falls (shape below 1), stays (1: exponential) or rises (above 1) with age:
 * a share `exp(-((x / scale) ** shape))` lies above x.
 *
 * @throws {@link DomainError} if scale or shape is not above 0
 */
export function weibull(random: Random, scale: number, shape: number): number {
  requirePositive("scale", scale);
  requirePositive("shape", shape);
  return scale * (-Math.log(1 - random.next())) ** (1 / shape);
}

/**
 * How many events that know no past fall into an interval that holds `mean` of them on average. Exact for every mean up to
 * 2^31: small ones multiply uniform numbers, large ones use Hörmann's transformed rejection.
 *
 * @throws {@link DomainError} if the mean is not from 0 to 2^31
 *
 * @see W. Hörmann, "The transformed rejection method for generating Poisson random variables" (1993), algorithm PTRS
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * assert.equal(sim.poisson(sim.seeded(1), 0), 0);
 * assert.ok(Math.abs(sim.poisson(sim.seeded(1), 1_000_000) - 1_000_000) < 6000); // 6 standard deviations
 * ```
 */
export function poisson(random: Random, mean: number): number {
  if (!(mean >= 0 && mean <= 0x80000000)) throw new DomainError("mean", "to be from 0 to 2^31", mean);
  return mean < 10 ? poissonByProduct(random, mean) : poissonByRejection(random, mean);
}

function poissonByProduct(random: Random, mean: number): number {
  const floor = Math.exp(-mean);
  let events = 0;
  for (let product = 1 - random.next(); product > floor; product *= 1 - random.next()) events++;
  return events;
}

function poissonByRejection(random: Random, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  for (;;) {
    const u = random.next() - 0.5;
    const v = 1 - random.next();
    const us = 0.5 - Math.abs(u);
    if (us === 0) continue;
    const events = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2)) return events;
    if (events < 0 || (us < 0.013 && v > us)) continue;
    const logRatio = events * Math.log(mean) - mean - logFactorial(events);
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= logRatio) return events;
  }
}

/**
 * Natural logarithm of `n!`, for whole n from 0: by sum for small n, by Stirling's series for large n.
 *
 * @throws {@link DomainError} if n is not a whole number from 0
 */
export function logFactorial(n: number): number {
  if (!Number.isInteger(n) || n < 0) throw new DomainError("n", "to be a whole number from 0", n);
  if (n < 16) {
    let product = 1;
    for (let factor = 2; factor <= n; factor++) product *= factor;
    return Math.log(product);
  }
  const inverse = 1 / n;
  const series = inverse * (1 / 12 - inverse * inverse * (1 / 360 - (inverse * inverse) / 1260));
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}

/** One point of a measured distribution: this share of the values, 0 to 1, is at most `value`. */
export interface CumulativePoint {
  readonly value: number;
  readonly share: number;
}

/**
 * A sampler of a measured distribution, linear between its points. What the first point already counts comes out as its
 * value; the last point's share must be 1.
 *
 * @param points - rising in value and share, at least one
 * @throws {@link DomainError} if there is no point, if values or shares fall, or if the last share is not 1
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * // Nine virtual machines in ten live up to an hour, the others up to a day.
 * const hours = sim.empirical([{ value: 0, share: 0 }, { value: 1, share: 0.9 }, { value: 24, share: 1 }]);
 * const random = sim.seeded(1);
 * const lives = Array.from({ length: 1000 }, () => hours(random));
 * assert.ok(Math.abs(lives.filter((life) => life <= 1).length / 1000 - 0.9) < 0.03);
 * ```
 */
export function empirical(points: readonly CumulativePoint[]): (random: Random) => number {
  requireCumulative(points);
  return (random) => {
    const u = random.next();
    let [low, high] = [0, points.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle]!.share > u) high = middle;
      else low = middle + 1;
    }
    const [before, after] = [points[low - 1], points[low]!];
    if (before === undefined) return after.value;
    return before.value + ((u - before.share) / (after.share - before.share)) * (after.value - before.value);
  };
}

function requireCumulative(points: readonly CumulativePoint[]): void {
  if (points.length === 0) throw new DomainError("points", "to be at least one", points);
  points.forEach((point, index) => {
    const before = points[index - 1];
    const rises = before === undefined || (point.value >= before.value && point.share >= before.share);
    if (!rises || !Number.isFinite(point.value) || !(point.share >= 0 && point.share <= 1)) {
      throw new DomainError(`points[${index}]`, "to rise in value and in share from 0 to 1", point);
    }
  });
  const { share } = points[points.length - 1]!;
  if (share !== 1) throw new DomainError("the last point's share", "to be 1", share);
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new DomainError(name, "to be a number above 0", value);
}

function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new DomainError(name, "to be a number", value);
}
