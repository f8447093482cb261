/**
 * What a service runs on, and for how much.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** Instances, their price, and what the cloud allows. */
export interface ServiceOptions {
  /** Requests a second that one instance can serve; 20 if not given, which is 50 ms of service each. */
  readonly requestsPerSecondPerInstance?: number;
  /** Price of an instance in US dollars an hour; 0.0832 if not given, a t3.large. */
  readonly usdPerHour?: number;
  /** Time is billed in whole units of so many seconds, from order to end; 60 if not given. */
  readonly billedSeconds?: number;
  /** Seconds from the order of an instance until it serves; 120 if not given. */
  readonly bootSeconds?: number;
  /** Seconds that a request waits before it gives up and is lost; 10 if not given. */
  readonly patienceSeconds?: number;
  /** Never fewer instances than so many; 1 if not given. */
  readonly minInstances?: number;
  /** Never more: the ceiling of the account or of the machine room; no ceiling if not given. */
  readonly maxInstances?: number;
  /** What planners know beforehand, in requests a second; peak and mean of the trace if not given. */
  readonly planned?: { readonly peakPerSecond: number; readonly meanPerSecond: number };
}

/** @internal Options with their defaults, checked. */
export type Service = Required<Omit<ServiceOptions, "planned">> & Pick<ServiceOptions, "planned">;

/** @internal */
export function serviceOf(options: ServiceOptions): Service {
  const service: Service = {
    requestsPerSecondPerInstance: 20,
    usdPerHour: 0.0832,
    billedSeconds: 60,
    bootSeconds: 120,
    patienceSeconds: 10,
    minInstances: 1,
    maxInstances: Infinity,
    ...options,
  };
  for (const name of ["requestsPerSecondPerInstance", "billedSeconds"] as const) {
    if (!(service[name] > 0 && service[name] < Infinity)) throw new DomainError(name, "to be above 0", service[name]);
  }
  for (const name of ["usdPerHour", "bootSeconds", "patienceSeconds"] as const) {
    if (!(service[name] >= 0 && service[name] < Infinity))
      throw new DomainError(name, "to be 0 or more", service[name]);
  }
  const { minInstances, maxInstances } = service;
  if (!Number.isInteger(minInstances) || minInstances < 1) {
    throw new DomainError("minInstances", "to be a whole number above 0", minInstances);
  }
  if (!(maxInstances >= minInstances))
    throw new DomainError("maxInstances", `to be ${minInstances}, minInstances, or more`, maxInstances);
  return service;
}
