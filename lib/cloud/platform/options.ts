/**
 * How a platform is set up.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** Limits and times of a platform. */
export interface PlatformOptions {
  /** Requests that one instance serves at a time; 1 if not given. */
  readonly concurrency?: number;
  /** Seconds from the start of an instance until it serves; 0.5 if not given. */
  readonly coldStartSeconds?: number;
  /** Seconds after which an idle instance is removed; 60 if not given. */
  readonly idleSeconds?: number;
  /** Most instances, starting ones included; 100 if not given. */
  readonly maxInstances?: number;
  /** Most requests that wait for an instance; more are rejected; 1000 if not given. */
  readonly queueLimit?: number;
  /** Seconds that a handler may take; 30 if not given. */
  readonly timeoutSeconds?: number;
  /** Memory of an instance in MiB, for the bill; 128 if not given. */
  readonly memoryMib?: number;
  /** Seconds of a round trip to the store; 0.005 if not given. */
  readonly storeSeconds?: number;
  /** Seed of the handlers' chance; 1 if not given. */
  readonly seed?: number;
}

/** @internal */
export function platformOf(options: PlatformOptions): Required<PlatformOptions> {
  const all = {
    concurrency: 1,
    coldStartSeconds: 0.5,
    idleSeconds: 60,
    maxInstances: 100,
    queueLimit: 1000,
    timeoutSeconds: 30,
    memoryMib: 128,
    storeSeconds: 0.005,
    seed: 1,
    ...options,
  };
  for (const name of ["concurrency", "maxInstances"] as const) {
    if (!Number.isInteger(all[name]) || all[name] < 1) {
      throw new DomainError(name, "to be a whole number above 0", all[name]);
    }
  }
  for (const name of ["coldStartSeconds", "idleSeconds", "queueLimit", "storeSeconds"] as const) {
    if (!(all[name] >= 0 && all[name] < Infinity)) throw new DomainError(name, "to be 0 or more", all[name]);
  }
  for (const name of ["timeoutSeconds", "memoryMib"] as const) {
    if (!(all[name] > 0 && all[name] < Infinity)) throw new DomainError(name, "to be above 0", all[name]);
  }
  return all;
}
