/**
 * How many fit: instances are started until memory is full, and what it is full of is told.
 *
 * @packageDocumentation
 */
import { groupBy, mapValues, sumBy } from "lodash";
import { DomainError } from "../../errors";
import type { Application } from "./application";
import { Host, type HostOptions } from "./host";
import type { Piece, Way, WayName } from "./ways";

/** A full host. */
export interface DensityRow {
  readonly way: WayName;
  readonly instances: number;
  /** MiB in memory, by what it is. */
  readonly memoryMib: Readonly<Partial<Record<Piece["what"], number>>>;
  /** MiB on disk. */
  readonly diskMib: number;
  /** Share of the memory in use that holds the application's text and data, 0 to 1. */
  readonly applicationShare: number;
  /** MiB that the last instance added; text that is shared is not added again. */
  readonly perInstanceMib: number;
}

/**
 * Fills a host in each way.
 *
 * @throws {@link DomainError} if not even one instance fits
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const options = { cores: 4, memoryMib: 4096, costs: containers.publishedCosts(datasets.startupOverhead()) };
 * const web = { name: "web", system: "linux", layers: [{ digest: "a", bytes: 1e6 }], textMib: 30, dataMib: 30 } as const;
 * const [inContainers, inVms] = containers.measureDensity([containers.containerWay, containers.virtualMachineWay], web, options);
 * assert.deepEqual([inContainers?.instances, inVms?.instances], [101, 10]);
 * ```
 */
export function measureDensity(ways: readonly Way[], application: Application, options: HostOptions): DensityRow[] {
  return ways.map((way) => {
    const host = new Host(options);
    let usedBefore = 0;
    let started = host.start(way, application);
    if (started.type !== "started") throw new DomainError("memoryMib", "to hold one instance", options.memoryMib);
    while (started.type === "started") {
      const used = host.usedMib;
      started = host.start(way, application);
      if (started.type === "started") usedBefore = used;
    }
    return row(way.name, host, host.usedMib - usedBefore);
  });
}

function row(way: WayName, host: Host, perInstanceMib: number): DensityRow {
  const memoryMib = mapValues(groupBy(host.memory, "what"), (pieces) => sumBy(pieces, "mib"));
  const application = (memoryMib["application text"] ?? 0) + (memoryMib["application data"] ?? 0);
  return {
    way,
    instances: host.instances.length,
    memoryMib,
    diskMib: host.diskMib,
    applicationShare: application / host.usedMib,
    perInstanceMib,
  };
}
