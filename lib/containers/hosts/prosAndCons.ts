/**
 * The lecture's nine arguments for containers or for virtual machines, each as a measurement of the same host and the same application.
 *
 * @packageDocumentation
 */
import { sumBy } from "lodash";
import { DomainError } from "../../errors";
import { type Application, type SizedLayer, unpackedMib } from "./application";
import { blastRadius } from "./blastRadius";
import { measureDensity } from "./density";
import { Host, type HostOptions } from "./host";
import { simulateKernelBugs } from "./kernelBugs";
import { startAtOnce } from "./startAtOnce";
import { containerInVmWay, containerWay, virtualMachineWay, type Way } from "./ways";

/** One argument. */
export interface ArgumentRow {
  /** In the slide's words. */
  readonly argument: string;
  /** For whom the slide counts it. */
  readonly slideSays: "containers" | "VMs";
  /** What was measured. */
  readonly measure: string;
  readonly unit: string;
  readonly better: "lower" | "higher";
  readonly containers: number;
  readonly vms: number;
  /** Who is better in the measurement. */
  readonly measured: "containers" | "VMs" | "equal";
}

/** What is compared. */
export interface ComparisonOptions {
  readonly application: Application;
  /** Instances, one a tenant. */
  readonly tenants: number;
  readonly host: HostOptions;
  /** What stands for virtual machines; full ones if not given. */
  readonly vm?: Way;
}

/**
 * Measures the nine.
 *
 * @throws {@link DomainError} if the application has no layers, or the tenants do not fit on the host
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const host = { cores: 8, memoryMib: 16384, costs: containers.publishedCosts(datasets.startupOverhead()) };
 * const layers = [{ digest: "base", bytes: 30e6 }, { digest: "app", bytes: 1e6 }];
 * const application = { name: "shop", system: "linux", layers, textMib: 10, dataMib: 20 } as const;
 * const rows = containers.prosAndCons({ application, tenants: 10, host });
 * assert.ok(rows.every(({ measured, slideSays }) => measured === slideSays));
 * ```
 */
export function prosAndCons(options: ComparisonOptions): ArgumentRow[] {
  const { application } = options;
  const changed = application.layers[application.layers.length - 1];
  if (changed === undefined) throw new DomainError("layers", "to have at least one", 0);
  const [inContainers, inVms] = [containerWay, options.vm ?? virtualMachineWay].map((way) => measure(way, options));
  const row = (argument: string, slideSays: ArgumentRow["slideSays"], of: keyof Measured): ArgumentRow => {
    const [containers, vms] = [inContainers![of], inVms![of]];
    return {
      argument,
      slideSays,
      ...MEASURES[of],
      containers,
      vms,
      measured: winner(containers, vms, MEASURES[of].better),
    };
  };
  return [
    row("lightweight (no duplication)", "containers", "diskMib"),
    row("less resource consumption", "containers", "memoryMib"),
    row("easier to deploy", "containers", "deployMib"),
    row("specify resources just for application", "containers", "applicationPercent"),
    row("startup time", "containers", "startSeconds"),
    row("stronger isolation", "VMs", "reached"),
    row("different kernel versions/OSes", "VMs", "systems"),
    row("fault tolerance / isolation", "VMs", "outagesByOthers"),
    row("combine with containers", "VMs", "combined"),
  ];
}

interface Measured {
  readonly diskMib: number;
  readonly memoryMib: number;
  readonly deployMib: number;
  readonly applicationPercent: number;
  readonly startSeconds: number;
  readonly reached: number;
  readonly systems: number;
  readonly outagesByOthers: number;
  readonly combined: number;
}

const MEASURES: Readonly<Record<keyof Measured, Pick<ArgumentRow, "measure" | "unit" | "better">>> = {
  diskMib: { measure: "disk in use by all tenants", unit: "MiB", better: "lower" },
  memoryMib: { measure: "memory that one more takes", unit: "MiB", better: "lower" },
  deployMib: { measure: "moved to a host for a new version", unit: "MiB", better: "lower" },
  applicationPercent: { measure: "memory that holds the application", unit: "% of what is used", better: "higher" },
  startSeconds: { measure: "start, image on the disk", unit: "s", better: "lower" },
  reached: { measure: "tenants on the kernel that one of them calls", unit: "tenants", better: "lower" },
  systems: { measure: "of Linux and Windows, run on one host", unit: "systems", better: "higher" },
  outagesByOthers: { measure: "outages that others cause", unit: "a tenant and year", better: "lower" },
  combined: { measure: "containers on a host of the other system", unit: "containers", better: "higher" },
};

const RATES = { panicsPerKernelYear: 0.2, triggersPerTenantYear: 0.05, rebootSeconds: 120, years: 500, seed: 1 };

function measure(way: Way, { application, tenants, host }: ComparisonOptions): Measured {
  const density = measureDensity([way], application, host)[0]!;
  const bugs = simulateKernelBugs({ way, application, tenants, host }, RATES);
  return {
    diskMib: diskOf(way, { application, tenants, host }),
    memoryMib: density.perInstanceMib,
    deployMib: deployMib(way, application, host),
    applicationPercent: 100 * density.applicationShare,
    startSeconds: warmStart(way, application, host),
    reached: blastRadius({ way, application, tenants, host })[0]!.down,
    systems: runs(way, ["linux", "windows"], application, new Host(host)),
    outagesByOthers: bugs.outagesPerTenantYear * bugs.causedByOthersShare,
    combined: combined(way, application, host),
  };
}

function diskOf(way: Way, { application, tenants, host: options }: ComparisonOptions): number {
  const host = new Host(options);
  for (let tenant = 0; tenant < tenants; tenant++) host.start(way, application);
  return host.diskMib;
}

/** A container's host fetches the layers that it does not have; a VM comes as one disk image, compressed as the layers are. */
function deployMib(way: Way, application: Application, options: HostOptions): number {
  const { guestDisk, unpackRatio } = options.costs;
  if (way === virtualMachineWay) return guestDisk.value / unpackRatio.value + unpackedMib(application, 1);
  const host = new Host(options);
  host.start(way, application);
  const [last, ...below] = [...application.layers].reverse() as [SizedLayer, ...SizedLayer[]];
  const next = { ...application, layers: [...below.reverse(), { ...last, digest: `${last.digest}, changed` }] };
  const started = host.start(way, next);
  const fetched = started.type === "started" ? started.steps.filter(({ on }) => on === "network") : [];
  return (sumBy(fetched, "ms") / 1000) * host.networkMibPerSecond;
}

function warmStart(way: Way, application: Application, options: HostOptions): number {
  const host = new Host(options);
  host.start(way, application);
  return startAtOnce(host, { way, application, count: 1 }).rows[0]!.readySeconds;
}

/** How many of some systems' applications can be started. */
function runs(way: Way, systems: readonly Application["system"][], application: Application, host: Host): number {
  return systems.filter((system) => host.start(way, { ...application, system }).type === "started").length;
}

/** Containers of the other system: by themselves, or in VMs. */
function combined(way: Way, application: Application, options: HostOptions): number {
  const host = new Host(options);
  const other = host.kernel.system === "linux" ? "windows" : "linux";
  return runs(way === containerWay ? way : containerInVmWay, [other], application, host);
}

function winner(containers: number, vms: number, better: "lower" | "higher"): ArgumentRow["measured"] {
  if (containers === vms) return "equal";
  return containers < vms === (better === "lower") ? "containers" : "VMs";
}
