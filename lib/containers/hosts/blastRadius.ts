/**
 * How far a kernel's failure reaches.
 *
 * ```text
 *   containers:  t1 t2 t3 t4        VMs:   t1   t2   t3   t4
 *                └──┴─┬┴──┘                │    │    │    │
 *                   kernel ✗               k1   k2 ✗ k3   k4
 *                all four down             └────┴─┬──┴────┘
 *                                               host      only t2 down
 * ```
 *
 * Left out: attacks on the hypervisor itself, hardware.
 *
 * @packageDocumentation
 */
import { requireCount } from "../../checks";
import { DomainError } from "../../errors";
import type { Application } from "./application";
import { Host, type HostOptions } from "./host";
import type { Way, WayName } from "./ways";

/** Who suffers when one kernel fails. */
export interface RadiusRow {
  readonly way: WayName;
  /** The kernel that failed: the one that a tenant's program calls, or the one on the hardware. */
  readonly failed: "the kernel that a tenant calls" | "the kernel on the hardware";
  /** Tenants that are down. */
  readonly down: number;
  /** Tenants of the host. */
  readonly tenants: number;
}

/** Tenants, how they run, and on what. */
export interface TenantsOptions {
  readonly way: Way;
  readonly application: Application;
  readonly tenants: number;
  readonly host: HostOptions;
}

/**
 * Makes kernels fail, and counts who is down.
 *
 * @returns one row for the kernel that the first tenant calls, one for the host's
 * @throws {@link DomainError} if the tenants do not fit on the host
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const host = { cores: 8, memoryMib: 16384, costs: containers.publishedCosts(datasets.startupOverhead()) };
 * const application = { name: "shop", system: "linux", layers: [], textMib: 10, dataMib: 20 } as const;
 * const down = [containers.containerWay, containers.virtualMachineWay].map(
 *   (way) => containers.blastRadius({ way, application, tenants: 12, host })[0]?.down,
 * );
 * assert.deepEqual(down, [12, 1]);
 * ```
 */
export function blastRadius(options: TenantsOptions): RadiusRow[] {
  const failures = [
    ["the kernel that a tenant calls", (host: Host) => host.instances[0]!.kernels[0]!],
    ["the kernel on the hardware", (host: Host) => host.kernel],
  ] as const;
  return failures.map(([failed, kernelOf]) => {
    const host = hostOf(options);
    const down = host.panic(kernelOf(host)).length;
    return { way: options.way.name, failed, down, tenants: options.tenants };
  });
}

/**
 * A host with so many tenants on it, each with an instance.
 *
 * @throws {@link DomainError} if they do not fit
 */
export function hostOf({ way, application, tenants, host: options }: TenantsOptions): Host {
  requireCount({ tenants });
  const host = new Host(options);
  for (let tenant = 0; tenant < tenants; tenant++) {
    const started = host.start(way, application);
    if (started.type !== "started") throw new DomainError("tenants", `to fit on the host; ${tenant} do`, tenants);
  }
  return host;
}
