/**
 * Rival 2: a container, which is processes of the host in namespaces of their own.
 *
 * @packageDocumentation
 */
import type { Application } from "../application";
import { applicationPieces, execStep, imageSteps, layerPieces, readStep } from "./pieces";
import { type HostView, type Piece, type RunningKernel, type Step, type Way, wrongSystem } from "./way";

/** The host's kernel, a view of one's own. */
export const containerWay: Way = {
  name: "container",
  plan(application, host) {
    const refusal = wrongSystem(application, host.kernel);
    if (refusal !== undefined) return refusal;
    return {
      placement: { kernels: [host.kernel], contained: true },
      steps: [...imageSteps(application, host, "host"), ...containerSteps(application, host, host.kernel)],
      memory: containerPieces(application, host, host.kernel),
      disk: layerPieces(application, host, "host"),
    };
  },
};

/** From an image on disk to a running container, on whichever kernel. */
export function containerSteps(application: Application, host: HostView, kernel: RunningKernel): Step[] {
  const { containerSetUp, containerSetUpCpuShare } = host.costs;
  const cpuMs = containerSetUp.value * containerSetUpCpuShare.value;
  return [
    { what: "namespaces, control group, mounts, network", on: "cpu", ms: cpuMs },
    { what: "the engine waits for locks and answers", on: "wait", ms: containerSetUp.value - cpuMs },
    readStep(application, host, kernel),
    execStep(host),
  ];
}

/** What a container keeps in memory, on whichever kernel. */
export function containerPieces(application: Application, host: HostView, kernel: RunningKernel): Piece[] {
  return [
    ...applicationPieces(application, kernel, host.started),
    { key: `engine's process ${host.started}`, what: "engine", mib: host.costs.containerShim.value },
  ];
}
