/**
 * A hostile guest writes every frame number that fits in an entry into its own table, and looks what it gets.
 *
 * ```text
 * entry: | frame, 20 bits: 0 to 1,048,575 | flags |        4 GiB of claims, a few frames of its own
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { seeded } from "../../sim";
import { addressOf, type Frame } from "../addresses";
import { writeSlideTable } from "../compose";
import { GuestCpu } from "../cpu";
import { encodeEntry, entryFor } from "../entry";
import { slideFormat } from "../formats";
import type { GuestMemory } from "../guestMemory";
import { Host } from "../host";
import type { Mmu } from "../mmu";
import { ShadowMmu } from "../shadow/shadow";

/** One frame of the host after the attack. */
export interface ProbeRow {
  /** The host's frame. */
  readonly frame: Frame;
  /** Whose it is; `undefined` if free. */
  readonly owner: string | undefined;
  /** How many of the hostile guest's claims reached it. */
  readonly reached: number;
}

/** The attack's result. */
export interface Probe {
  /** One row per frame of the host. */
  readonly rows: readonly ProbeRow[];
  /** Frame numbers tried. */
  readonly tried: number;
  /** Claims that the hypervisor refused. */
  readonly refused: number;
  /** The hostile guest's name. */
  readonly hostile: string;
}

/**
 * Three guests on a host of 64 frames; guest C tries frame numbers 0 to `tries - 1` (all that fit: 1,048,576).
 *
 * @throws {@link DomainError} if `tries` is not between 1 and 1,048,576
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const probe = memory.probeFrames({ tries: 5000 });
 * assert(probe.rows.every((row) => row.reached === 0 || row.owner === probe.hostile));
 * assert.equal(probe.tried - probe.refused, 12);
 * ```
 */
export function probeFrames(
  options: { readonly tries?: number; readonly makeMmu?: (guest: GuestMemory) => Mmu } = {},
): Probe {
  const tries = options.tries ?? 2 ** 20;
  if (!Number.isInteger(tries) || tries < 1 || tries > 2 ** 20) {
    throw new DomainError("tries", "to be between 1 and 1048576", tries);
  }
  const host = new Host({ frames: 64, random: seeded(5) });
  const guests = ["A", "B", "C"].map((name) => host.createGuest({ name, frames: 12 }));
  writeSlideTable(guests[2]!, 0, [...new Array<undefined>(7), 0]);
  const cpu = new GuestCpu((options.makeMmu ?? shadow)(guests[2]!));
  const reached = new Map<Frame, number>();
  let refused = 0;
  for (let claim = 0; claim < tries; claim++) {
    const frame = attempt(cpu, claim);
    if (frame === undefined) refused++;
    else reached.set(frame, (reached.get(frame) ?? 0) + 1);
  }
  const rows = Array.from({ length: 64 }, (_, frame) => ({
    frame,
    owner: host.ownerOf(frame),
    reached: reached.get(frame) ?? 0,
  }));
  return { rows, tried: tries, refused, hostile: "C" };
}

/** The guest points page 1 at a frame (its table is mapped at page 7), executes INVLPG, and reads. */
function attempt(cpu: GuestCpu, claim: Frame): Frame | undefined {
  cpu.store32(addressOf(7, 4), encodeEntry(entryFor(claim, { writable: true, user: true })), "supervisor");
  cpu.invalidate(addressOf(1));
  const outcome = cpu.load8(addressOf(1));
  return outcome.type === "translated" ? outcome.hostPhysical / 4096 : undefined;
}

function shadow(guest: GuestMemory): Mmu {
  return new ShadowMmu(guest, { format: slideFormat });
}
