/**
 * The five rivals, from the least of one's own to the most.
 *
 * @packageDocumentation
 */
import { containerWay } from "./container";
import { containerInVmWay } from "./containerInVm";
import { microVmWay } from "./microVm";
import { processWay } from "./process";
import { virtualMachineWay } from "./virtualMachine";
import type { Way } from "./way";

/** All ways. */
export const everyWay: readonly Way[] = [processWay, containerWay, microVmWay, containerInVmWay, virtualMachineWay];
