/**
 * Demand for a service over time: requests a second, one number a step (five minutes, if nothing else is said).
 *
 * ```text
 *  demand = mean x rhythm of the week x growth x noise x flash crowds
 *
 *            .-.     .-.     .-.     .-.     .-.                |\
 *           /   \   /   \   /   \   /   \   /   \    .-.   .-.  | '-.
 *          '     '-'     '-'     '-'     '-'     '--'   '-'   '-'    '--
 *            Mon     Tue     Wed     Thu     Fri     Sat   Sun   crowd
 * ```
 *
 * Left out: holidays, seasons of the year, sessions. Noise is a first-order autoregression with uniform shocks, so that a busy
 * five minutes is likely to be followed by another. A trace is a mean rate: the requests inside a step come at random times.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import type { Random } from "../sim";

/** Many people at once: demand rises to a multiple within minutes and ebbs away. */
export interface FlashCrowd {
  /** When it begins, in hours from the start. */
  readonly startHours: number;
  /** Peak demand as a multiple of what it would be without. */
  readonly factor: number;
  /** Minutes from the beginning to the peak. */
  readonly riseMinutes: number;
  /** Minutes in which it ebbs to half. */
  readonly halfLifeMinutes: number;
}

/** What demand is made of. */
export interface DemandShape {
  /** Mean over a weekday at the start, in requests a second. */
  readonly meanPerSecond: number;
  /** How far the day swings about its mean: 0 (flat) to 1 (no demand at night). */
  readonly dailySwing: number;
  /** The hour of the day with the most demand, 0 to 24. */
  readonly peakHour: number;
  /** Demand of Saturday and Sunday as a share of a weekday's; time 0 is Monday, 0:00. */
  readonly weekendShare: number;
  /** Growth in a year: 0.3 is 30% more after a year. */
  readonly growthPerYear: number;
  /** Standard deviation of the noise, as a share of demand. */
  readonly noise: number;
  /** Flash crowds. */
  readonly crowds: readonly FlashCrowd[];
}

/** Demand, step by step. */
export interface DemandTrace {
  /** Length of a step in seconds. */
  readonly stepSeconds: number;
  /** Mean requests a second, one number a step. */
  readonly requestsPerSecond: Float64Array;
}

/** How long, how fine. */
export interface TraceSpan {
  /** Days; 7 if not given. */
  readonly days?: number;
  /** Seconds of a step, a divisor of a week; 300 if not given. */
  readonly stepSeconds?: number;
  /** Chance for the noise. */
  readonly random: Random;
}

const DAY = 86_400;
const WEEK = 7 * DAY;
const YEAR = 365 * DAY;
/** How much of a step's deviation is left in the next, for steps of five minutes. */
const PERSISTENCE = 0.9;

const flat: DemandShape = {
  meanPerSecond: 100,
  dailySwing: 0,
  peakHour: 15,
  weekendShare: 1,
  growthPerYear: 0,
  noise: 0,
  crowds: [],
};

/** Named shapes, about 100 requests a second each; change a part with `{ ...demandShapes.daily, noise: 0 }`. */
export const demandShapes = {
  /** The same at any time. */
  flat,
  /** Busy afternoons, quiet nights, slow weekends. */
  daily: { ...flat, dailySwing: 0.6, weekendShare: 0.7, noise: 0.05 },
  /** The same, and on Wednesday at noon somebody famous mentions the service. */
  flashCrowd: {
    ...flat,
    dailySwing: 0.6,
    weekendShare: 0.7,
    noise: 0.05,
    crowds: [{ startHours: 60, factor: 10, riseMinutes: 10, halfLifeMinutes: 60 }],
  },
  /** The same as daily, and threefold within a year. */
  growing: { ...flat, dailySwing: 0.6, weekendShare: 0.7, noise: 0.05, growthPerYear: 2 },
} as const satisfies Record<string, DemandShape>;

/**
 * Makes a trace of a shape.
 *
 * @throws {@link DomainError} if a number of the shape or the span is out of its range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, sim } from "strata";
 *
 * const year = cloud.demandTrace(cloud.demandShapes.growing, { days: 365, random: sim.seeded(1) });
 * assert.equal(year.requestsPerSecond.length, 105_120); // five minutes each
 * assert.ok(Math.max(...year.requestsPerSecond) > 300);
 * ```
 */
export function demandTrace(shape: DemandShape, { days = 7, stepSeconds = 300, random }: TraceSpan): DemandTrace {
  if (!(days > 0)) throw new DomainError("days", "to be above 0", days);
  if (!(stepSeconds > 0)) throw new DomainError("stepSeconds", "to be above 0", stepSeconds);
  const trace = {
    stepSeconds,
    requestsPerSecond: new Float64Array(Math.max(1, Math.round((days * DAY) / stepSeconds))),
  };
  fillDemand(trace, shape, random);
  return trace;
}

/**
 * Writes demand of a shape into a trace that is there already: many services, one after the other, need one array.
 *
 * @throws {@link DomainError} as {@link demandTrace}
 */
export function fillDemand({ stepSeconds, requestsPerSecond }: DemandTrace, shape: DemandShape, random: Random): void {
  requireShape(shape);
  const week = rhythm(shape, stepSeconds);
  const growth = (1 + shape.growthPerYear) ** (stepSeconds / YEAR);
  const kept = PERSISTENCE ** (stepSeconds / 300);
  // A uniform shock of half-width w has variance w^2 / 3; the sum of all kept shocks has variance w^2 / 3 / (1 - kept^2).
  const shock = 2 * shape.noise * Math.sqrt(3 * (1 - kept * kept));
  let level = shape.meanPerSecond;
  let deviation = 0;
  for (let step = 0, ofWeek = 0; step < requestsPerSecond.length; step++) {
    if (shock > 0) deviation = kept * deviation + shock * (random.next() - 0.5);
    requestsPerSecond[step] = level * week[ofWeek]! * Math.max(0, 1 + deviation);
    level *= growth;
    if (++ofWeek === week.length) ofWeek = 0;
  }
  for (const crowd of shape.crowds) addCrowd(requestsPerSecond, stepSeconds, crowd);
}

/** Demand in the middle of every step of a week, as a multiple of the mean. */
function rhythm({ dailySwing, peakHour, weekendShare }: DemandShape, stepSeconds: number): Float64Array {
  const steps = WEEK / stepSeconds;
  if (!Number.isInteger(steps)) throw new DomainError("stepSeconds", "to divide a week", stepSeconds);
  return Float64Array.from({ length: steps }, (_, step) => {
    const seconds = (step + 0.5) * stepSeconds;
    const ofDay = 1 + dailySwing * Math.cos((2 * Math.PI * (seconds / 3600 - peakHour)) / 24);
    return seconds < 5 * DAY ? ofDay : ofDay * weekendShare;
  });
}

function addCrowd(requestsPerSecond: Float64Array, stepSeconds: number, crowd: FlashCrowd): void {
  const first = Math.max(0, Math.floor((crowd.startHours * 3600) / stepSeconds));
  for (let step = first; step < requestsPerSecond.length; step++) {
    const minutes = ((step + 0.5) * stepSeconds) / 60 - crowd.startHours * 60;
    const extra = (crowd.factor - 1) * swell(minutes, crowd);
    if (minutes > crowd.riseMinutes && extra < 1e-3) return;
    requestsPerSecond[step]! *= 1 + extra;
  }
}

/** 0 before, rising in a straight line to 1, then halved again and again. */
function swell(minutes: number, { riseMinutes, halfLifeMinutes }: FlashCrowd): number {
  if (minutes <= 0) return 0;
  return minutes < riseMinutes ? minutes / riseMinutes : 2 ** (-(minutes - riseMinutes) / halfLifeMinutes);
}

function requireShape(shape: DemandShape): void {
  const ranges = { dailySwing: [0, 1], peakHour: [0, 24], weekendShare: [0, Infinity], noise: [0, 1] } as const;
  if (!(shape.meanPerSecond > 0 && shape.meanPerSecond < Infinity)) {
    throw new DomainError("meanPerSecond", "to be above 0", shape.meanPerSecond);
  }
  for (const name of ["dailySwing", "peakHour", "weekendShare", "noise"] as const) {
    const [low, high] = ranges[name];
    if (!(shape[name] >= low && shape[name] <= high)) {
      throw new DomainError(name, `to be from ${low} to ${high}`, shape[name]);
    }
  }
  if (!(shape.growthPerYear > -1)) throw new DomainError("growthPerYear", "to be above -1", shape.growthPerYear);
  for (const crowd of shape.crowds) {
    if (!(crowd.factor >= 1 && crowd.riseMinutes >= 0 && crowd.halfLifeMinutes > 0)) {
      throw new DomainError("crowd", "to have a factor from 1, a rise from 0 and a half-life above 0", crowd);
    }
  }
}
