/** One of every figure of this part. */
import * as cloud from "../../../lib/cloud";
import * as datasets from "../../../lib/datasets";
import * as figures from "../../../lib/figures";
import * as sim from "../../../lib/sim";

export function powerGallery(): Readonly<Record<string, figures.Figure>> {
  const maps = cloud.hallScenarios.map(({ name, hall }) => ({
    name,
    map: cloud.heatMap({ ...hall, cellMeters: 0.4 }),
  }));
  const stopped = cloud.heatUp(
    { ...cloud.goodHall, cellMeters: 0.4, supplyShare: 0 },
    { from: maps[0]!.map, seconds: 300, stepSeconds: 30 },
  );
  return {
    heatMapFigure: figures.heatMapFigure(maps, "scenario"),
    inletFigure: figures.inletFigure(maps, {
      row: 1,
      spans: [
        { name: "the slide's thermostat", celsius: [12.8, 22.2] },
        { name: "recommended", celsius: [18, 27] },
      ],
    }),
    heatUpFigure: figures.heatUpFigure([maps[0]!.map, ...stopped], 27),
    ...powerFigures(),
    ...utilizationFigures(),
    ...packingFigures(),
  };
}

function powerFigures() {
  const { watts } = datasets.loadCurves()[4]!;
  const utilization = watts.map((_, at) => at / 10);
  const models = [
    cloud.linearPower(watts[0]!, watts[10]!),
    cloud.fanPower({ idleWatts: watts[0]!, peakWatts: watts[10]!, r: 1.4 }),
  ];
  const curves = models.map((model) => ({
    name: model.name,
    utilization,
    watts: utilization.map((one) => model.wattsAt(one)),
  }));
  const efficiency = models.flatMap((model) =>
    utilization.map((one) => ({
      name: model.name,
      utilization: one,
      efficiency: cloud.relativeEfficiency(model, one),
    })),
  );
  return {
    powerCurveFigure: figures.powerCurveFigure([{ name: "measured", utilization, watts }, ...curves]),
    efficiencyFigure: figures.efficiencyFigure(efficiency),
    idleToPeakFigure: figures.idleToPeakFigure(cloud.idleToPeakByYear(datasets.specPower())),
    powerUseFigure: figures.powerUseFigure(
      [cloud.chainOf2007, cloud.chainOfToday].map((chain) => cloud.powerBalance(chain, 0.5)),
    ),
    pueFigure: figures.pueFigure(datasets.pueHistory()),
  };
}

function utilizationFigures() {
  const bins = datasets.planetLabHistogram();
  const traces = cloud.utilizationTraces({ vms: 100, steps: 48, bins, random: sim.seeded(1) });
  const ours = cloud.binUtilizations(traces.flatMap((trace) => [...trace]));
  return {
    utilizationFigure: figures.utilizationFigure(
      [
        { name: "PlanetLab", bins },
        { name: "generated", bins: ours },
      ].map((one) => ({ ...one, ...cloud.utilizationStatistics(one.bins) })),
    ),
    azureCpuFigure: figures.azureCpuFigure(datasets.azureCpuCdf()),
    hostsOnFigure: figures.hostsOnFigure(consolidated(traces)),
  };
}

function consolidated(traces: readonly Float64Array[]): cloud.ConsolidationRow[] {
  const problem: cloud.ConsolidationProblem = {
    reserved: traces.map(
      (_, vm) =>
        [
          [1, 2],
          [2, 4],
          [4, 8],
        ][vm % 3]!,
    ),
    traces,
    host: [16, 128],
    hosts: traces.length,
    power: cloud.linearPower(50, 100),
    stepSeconds: 300,
    stepsPerDecision: 12,
    expect: "most",
    linkGbps: 10,
  };
  return [cloud.oneEach, cloud.byReservation(), cloud.adjust(0.2)].flatMap(
    (one) => cloud.consolidate(problem, one).rows,
  );
}

function packingFigures() {
  const policies = [cloud.nextFit, cloud.worstFit, cloud.firstFit, cloud.bestFit, cloud.firstFitDecreasing];
  const options = { problems: 60, vms: 10, sizes: [15, 55], random: sim.seeded(1) } as const;
  return {
    distanceFigure: figures.distanceFigure(cloud.distanceFromOptimal(policies, options)),
    churnFigure: figures.churnFigure(
      cloud.churn([cloud.firstFit, cloud.worstFit], {
        arrivalsPerHour: 20,
        hours: 96,
        lifetimes: [
          { value: 0, share: 0 },
          { value: 24, share: 0.9 },
          { value: 200, share: 1 },
        ],
        sizes: [
          [1, 4],
          [4, 16],
          [8, 32],
        ],
        hosts: Array.from({ length: 300 }, () => [16, 64]),
        hoursPerRow: 6,
        random: sim.seeded(1),
      }),
    ),
  };
}
