/**
 * What a request costs on its way through a virtual machine: an exit for each time that guest and hypervisor must speak.
 *
 * ```text
 *   guest      send ──┐            ┌── interrupt      ┌── end of interrupt
 *                     │ exit       │ exit             │ exit
 *   monitor           └─▶ card ────┘                  └─▶ (next)
 * ```
 *
 * A container's request takes the way of any process's; it adds no exit. Left out: batching, polling, cards that guests drive by themselves.
 *
 * @packageDocumentation
 */
import { requireNotNegative, requirePositive } from "../../checks";
import { DomainError } from "../../errors";
import { acquire, delay, Server, Simulation } from "../../sim";
import type { HostCosts } from "./costs";

/** The exits of one message out and one back, on a virtual card that interrupts. */
export const roundTripExits = [
  "the guest tells the card of a packet to send",
  "an interrupt: the packet is sent",
  "an interrupt: the answer is there",
  "the guest says that it has handled the interrupt",
] as const;

/** The exits of one block read or written. */
export const diskRequestExits = ["the guest tells the disk of a request", "an interrupt: the block is there"] as const;

/**
 * Microseconds that one exit takes, its handling included.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const exitUs = containers.exitMicroseconds(containers.publishedCosts(datasets.startupOverhead()));
 * const added = exitUs * containers.roundTripExits.length;
 * assert.ok(Math.abs(added - 30) < 1); // published: +30 µs a round trip
 * ```
 */
export function exitMicroseconds({ exitCycles, clock }: HostCosts): number {
  return exitCycles.value / (clock.value * 1000);
}

/** A device, and who uses it. */
export interface DiskOptions {
  /** Requests a second that the device can do when all its channels are busy. */
  readonly deviceIops: number;
  /** Channels that work side by side; 32 if not given. */
  readonly channels?: number;
  /** Requests that are under way at any time; 64 if not given. */
  readonly outstanding?: number;
  /** Time of the monitor's one thread for each request, microseconds; 0 for a process or container. */
  readonly monitorUs: number;
  /** Requests to be served; 20,000 if not given. */
  readonly requests?: number;
}

/**
 * Requests a second that a program gets done which always has so many under way.
 *
 * @throws {@link DomainError} if a number is not above 0 (`monitorUs`: below 0)
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const iops = containers.simulateDisk({ deviceIops: 100_000, monitorUs: 20 });
 * assert.ok(Math.abs(iops - 50_000) < 500); // the monitor's thread can do no more
 * ```
 */
export function simulateDisk(options: DiskOptions): number {
  const { deviceIops, channels = 32, outstanding = 64, monitorUs, requests = 20_000 } = options;
  requirePositive({ deviceIops, channels, outstanding, requests });
  requireNotNegative({ monitorUs });
  if (requests < outstanding) throw new DomainError("requests", `to be at least ${outstanding}`, requests);
  const simulation = new Simulation();
  const device = new Server(simulation, { places: channels });
  const monitor = new Server(simulation, { places: 1 });
  let left = requests;
  for (let at = 0; at < outstanding; at++)
    simulation.process(function* () {
      while (left > 0) {
        left -= 1;
        if (monitorUs > 0) {
          yield acquire(monitor);
          yield delay(monitorUs / 1e6);
          monitor.release();
        }
        yield acquire(device);
        yield delay(channels / deviceIops);
        device.release();
      }
    });
  simulation.run();
  return requests / simulation.now;
}

/** One device, used directly and through a monitor. */
export interface DiskRow {
  readonly deviceIops: number;
  /** Requests a second of a process or a container. */
  readonly direct: number;
  /** Requests a second of a VM. */
  readonly throughMonitor: number;
}

/** The same program on faster and faster devices. */
export function compareDisks(costs: HostCosts, deviceIops: readonly number[]): DiskRow[] {
  const monitorUs = exitMicroseconds(costs) * diskRequestExits.length;
  return deviceIops.map((iops) => ({
    deviceIops: iops,
    direct: simulateDisk({ deviceIops: iops, monitorUs: 0 }),
    throughMonitor: simulateDisk({ deviceIops: iops, monitorUs }),
  }));
}
