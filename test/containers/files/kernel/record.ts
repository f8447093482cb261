/**
 * Records what the kernel of this machine does, for machines where nothing may be mounted. As root:
 *
 *     npx tsx test/containers/files/kernel/record.ts
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runReal } from "./real";
import { sequenceOf } from "./sequences";

const sequences = [
  ...Array.from({ length: 90 }, (_, at) => sequenceOf(at, "plain")),
  ...Array.from({ length: 260 }, (_, at) => sequenceOf(at, "overlay")),
].filter(({ operations }) => operations.length < 40);
const { machine, outcomes } = runReal(sequences);
if (outcomes.length !== sequences.length) throw new Error(machine.refused ?? "The kernel did not answer all.");
const lines = [machine, ...sequences.map((sequence, at) => ({ sequence, outcome: outcomes[at] }))];
const file = join(__dirname, "../recorded/kernel.jsonl");
writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
