/**
 * Predict from former weeks: order before the demand is there, by as much as instances need to boot.
 *
 * ```text
 *  forecast(t) = season(time of week) x level x (1 + margin)
 *
 *  season   what this time of the week had, smoothed over the weeks
 *  level    how the last hour compared with its season: growth, a good day, a crowd
 *  margin   twice the spread of the forecasts that went before
 * ```
 *
 * In the first week there is no season yet: it follows the load of now, as target tracking does. Never less than that load
 * needs, so that a surprise is followed, if late. Left out: a trend inside the forecast.
 * Source: P. R. Winters, "Forecasting sales by exponentially weighted moving averages" (1960), the multiplicative season.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Known, ProvisioningPolicy } from "./policy";

/** Weights and target. */
export interface PredictiveOptions {
  /** Utilization to plan for, above 0 to 1; 0.8 if not given. */
  readonly target?: number;
  /** Weight of the newest week in the season, above 0 to 1; 0.5 if not given. */
  readonly newest?: number;
  /** Margin in standard deviations of the relative error of forecasts; 2 if not given. */
  readonly deviations?: number;
}

const WEEK = 7 * 86_400;

/**
 * Forecasts each step of the week from the weeks before.
 *
 * @throws {@link DomainError} if an option is out of its range
 */
export function predictivePolicy(options: PredictiveOptions = {}): ProvisioningPolicy {
  const { target = 0.8, newest = 0.5, deviations = 2 } = options;
  if (!(target > 0 && target <= 1)) throw new DomainError("target", "to be above 0 and up to 1", target);
  if (!(newest > 0 && newest <= 1)) throw new DomainError("newest", "to be above 0 and up to 1", newest);
  if (!(deviations >= 0)) throw new DomainError("deviations", "to be 0 or more", deviations);
  return {
    name: "predictive",
    start(known) {
      const forecast = new Forecast(known, newest, deviations);
      const usable = target * known.requestsPerSecondPerInstance;
      return ({ arrivedPerSecond }) => Math.max(forecast.next(arrivedPerSecond), arrivedPerSecond) / usable;
    },
  };
}

/** The season and how well it has told what came. */
class Forecast {
  readonly #season: Float64Array;
  readonly #ahead: number;
  readonly #smoothing: number;
  #at = 0;
  #isFirstWeek = true;
  #level = 1;
  #variance = 0.01;

  constructor(
    { stepSeconds, bootSeconds }: Known,
    readonly newest: number,
    readonly deviations: number,
  ) {
    this.#season = new Float64Array(Math.max(1, Math.round(WEEK / stepSeconds)));
    this.#ahead = Math.ceil(bootSeconds / stepSeconds);
    this.#smoothing = Math.min(1, stepSeconds / 3600);
  }

  /** Learns the rate of the step that ended and tells the highest to expect until an order of the next step would be ready. */
  next(rate: number): number {
    this.#learn(rate);
    this.#at++;
    if (this.#at === this.#season.length) [this.#at, this.#isFirstWeek] = [0, false];
    if (this.#isFirstWeek) return 0;
    let highest = 0;
    for (let ahead = 0, at = this.#at; ahead <= this.#ahead; ahead++) {
      if (this.#season[at]! > highest) highest = this.#season[at]!;
      if (++at === this.#season.length) at = 0;
    }
    return highest * this.#level * (1 + this.deviations * Math.sqrt(this.#variance));
  }

  #learn(rate: number): void {
    const usual = this.#season[this.#at]!;
    if (this.#isFirstWeek || usual === 0) {
      this.#season[this.#at] = rate;
      return;
    }
    const ratio = rate / usual;
    const error = ratio / this.#level - 1;
    this.#variance += 0.01 * (Math.min(1, error * error) - this.#variance);
    this.#level += this.#smoothing * (ratio - this.#level);
    this.#season[this.#at] = usual + this.newest * (rate - usual);
  }
}
