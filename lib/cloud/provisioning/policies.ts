/**
 * The rivals, with their usual numbers.
 *
 * @packageDocumentation
 */
import { meanPolicy } from "./mean";
import { peakPolicy } from "./peak";
import type { ProvisioningPolicy } from "./policy";
import { predictivePolicy } from "./predictive";
import { reactivePolicy } from "./reactive";
import { targetTrackingPolicy } from "./targetTracking";

/** All five, from the one that never changes to the one that looks ahead. */
export const provisioningPolicies: readonly ProvisioningPolicy[] = [
  peakPolicy(),
  meanPolicy(),
  reactivePolicy(),
  targetTrackingPolicy(),
  predictivePolicy(),
];
