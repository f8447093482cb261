/**
 * Rival 1: a process of the host, with its files copied onto the host's disk.
 *
 * @packageDocumentation
 */
import { applicationPieces, execStep, imageSteps, layerPieces, readStep } from "./pieces";
import { type Way, wrongSystem } from "./way";

/** No namespaces, no copy of anything. */
export const processWay: Way = {
  name: "process",
  plan(application, host) {
    const refusal = wrongSystem(application, host.kernel);
    if (refusal !== undefined) return refusal;
    return {
      placement: { kernels: [host.kernel], contained: false },
      steps: [...imageSteps(application, host, "host"), readStep(application, host, host.kernel), execStep(host)],
      memory: applicationPieces(application, host.kernel, host.started),
      disk: layerPieces(application, host, "host"),
    };
  },
};
