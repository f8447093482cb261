/**
 * Rival 3: a virtual machine with an operating system as it comes: a kernel of its own, its services, a disk of its own.
 *
 * @packageDocumentation
 */
import { sumBy } from "lodash";
import { type System, unpackedMib } from "../application";
import {
  applicationPieces,
  execStep,
  imageName,
  imageSteps,
  isShared,
  layerPieces,
  readStep,
  SYSTEM_IMAGE,
  systemImage,
  unusedPiece,
  vmDisk,
} from "./pieces";
import { guestReleases, type HostView, noHypervisor, type Piece, type RunningKernel, type Step, type Way } from "./way";

/** A full VM for each instance. */
export const virtualMachineWay: Way = {
  name: "VM",
  plan(application, host) {
    const refusal = noHypervisor(host);
    if (refusal !== undefined) return refusal;
    const guest = guestKernel(application.system, host);
    const mib = host.costs.guestDisk.value + unpackedMib(application, host.costs.unpackRatio.value);
    const disk = vmDisk(host, guest, mib);
    const memory = [...guestPieces(host, guest), ...applicationPieces(application, guest, host.started)];
    return {
      placement: { kernels: [guest, host.kernel], contained: false },
      steps: [
        ...imageSteps(application, host, "host"),
        ...disk.steps,
        ...bootSteps(host, guest),
        readStep(application, host, guest),
        execStep(host),
      ],
      memory: [...memory, unusedPiece(guest.name, sumBy(memory, "mib"), host.costs.memoryStep.value)],
      disk: [systemImage(host), ...layerPieces(application, host, "host"), ...disk.pieces],
      reads: [SYSTEM_IMAGE, imageName(application)],
    };
  },
};

/** The kernel of a VM to be started. */
export function guestKernel(system: System, host: HostView): RunningKernel {
  return { name: `kernel of VM ${host.started}`, system, release: guestReleases[system] };
}

/** From power on to the first program: exits by count and price, and the files that boot reads. */
export function bootSteps(host: HostView, boots: RunningKernel): Step[] {
  const { bootExits, exitCycles, clock, guestDisk, readShare } = host.costs;
  const mib = isShared(host, boots) && host.hasRead(SYSTEM_IMAGE) ? 0 : readShare.value * guestDisk.value;
  return [
    { what: "boot: exits", on: "cpu", ms: (bootExits.value * exitCycles.value) / (clock.value * 1e6), boots },
    {
      what: "boot: read the system from its disk",
      on: "disk",
      ms: (1000 * mib) / host.diskMibPerSecond,
      boots,
    },
  ];
}

/** What a guest's operating system and its monitor keep in memory. */
export function guestPieces({ costs }: HostView, guest: RunningKernel): Piece[] {
  return [
    { key: `monitor of ${guest.name}`, what: "engine", mib: costs.monitor.value },
    { key: `memory of ${guest.name}`, what: "guest kernel", mib: costs.guestKernel.value },
    { key: `services of ${guest.name}`, what: "guest services", mib: costs.guestServices.value },
  ];
}
