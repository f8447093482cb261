/** One of every figure of elasticity. */
import * as cloud from "../../../lib/cloud";
import * as figures from "../../../lib/figures";
import * as sim from "../../../lib/sim";

export function elasticityGallery(): Readonly<Record<string, figures.Figure>> {
  const week = cloud.demandTrace(cloud.demandShapes.flashCrowd, { random: sim.seeded(1) });
  const policy = cloud.targetTrackingPolicy();
  return {
    provisioningFigure: figures.provisioningFigure(cloud.provision(week, cloud.reactivePolicy()), {
      fromHours: 54,
      toHours: 72,
    }),
    policiesFigure: figures.policiesFigure(cloud.provisioningPolicies.map((one) => cloud.provisionTotals(week, one))),
    jumpFigure: figures.jumpFigure(
      [30, 300].map((bootSeconds) => ({
        policy: policy.name,
        bootSeconds,
        ...cloud.measureJump({ policy, bootSeconds }),
      })),
    ),
    latencyFigure: figures.latencyFigure(cloud.latencyCurve({ servers: [1, 8], customers: 300 })),
    platformFigure: figures.platformFigure(platformRun),
  };
}

/** Two requests on two instances, as a run of the platform tells it. */
const platformRun: cloud.PlatformRun = {
  requests: [0, 1].map((id) => ({
    id,
    event: id,
    arrivedAt: id,
    startedAt: id + 0.5,
    finishedAt: id + 2.5,
    instance: id + 1,
    cold: true,
    type: "served",
  })),
  instances: [
    { seconds: 0, starting: 1, busy: 0, idle: 0, queued: 1 },
    { seconds: 0.5, starting: 0, busy: 1, idle: 0, queued: 0 },
    { seconds: 1, starting: 1, busy: 1, idle: 0, queued: 1 },
    { seconds: 1.5, starting: 0, busy: 2, idle: 0, queued: 0 },
    { seconds: 2.5, starting: 0, busy: 1, idle: 1, queued: 0 },
    { seconds: 3.5, starting: 0, busy: 0, idle: 2, queued: 0 },
    { seconds: 10, starting: 0, busy: 0, idle: 0, queued: 0 },
  ],
  coldStarts: 2,
  billedGbSeconds: 0.5,
  store: {},
};
