/**
 * Rival 4: a micro virtual machine: a small kernel of its own, no firmware, no services, few devices.
 *
 * @packageDocumentation
 */
import { sumBy } from "lodash";
import { unpackedMib } from "../application";
import {
  applicationPieces,
  execStep,
  imageName,
  imageSteps,
  layerPieces,
  readStep,
  unusedPiece,
  vmDisk,
} from "./pieces";
import { guestKernel } from "./virtualMachine";
import { type HostView, noHypervisor, type Piece, type RunningKernel, type Way } from "./way";

/** A micro VM for each instance. */
export const microVmWay: Way = {
  name: "micro VM",
  plan(application, host) {
    const refusal = noHypervisor(host);
    if (refusal !== undefined) return refusal;
    const { microBoot, microMonitorStart, memoryStep, unpackRatio } = host.costs;
    const guest = guestKernel(application.system, host);
    const disk = vmDisk(host, guest, unpackedMib(application, unpackRatio.value));
    const memory = [...microPieces(host, guest), ...applicationPieces(application, guest, host.started)];
    return {
      placement: { kernels: [guest, host.kernel], contained: false },
      steps: [
        ...imageSteps(application, host, "host"),
        ...disk.steps,
        { what: "start the monitor", on: "cpu", ms: microMonitorStart.value, boots: guest },
        { what: "boot", on: "cpu", ms: microBoot.value, boots: guest },
        readStep(application, host, guest),
        execStep(host),
      ],
      memory: [...memory, unusedPiece(guest.name, sumBy(memory, "mib"), memoryStep.value)],
      disk: [...layerPieces(application, host, "host"), ...disk.pieces],
      reads: [imageName(application)],
    };
  },
};

function microPieces({ costs }: HostView, guest: RunningKernel): Piece[] {
  return [
    { key: `monitor of ${guest.name}`, what: "engine", mib: costs.microMonitor.value },
    { key: `memory of ${guest.name}`, what: "guest kernel", mib: costs.guestKernel.value },
  ];
}
