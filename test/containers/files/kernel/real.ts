/**
 * The real kernel, through a driver in Python.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PYTHON } from "../../../support/tools";
import type { Outcome } from "./ours";
import type { Sequence } from "./sequences";

/** What the driver says of the machine: its kernel, or why it may not mount. */
export interface Machine {
  readonly refused?: string;
  readonly kernel?: string;
  readonly protected?: { readonly hardlinks: number; readonly symlinks: number };
}

/** Runs sequences on the kernel of this machine. */
export function runReal(sequences: readonly Sequence[]): {
  readonly machine: Machine;
  readonly outcomes: readonly Outcome[];
} {
  const input = sequences.map((one) => `${JSON.stringify(one)}\n`).join("");
  const ran = spawnSync(PYTHON, [join(__dirname, "realFiles.py")], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  if (ran.error !== undefined) return { machine: { refused: ran.error.message }, outcomes: [] };
  const [first, ...others] = ran.stdout.split("\n").filter((line) => line !== "");
  if (first === undefined || ran.status !== 0) return { machine: { refused: ran.stderr.trim() }, outcomes: [] };
  return { machine: JSON.parse(first) as Machine, outcomes: others.map((line) => JSON.parse(line) as Outcome) };
}
