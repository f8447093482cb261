/**
 * What every way of running an application can tell: what must happen first, what lies in memory and on disk, and which kernels are
 * between the application and the hardware.
 *
 * ```text
 *   process          container          VM                  container in a VM
 *
 *   app              app │ namespaces   app                 app │ app
 *   ───────────      ───────────────    ─────────────       ─────────
 *   host kernel      host kernel        guest kernel        guest kernel
 *   hardware         hardware           monitor             monitor
 *                                       ─────────────       ─────────
 *                                       host kernel         host kernel
 *                                       hardware            hardware
 * ```
 *
 * @packageDocumentation
 */
import type { Application, System } from "../application";
import type { HostCosts } from "../costs";

/** The rivals. */
export type WayName = "process" | "container" | "VM" | "micro VM" | "container in VM";

/** Something that must happen before the application's first instruction. */
export interface Step {
  readonly what: string;
  /** What is busy meanwhile; `wait` is nobody. */
  readonly on: "cpu" | "disk" | "network" | "wait";
  readonly ms: number;
  /** The kernel that this step helps to boot, if it does: all that is to run on that kernel waits for it. */
  readonly boots?: RunningKernel;
}

/** Something that takes place. Pieces with one key are there once. */
export interface Piece {
  readonly key: string;
  readonly what:
    | "application text"
    | "application data"
    | "guest kernel"
    | "guest services"
    | "engine"
    | "unused"
    | "image";
  readonly mib: number;
}

/** A kernel that runs on a host. */
export interface RunningKernel {
  /** Unique on the host. */
  readonly name: string;
  readonly system: System;
  /** As `uname -r` tells. */
  readonly release: string;
}

/** What a way sees of the host. */
export interface HostView {
  readonly kernel: RunningKernel;
  /** Whether the host can run VMs. */
  readonly hypervisor: boolean;
  readonly costs: HostCosts;
  readonly diskMibPerSecond: number;
  readonly networkMibPerSecond: number;
  /** Whether a VM's disk is a copy, or shares what it does not write. */
  readonly disks: "copied" | "copy on write";
  /** How many were started so far, whatever has become of them: a number for names. */
  readonly started: number;
  /** Whether a piece is in memory, or on disk. */
  hasPiece(key: string): boolean;
  /** Whether a VM has read this image through the host, whose memory then holds what was read. */
  hasRead(image: string): boolean;
  /** A VM that runs here and has a place for one more container. */
  vmWithPlace(system: System): Placement | undefined;
}

/** Where and how one instance is to run. */
export interface Placement {
  /** From the kernel that the application calls to the one on the hardware. */
  readonly kernels: readonly RunningKernel[];
  /** Namespaces of its own? */
  readonly contained: boolean;
}

/** The release that a VM's guest runs if nobody says otherwise. */
export const guestReleases: Readonly<Record<System, string>> = { linux: "5.15", windows: "10.0" };

/** A plan for one instance. */
export interface Plan {
  readonly placement: Placement;
  readonly steps: readonly Step[];
  readonly memory: readonly Piece[];
  readonly disk: readonly Piece[];
  /** The VM that it runs in has places for others. */
  readonly dividesVm?: true;
  /** Images that a VM reads from a disk which it shares with others. */
  readonly reads?: readonly string[];
}

/** Why a way cannot run an application here. */
export interface Refusal {
  readonly type: "refused";
  /** The error that its user sees. */
  readonly error: "ENOEXEC" | "ENODEV";
  readonly reason: string;
}

/** One way of running applications. */
export interface Way {
  readonly name: WayName;
  plan(application: Application, host: HostView): Plan | Refusal;
}

/** Refuses what was built for another system than the kernel's. */
export function wrongSystem(application: Application, kernel: RunningKernel): Refusal | undefined {
  if (application.system === kernel.system) return undefined;
  const reason = `${application.name} makes system calls of ${application.system}; ${kernel.name} is ${kernel.system}`;
  return { type: "refused", error: "ENOEXEC", reason };
}

/** Refuses VMs where there is no hypervisor. */
export function noHypervisor(host: HostView): Refusal | undefined {
  if (host.hypervisor) return undefined;
  return { type: "refused", error: "ENODEV", reason: "the host has no hypervisor" };
}
