import test from "ava";
import * as cloud from "../../../lib/cloud";
import { laws } from "../../contracts/provisioning";

const rivals = [
  ...cloud.provisioningPolicies,
  { ...cloud.reactivePolicy({ coolDownSeconds: 0, growth: 1 }), name: "reactive, hasty" },
  { ...cloud.targetTrackingPolicy({ scaleInSeconds: 0 }), name: "target tracking, hasty" },
  { ...cloud.predictivePolicy({ newest: 1, deviations: 0 }), name: "predictive, trusting" },
];

for (const policy of rivals) {
  for (const [law, check] of Object.entries(laws)) test(`${policy.name}: ${law}`, (t) => check(t, policy));
}
