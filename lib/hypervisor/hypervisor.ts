/**
 * What every hypervisor here can do, whatever stands behind it: run a machine inside a machine.
 *
 * ```text
 *   trapAndEmulate   the guest's kernel in ring 1 or 3; what traps is done by hand
 * ```
 *
 * A virtual machine begins from the snapshot of a machine, so that whatever boots there can be moved in here; and its own snapshot can be moved back. One contract holds for all:
 * at each clock, memory, devices and registers are those of the machine alone.
 *
 * @packageDocumentation
 */

import type { Board, MachineSnapshot, ProcessorState, Stop } from "../machine";
import type { GuestMemory } from "../memory";
import type { ExitCounts, VmExit } from "./exits";

/** A machine inside a machine. */
export interface VirtualMachine {
  /** Which technique runs it. */
  readonly technique: string;
  /** Its virtual devices. */
  readonly board: Board;
  /** Its memory, by the addresses that it believes in. */
  readonly memory: GuestMemory;
  /** Instructions of the guest since it was made, and time skipped while it was halted: the guest's clock. */
  readonly clock: number;
  /** Instructions of the guest that the processor executed by itself. */
  readonly directInstructions: number;
  /** Instructions that the hypervisor executed for it. */
  readonly emulatedInstructions: number;
  /** Exits so far, by reason. */
  readonly exits: ExitCounts;
  /** Called at each exit, if set, when it has been handled. */
  onExit: ((exit: VmExit) => void) | undefined;
  /** The processor as the guest believes it to be. */
  readonly processor: ProcessorState;
  /** Runs, as a machine does. */
  run(options?: { readonly instructions?: number }): Stop;
  /** Copies everything that the guest has. It can go on from there elsewhere. */
  snapshot(): MachineSnapshot;
}

/** How a virtual machine is made. */
export interface VirtualMachineOptions {
  /** What the guest is called; the owner of its frames. `guest` if not given. */
  readonly name?: string;
  /** The machine as it was when it moved in. */
  readonly from: MachineSnapshot;
  /** The bytes of its disk, if it has one; they are changed in place. */
  readonly disk?: Uint8Array;
}
