/**
 * Rival 5: containers in virtual machines: the first starts a VM, which is divided up for those that follow.
 *
 * @packageDocumentation
 */
import type { Application } from "../application";
import { containerPieces, containerSteps } from "./container";
import { imageSteps, layerPieces, SYSTEM_IMAGE, systemImage, vmDisk } from "./pieces";
import { bootSteps, guestKernel, guestPieces } from "./virtualMachine";
import { type HostView, noHypervisor, type RunningKernel, type Step, type Way } from "./way";

/** A container in a VM that runs already, or in a new one. */
export const containerInVmWay: Way = {
  name: "container in VM",
  plan(application, host) {
    const refusal = noHypervisor(host);
    if (refusal !== undefined) return refusal;
    const running = host.vmWithPlace(application.system)?.kernels[0];
    const guest = running ?? guestKernel(application.system, host);
    const disk = vmDisk(host, guest, host.costs.guestDisk.value);
    return {
      placement: { kernels: [guest, host.kernel], contained: true },
      steps: [
        ...(running === undefined ? [...disk.steps, ...bootSteps(host, guest)] : []),
        ...contained(application, host, guest),
      ],
      memory: [...guestPieces(host, guest), ...containerPieces(application, host, guest)],
      disk: [systemImage(host), ...disk.pieces, ...layerPieces(application, host, guest.name)],
      reads: [SYSTEM_IMAGE],
      dividesVm: true,
    };
  },
};

function contained(application: Application, host: HostView, guest: RunningKernel): Step[] {
  return [...imageSteps(application, host, guest.name), ...containerSteps(application, host, guest)];
}
