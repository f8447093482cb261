/**
 * Lays the course's notebooks out in a student's folder, and brings those of a later version.
 *
 * ```text
 * package/notebooks/**  ──digests──┐
 * folder/.strata/notebooks.json ───┼──> planUpdate ──> write, replace, offer ──> folder/notebooks/**
 * folder/notebooks/**   ──digests──┘                └─> folder/.strata/notebooks.json, last
 * ```
 *
 * @packageDocumentation
 */

import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomically } from "../server/atomicWrite";
import { digestOf, digestsBelow } from "./files";
import { type Digests, nameBeside, planUpdate, type Step } from "./planUpdate";
import { readRecord, writeRecord } from "./record";

/** Where the notebooks are, in the package and in the student's folder. */
const FOLDER = "notebooks";

/** From where to where. */
export interface DeliveryOrder {
  /** The package's folder. */
  readonly from: string;
  /** The package's version. */
  readonly version: string;
  /** The student's folder. */
  readonly to: string;
}

type CopyStep = Exclude<Step, { type: "accept" }>;

/** Delivers what is new. Returns sentences for the student, none if nothing was to be done. What cannot be written is said, not thrown. */
export async function deliver(order: DeliveryOrder): Promise<string[]> {
  const delivered = await readRecord(order.to);
  const packaged = await digestsBelow(order.from, FOLDER);
  const present = await digestsAt(order.to, pathsToLookAt(packaged, order.version));
  const done: Step[] = [];
  const failures: unknown[] = [];
  for (const step of planUpdate({ packaged, version: order.version, delivered, present })) {
    try {
      if (step.type !== "accept") await copy(step, present, order);
      delivered.set(step.source, step.delivery);
      done.push(step);
    } catch (error) {
      failures.push(error);
    }
  }
  if (done.length > 0) await writeRecord(order.to, delivered).catch((error: unknown) => failures.push(error));
  return [...sentences(done, order.version), ...sentenceOfFailure(failures, order.to)];
}

/** Both sides' paths, and those that might be put beside them. */
function pathsToLookAt(packaged: Digests, version: string): string[] {
  return [...packaged.keys()].flatMap((file) => [file, nameBeside(file, version)]);
}

async function digestsAt(root: string, files: readonly string[]): Promise<Digests> {
  const digests = new Map<string, string>();
  for (const file of files) {
    const digest = await digestOf(root, file);
    if (digest !== undefined) digests.set(file, digest);
  }
  return digests;
}

async function copy({ source, target }: CopyStep, present: Digests, { from, to }: DeliveryOrder): Promise<void> {
  const data = await readFile(path.join(from, source));
  const file = path.join(to, target);
  await makeFolders(to, path.posix.dirname(target));
  // A page that is open on this folder may have saved since the plan was made.
  if ((await digestOf(to, target)) !== present.get(target)) throw new Error(`${target} is being changed`);
  await writeAtomically(file, data);
}

/** Makes the folders of `folder` below `root`, which must be there. */
async function makeFolders(root: string, folder: string): Promise<void> {
  await readdir(root);
  await mkdir(path.join(root, folder), { recursive: true });
}

function sentences(done: readonly Step[], version: string): string[] {
  const written = done.filter(({ type }) => type === "write").length;
  const replaced = done.filter(({ type }) => type === "replace").length;
  const counts = [written > 0 ? `${written} new` : "", replaced > 0 ? `${replaced} changed` : ""].filter(
    (count) => count !== "",
  );
  const brought =
    counts.length > 0 ? [`Brought the notebooks of version ${version} to ${FOLDER}/: ${counts.join(", ")}.`] : [];
  const offers = done.filter((step): step is CopyStep => step.type === "offer");
  return [
    ...brought,
    ...offers.map(({ source, target }) => `${source} stays as you have it; that of version ${version} is ${target}.`),
  ];
}

function sentenceOfFailure(failures: readonly unknown[], folder: string): string[] {
  if (failures.length === 0) return [];
  const files = failures.length === 1 ? "a file" : `${failures.length} files`;
  const reason = failures[0] instanceof Error ? failures[0].message : String(failures[0]);
  return [`Could not bring ${files} of the course to ${folder} (${reason}); what is there was left as it is.`];
}
