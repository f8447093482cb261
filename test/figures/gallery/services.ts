/** One of every figure about services, tenants, regions and instances. */
import * as cloud from "../../../lib/cloud";
import * as datasets from "../../../lib/datasets";
import * as figures from "../../../lib/figures";
import { seeded } from "../../../lib/sim";

export function servicesGallery(): Readonly<Record<string, figures.Figure>> {
  const [users, cities] = [datasets.urbanPopulation(), datasets.regionCities()];
  const choices = [1, 2].map((count) => cloud.exactRegions(users, cities, count));
  const launches = cloud.launchesByYear(datasets.awsLaunches());
  const large = { vcpus: 2, nanosecondsPerModulo: 10.47 };
  const options = { peakRequestsPerSecond: 1000, maxRegions: 3, maxSpares: 2 };
  const noisy = { tenants: 10, load: 0.5, requests: 2000 };
  const rows = cloud.workloadCatalogue.map((workload) => ({
    workload,
    fits: Object.fromEntries(cloud.lectureModels.map((model) => [model.name, cloud.fit(workload, model)])),
  }));
  return {
    layersFigure: figures.layersFigure(cloud.lectureModels, cloud.layers),
    flexibilityFigure: figures.flexibilityFigure(rows),
    riskFigure: figures.riskFigure(cloud.gradeSheet()),
    gradeSheetFigure: figures.gradeSheetFigure(cloud.gradeSheet(), cloud.slideGrades),
    gradeFlipsFigure: figures.gradeFlipsFigure(cloud.gradeSensitivity([cloud.paas, cloud.saas]), cloud.doubtable),
    latencyMapFigure: figures.latencyMapFigure(
      choices.map((choice) => ({ ...choice, users: cloud.userLatencies(users, choice.regions) })),
      datasets.coastline(),
    ),
    rttFigure: figures.rttFigure(datasets.regionRtts(), cloud.fibreRttMs, cloud.MEDIAN_INFLATION),
    downtimeFigure: figures.downtimeFigure([
      { system: "one server", computedMinutes: 5256, simulatedMinutes: 5100 },
      { system: "two servers", computedMinutes: 52.56, simulatedMinutes: 55 },
    ]),
    tradeOffFigure: figures.tradeOffFigure(cloud.tradeOffs(users, cities, options)),
    serviceGrowthFigure: figures.serviceGrowthFigure(cloud.servicesByCategory(datasets.awsConsole())),
    launchesFigure: figures.launchesFigure(
      launches,
      cloud.fitGrowth(launches),
      cloud.catalogueSizes(datasets.awsConsole()),
    ),
    poolingFigure: figures.poolingFigure({
      "0": cloud.pool([1, 10, 100], cloud.assumedTenancy, seeded(1), 500),
      "1": cloud.pool([1, 10, 100], { ...cloud.assumedTenancy, correlation: 1 }, seeded(1), 500),
    }),
    noiseFigure: figures.noiseFigure(
      (["fifo", "fair", "quota"] as const).flatMap((sharing) =>
        [1, 10].map((noise) => cloud.shareServer({ ...noisy, noise }, sharing, seeded(1))),
      ),
    ),
    threadsFigure: figures.threadsFigure(
      [1, 2, 4, 100].map((threads) => ({ threads, ...cloud.runSysbench({ threads, events: 500 }, large) })),
      2,
    ),
    creditsFigure: figures.creditsFigure(
      cloud.spendCredits(Array<number>(120).fill(2), cloud.burstable.t3Micro, { startCredits: 90 }),
      "t3.micro",
    ),
  };
}
