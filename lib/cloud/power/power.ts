/**
 * How much power a server draws at a utilization. Four models, one interface.
 *
 * ```text
 *  watts
 *  peak |              .-*       linear     idle + (peak - idle) u
 *       |        .--*'           Fan        idle + (peak - idle) (2u - u^r)
 *       |   .-*'                 measured   between points of a load test
 *  idle |*'
 *       +----------------- u
 *       0               1
 * ```
 *
 * Utilization is the load as a share of the most the server can do. Left out: temperature, frequency by itself, memory and disks
 * apart from the processor.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** Power of one server as a function of its utilization. */
export interface PowerModel {
  /** What figures call it. */
  readonly name: string;
  /**
   * Power in W at a utilization from 0 to 1.
   *
   * @throws {@link DomainError} if the utilization is not from 0 to 1
   */
  wattsAt(utilization: number): number;
}

/** Refuses a utilization below 0, above 1 or not a number. */
export function requireUtilization(utilization: number): void {
  if (!(utilization >= 0 && utilization <= 1)) {
    throw new DomainError("utilization", "to be a share from 0 to 1", utilization);
  }
}

/** Refuses an idle power below 0 or above the peak, and a peak that is not above 0. */
export function requireIdleAndPeak(idleWatts: number, peakWatts: number): void {
  if (!(peakWatts > 0 && peakWatts < Infinity)) throw new DomainError("peakWatts", "to be above 0", peakWatts);
  if (!(idleWatts >= 0 && idleWatts <= peakWatts)) {
    throw new DomainError("idleWatts", `to be from 0 to the peak of ${peakWatts}`, idleWatts);
  }
}
