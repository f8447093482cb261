/**
 * `strata boot`: a machine whose serial port is this process's standard input and output.
 *
 * Changes to disks stay in memory. Exit status 0 if the system switched itself off, stopped for good or reached the limit; 1 if it ended in a triple fault, or with `--strict` met an
 * encoding that the machine does not have.
 *
 * @packageDocumentation
 */
import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { EnvironmentError } from "../errors";
import { bootImage, imageKind, Machine, type Stop, UnknownEncodings } from "../machine";
import { TerminalInput } from "./terminalInput";

/** What the command line says. */
export interface BootCommandOptions {
  readonly disk: readonly string[];
  /** MiB. */
  readonly memory: number;
  readonly instructions?: number;
  readonly strict?: boolean;
}

/** Instructions between two looks at the input. */
const SLICE = 1_000_000;

/**
 * Runs it.
 *
 * @returns the exit status
 * @throws {@link EnvironmentError} if a file cannot be read
 * @throws DomainError if the image is none, or a disk is not whole sectors
 */
export async function bootCommand(image: string, options: BootCommandOptions): Promise<number> {
  const machine = machineOf(image, options);
  const unknown = options.strict === true ? new UnknownEncodings(machine.processor) : undefined;
  const { serial, power, screen } = machine.board;
  serial.onOutput = (byte) => process.stdout.write(Uint8Array.of(byte));
  power.onOutput = serial.onOutput;
  const stop = await runToEnd(machine, options.instructions ?? Infinity);
  if (serial.outputBytes.length === 0 && power.output === "") process.stdout.write(`${screen.text()}\n`);
  process.stderr.write(`${sentences[stop.reason]} after ${machine.processor.instructions} instructions.\n`);
  for (const { bytes, address, times } of unknown?.list ?? [])
    process.stderr.write(`No such instruction here: ${bytes} at ${address.toString(16)}, met ${times} times.\n`);
  return stop.reason === "shutdown" || (unknown?.list.length ?? 0) > 0 ? 1 : 0;
}

const sentences: Readonly<Record<Stop["reason"], string>> = {
  off: "Switched off",
  halted: "Halted for good",
  limit: "Stopped",
  shutdown: "Shut down by a triple fault",
  breakpoint: "Stopped at a breakpoint",
};

function machineOf(image: string, { disk: files, memory }: BootCommandOptions): Machine {
  const file = readBytes(image);
  if (files.length > 2) throw new EnvironmentError("not-allowed", "Expected at most two disks.", files);
  const isDisk = imageKind(file) === "boot sector";
  const [disk, secondDisk] = [...(isDisk ? [file] : []), ...files.map(readBytes)];
  const machine = new Machine({
    memoryBytes: memory * 2 ** 20,
    ...(disk !== undefined && { disk }),
    ...(secondDisk !== undefined && { secondDisk }),
  });
  bootImage(machine, file);
  return machine;
}

function readBytes(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new EnvironmentError("bad-file", `Cannot read ${file}: ${(error as Error).message}`, file);
  }
}

/** Runs in slices, with what was typed in between; a machine that waits for keys waits. */
async function runToEnd(machine: Machine, limit: number): Promise<Stop> {
  const input = new TerminalInput((text) => machine.board.serial.receive(text));
  try {
    for (;;) {
      const stop = machine.run({ instructions: Math.min(SLICE, limit - machine.clock) });
      if (stop.reason !== "limit" || machine.clock >= limit) return stop;
      const wakes = machine.processor.isInterruptible && !input.isOver;
      if (!isIdle(machine)) await setImmediate();
      else if (wakes) await input.next();
      else return { reason: "halted" };
    }
  } finally {
    input.close();
  }
}

/** Whether it is halted, and no device will wake it by itself. */
function isIdle({ processor, board }: Machine): boolean {
  const isAsked = board.interrupts.pending && processor.isInterruptible;
  return processor.halted && board.due === Infinity && !isAsked;
}
