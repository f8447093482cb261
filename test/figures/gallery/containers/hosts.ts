/** One of every figure about hosts that run containers and VMs. */
import * as containers from "../../../../lib/containers";
import * as datasets from "../../../../lib/datasets";
import * as figures from "../../../../lib/figures";

const ways = containers.everyWay;

export function hostsGallery(): Readonly<Record<string, figures.Figure>> {
  const costs = containers.publishedCosts(datasets.startupOverhead());
  const options = { cores: 16, memoryMib: 65_536, costs };
  const layers = ["base", "runtime", "application"].map((digest, at) => ({ digest, bytes: [50e6, 80e6, 5e6][at]! }));
  const application = { name: "shop", system: "linux", layers, textMib: 12, dataMib: 24 } as const;
  const starts = (count: number) =>
    ways.flatMap((way) => {
      const host = new containers.Host({ ...options, disks: "copy on write" });
      host.start(containers.processWay, application);
      return containers.startAtOnce(host, { way, application, count }).rows;
    });
  const tenants = { application, tenants: 20, host: options };
  const rates = { panicsPerKernelYear: 0.2, triggersPerTenantYear: 0.05, rebootSeconds: 120, years: 200, seed: 1 };
  const engine = new containers.ContainerEngine({ host: { system: "windows", release: "10.0" }, hypervisor: true });
  for (const [name, system] of [
    ["shop", "linux"],
    ["office", "windows"],
  ] as const)
    engine.run({ name, system, program: containers.tellKernel });
  return {
    kernelCallsFigure: figures.kernelCallsFigure(engine.calls),
    startUpFigure: figures.startUpFigure(starts(60)),
    startStepsFigure: figures.startStepsFigure(starts(1)),
    densityFigure: figures.densityFigure(containers.measureDensity(ways, application, options)),
    blastRadiusFigure: figures.blastRadiusFigure(ways.flatMap((way) => containers.blastRadius({ way, ...tenants }))),
    outagesFigure: figures.outagesFigure(ways.map((way) => containers.simulateKernelBugs({ way, ...tenants }, rates))),
    lossesFigure: figures.lossesFigure(containers.losses(datasets.felter2014())),
    disksFigure: figures.disksFigure(
      containers.compareDisks(costs, [200, 1000, 5000, 20_000, 50_000, 80_000, 130_000, 200_000, 500_000]),
    ),
    prosAndConsFigure: figures.prosAndConsFigure(containers.prosAndCons(tenants)),
  };
}
