/**
 * How often each tenant suffers, over years.
 *
 * Kernels fail in two ways: by themselves, and when a tenant's system call hits a bug of the kernel that it calls. Whoever runs on the
 * kernel is down until it and they have started again.
 *
 * @packageDocumentation
 */
import { sum, uniq } from "lodash";
import { requireNotNegative, requirePositive } from "../../checks";
import { exponential, type Random, streams } from "../../sim";
import { hostOf, type TenantsOptions } from "./blastRadius";
import { Host, type Instance } from "./host";
import { startAtOnce } from "./startAtOnce";
import type { RunningKernel, WayName } from "./ways";

const SECONDS_A_YEAR = 365.25 * 86_400;

/** How often kernels fail, and for how long to watch. */
export interface BugRates {
  /** Failures of a kernel by itself, a year. */
  readonly panicsPerKernelYear: number;
  /** Bugs of the kernel that a tenant's system calls hit, a year and tenant. */
  readonly triggersPerTenantYear: number;
  /** Time to start the computer again after its own kernel failed, seconds. */
  readonly rebootSeconds: number;
  readonly years: number;
  readonly seed: number;
}

/** What tenants suffered. */
export interface OutageRow {
  readonly way: WayName;
  readonly kernels: number;
  /** Outages of a tenant in a year, whatever the cause. */
  readonly outagesPerTenantYear: number;
  /** Of those, the share that another tenant caused, 0 to 1. */
  readonly causedByOthersShare: number;
  readonly downSecondsPerTenantYear: number;
  /** How often in a year all tenants are down at once. */
  readonly allDownPerYear: number;
}

interface Failure {
  readonly kernel: RunningKernel;
  readonly by: Instance | undefined;
  readonly perYear: number;
}

/**
 * Lets years pass and counts outages.
 *
 * @throws {@link DomainError} if a rate is negative, `years` is not above 0, or the tenants do not fit
 */
export function simulateKernelBugs(options: TenantsOptions, rates: BugRates): OutageRow {
  const { panicsPerKernelYear, triggersPerTenantYear, rebootSeconds, years, seed } = rates;
  requireNotNegative({ panicsPerKernelYear, triggersPerTenantYear, rebootSeconds });
  requirePositive({ years });
  const host = hostOf(options);
  const kernels = uniq(host.instances.flatMap((instance) => instance.kernels));
  const failures: Failure[] = [
    ...kernels.map((kernel) => ({ kernel, by: undefined, perYear: panicsPerKernelYear })),
    ...host.instances.map((by) => ({ kernel: by.kernels[0]!, by, perYear: triggersPerTenantYear })),
  ];
  const random = streams(seed);
  const counts = failures.map((failure, at) => happen(failure.perYear * years, random(`failure ${at}`)));
  const downOf = new Map(kernels.map((kernel) => [kernel, dependents(host, kernel)]));
  const seconds = recovery(options, host, rebootSeconds);
  const outages = failures.map(({ kernel }, at) => counts[at]! * downOf.get(kernel)!);
  const byOthers = failures.map(({ kernel, by }, at) =>
    by === undefined ? 0 : counts[at]! * (downOf.get(kernel)! - 1),
  );
  const down = failures.map(({ kernel }, at) => outages[at]! * seconds(downOf.get(kernel)!, kernel));
  const all = failures.map(({ kernel }, at) => (downOf.get(kernel) === options.tenants ? counts[at]! : 0));
  const tenantYears = options.tenants * years;
  return {
    way: options.way.name,
    kernels: kernels.length,
    outagesPerTenantYear: sum(outages) / tenantYears,
    causedByOthersShare: sum(outages) === 0 ? 0 : sum(byOthers) / sum(outages),
    downSecondsPerTenantYear: Math.min(sum(down) / tenantYears, SECONDS_A_YEAR),
    allDownPerYear: sum(all) / years,
  };
}

/** How many events of a Poisson process fall into a time in which `mean` are expected: gap after gap. */
function happen(mean: number, random: Random): number {
  if (mean === 0) return 0;
  let count = -1;
  for (let at = 0; at < 1; at += exponential(random, 1 / mean)) count += 1;
  return count;
}

function dependents(host: Host, kernel: RunningKernel): number {
  return host.instances.filter(({ kernels }) => kernels.includes(kernel)).length;
}

/** How long it takes until all that is down runs again; images are on disk already. */
function recovery({ way, application, host }: TenantsOptions, running: Host, rebootSeconds: number) {
  const known = new Map<number, number>();
  return (down: number, kernel: RunningKernel): number => {
    if (!known.has(down)) {
      const warm = new Host(host);
      const first = warm.start(way, application);
      if (first.type === "started") warm.stop(first.instance);
      const { rows } = startAtOnce(warm, { way, application, count: down });
      known.set(down, Math.max(...rows.map(({ readySeconds }) => readySeconds)));
    }
    return known.get(down)! + (kernel === running.kernel ? rebootSeconds : 0);
  };
}
