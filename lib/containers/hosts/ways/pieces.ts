/**
 * Steps and pieces that several ways have in common.
 *
 * @packageDocumentation
 */
import { type Application, unpackedMib } from "../application";
import type { HostView, Piece, RunningKernel, Step } from "./way";

/** fork and exec. */
export function execStep({ costs }: HostView): Step {
  return { what: "fork and exec", on: "cpu", ms: costs.forkExec.value };
}

/** Fetches and unpacks the layers that are not there. `where` is the host or the VM on whose disk they are to be. */
export function imageSteps({ layers }: Application, host: HostView, where: string): Step[] {
  const missing = layers.filter(({ digest }) => !host.hasPiece(layerKey(where, digest)));
  const mib = missing.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
  const unpacked = mib * host.costs.unpackRatio.value;
  return [
    { what: "fetch missing layers", on: "network", ms: (1000 * mib) / host.networkMibPerSecond },
    { what: "unpack them", on: "disk", ms: (1000 * unpacked) / host.diskMibPerSecond },
  ];
}

/** Reads the files that the start needs, unless they are in memory: as a kernel's own, or the host's for a disk that VMs share. */
export function readStep(application: Application, host: HostView, kernel: RunningKernel): Step {
  const { unpackRatio, readShare } = host.costs;
  const isThere =
    host.hasPiece(textKey(application, kernel)) || (isShared(host, kernel) && host.hasRead(imageName(application)));
  const mib = isThere ? 0 : readShare.value * unpackedMib(application, unpackRatio.value);
  return { what: "read what is needed of the image", on: "disk", ms: (1000 * mib) / host.diskMibPerSecond };
}

/** Whether a guest's disk is the same as others' until it writes. */
export function isShared(host: HostView, kernel: RunningKernel): boolean {
  return host.disks === "copy on write" && kernel !== host.kernel;
}

/** An image goes by its topmost layer. */
export function imageName({ name, layers }: Application): string {
  return layers[layers.length - 1]?.digest ?? name;
}

/** The name of the system's image. */
export const SYSTEM_IMAGE = "system";

/** Each layer once, whoever uses it. */
export function layerPieces({ layers }: Application, host: HostView, where: string): Piece[] {
  return layers.map(({ digest, bytes }) => ({
    key: layerKey(where, digest),
    what: "image",
    mib: (host.costs.unpackRatio.value * bytes) / 2 ** 20,
  }));
}

function layerKey(where: string, digest: string): string {
  return `${where}, layer ${digest}`;
}

/** The disk of a VM: all of it again, or nothing until it writes. */
export function vmDisk(host: HostView, guest: RunningKernel, mib: number): { steps: Step[]; pieces: Piece[] } {
  if (host.disks === "copy on write") return { steps: [], pieces: [] };
  const copy: Step = {
    what: "copy the disk image",
    on: "disk",
    ms: (1000 * mib) / host.diskMibPerSecond,
    boots: guest,
  };
  return { steps: [copy], pieces: [{ key: `disk of ${guest.name}`, what: "image", mib }] };
}

/** The disk image of a guest's operating system, there once for all who copy it. */
export function systemImage({ costs }: HostView): Piece {
  return { key: "host, disk image of a system", what: "image", mib: costs.guestDisk.value };
}

/** Text is there once for all who map the same file of one kernel; data is everyone's own. */
export function applicationPieces(application: Application, kernel: RunningKernel, instance: number): Piece[] {
  const { name, textMib, dataMib } = application;
  return [
    { key: textKey(application, kernel), what: "application text", mib: textMib },
    { key: `data of ${name} ${instance}`, what: "application data", mib: dataMib },
  ];
}

/** The name of an application's text in the memory that a kernel manages. */
function textKey(application: Application, kernel: RunningKernel): string {
  return `${kernel.name}, text of ${imageName(application)}`;
}

/** What a VM needs is rounded up to what VMs are sold in; the rest lies idle. */
export function unusedPiece(vm: string, neededMib: number, stepMib: number): Piece {
  return { key: `unused memory of ${vm}`, what: "unused", mib: Math.ceil(neededMib / stepMib) * stepMib - neededMib };
}
