/**
 * The record of what was delivered to a student's folder: `.strata/notebooks.json`, hidden from the file browser.
 *
 * ```json
 * { "notebooks/00-start-here.ipynb": { "version": "0.1.0", "sha256": "9f86d0…" } }
 * ```
 *
 * A record that cannot be read counts as empty: then every file that differs from the package's is taken for the student's own.
 *
 * @packageDocumentation
 */

import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomically } from "../server/atomicWrite";
import type { Deliveries, Delivery } from "./planUpdate";

/** Whether notebooks were ever delivered to `folder`. */
export function hasRecord(folder: string): boolean {
  return existsSync(recordFile(folder));
}

/** What was delivered to `folder`. */
export async function readRecord(folder: string): Promise<Map<string, Delivery>> {
  try {
    const record: unknown = JSON.parse(await readFile(recordFile(folder), "utf8"));
    return new Map(
      Object.entries(record as object).filter((entry): entry is [string, Delivery] => isDelivery(entry[1])),
    );
  } catch {
    return new Map();
  }
}

/** Replaces the record of `folder`. */
export async function writeRecord(folder: string, deliveries: Deliveries): Promise<void> {
  await mkdir(path.dirname(recordFile(folder)), { recursive: true });
  await writeAtomically(recordFile(folder), `${JSON.stringify(Object.fromEntries(deliveries), null, 2)}\n`);
}

function recordFile(folder: string): string {
  return path.join(folder, ".strata", "notebooks.json");
}

function isDelivery(value: unknown): value is Delivery {
  if (typeof value !== "object" || value === null) return false;
  const { version, sha256, offered } = value as Record<string, unknown>;
  return (
    typeof version === "string" &&
    [sha256, offered].every((digest) => digest === undefined || typeof digest === "string")
  );
}
