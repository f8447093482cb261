/**
 * How long requests take in each step of a run: the steps tell how many instances shared the load, the M/M/c queue tells how long
 * requests that come at random then wait.
 *
 * @packageDocumentation
 */
import { mmc } from "../../sim";
import { type ServiceOptions, serviceOf } from "./options";
import type { ProvisioningRun } from "./run";

/**
 * Mean response times of a run, in seconds, one a step: an M/M/c queue of the instances that the step had on average, and on top
 * the time that the backlog needs. Where demand reaches capacity there is no mean; then waiting takes as long as patience.
 *
 * @throws {@link DomainError} if an option is out of its range
 */
export function responseSeconds({ steps }: ProvisioningRun, options: ServiceOptions = {}): Float64Array {
  const { requestsPerSecondPerInstance, patienceSeconds } = serviceOf(options);
  const serviceSeconds = 1 / requestsPerSecondPerInstance;
  return steps.arrivedPerSecond.map((rate, step) => {
    const capacity = steps.capacityPerSecond[step]!;
    const servers = Math.max(1, Math.floor(capacity / requestsPerSecondPerInstance));
    if (rate === 0) return serviceSeconds;
    if (rate >= servers * requestsPerSecondPerInstance) return patienceSeconds + serviceSeconds;
    const backlog = steps.waitingRequests[step]! / capacity;
    const { meanWaitSeconds } = mmc({ arrivalsPerSecond: rate, serviceSeconds, servers });
    return serviceSeconds + Math.min(patienceSeconds, meanWaitSeconds + backlog);
  });
}
