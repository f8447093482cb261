/**
 * The teaching kernel: a whole operating system of two processes, to be read in an evening. It runs on this machine, on QEMU and in every hypervisor here.
 *
 * ```text
 *   boot ─► protection ─► traps ─► processes ─► drivers ─► programs        in this order: kernel/*.ts
 * ```
 *
 * Left out: loading programs, memory that is asked for, files, input.
 *
 * @packageDocumentation
 */
import { assemble } from "../assembler";
import { boot } from "./kernel/boot";
import { drivers } from "./kernel/drivers";
import { processes } from "./kernel/processes";
import { programs } from "./kernel/programs";
import { protection } from "./kernel/protection";
import { traps } from "./kernel/traps";

/** Its source, for an assembler of NASM's syntax. */
export const teachingKernelSource: string = [boot, protection, traps, processes, drivers, programs].join("");

let assembled: Uint8Array | undefined;

/**
 * Its image, for a multiboot loader.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { machine } from "strata";
 *
 * const computer = new machine.Machine({ disk: machine.teachingDisk() });
 * machine.bootImage(computer, machine.teachingKernel());
 * assert.equal(computer.run().reason, "off");
 * assert.match(computer.board.serial.output, /pong counts the primes below 2000: 303/);
 * ```
 */
export function teachingKernel(): Uint8Array {
  assembled ??= assemble(teachingKernelSource).bytes;
  return assembled.slice();
}

const DISK_SECTORS = 16;
const SECTOR_BYTES = 512;

/** A disk for it: its first sector begins with a text of 32 characters. */
export function teachingDisk(): Uint8Array {
  const disk = new Uint8Array(DISK_SECTORS * SECTOR_BYTES);
  disk.set(new TextEncoder().encode("the first sector of a small disk"));
  return disk;
}
