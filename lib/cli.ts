#!/usr/bin/env node
/**
 * `strata`: every command of the project. Exit status 0, 1 when the work failed, 2 when the command was wrong.
 *
 * Each command's code is loaded when it is called, so that none waits for another's libraries.
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import path from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { BootCommandOptions } from "./boot/bootCommand";
import { StrataError } from "./errors";
import type { RunCommandOptions } from "./notebook/runner/runCommand";
import { PACKAGE_FOLDER } from "./packageFolder";

const WORK_FAILED = 1;
const WRONG_USAGE = 2;

function program(): Command {
  const { version, description } = JSON.parse(
    fs.readFileSync(path.join(PACKAGE_FOLDER, "package.json"), "utf8"),
  ) as Record<string, string>;
  const strata = new Command("strata").description(description!).version(version!);
  strata.exitOverride().showHelpAfterError("(strata --help lists the commands)");
  addStart(strata);
  addRun(strata);
  addKernel(strata);
  addBench(strata);
  addClaims(strata);
  addBoot(strata);
  return strata;
}

function addStart(strata: Command): void {
  strata
    .command("start")
    .description("open the notebooks in the browser")
    .option("--port <number>", "the port to listen on; else a free one", integer(0, 65535))
    .option("--no-browser", "print the address only")
    .option("--root <folder>", "the folder to serve")
    .action(async (options: { port?: number; browser: boolean; root?: string }) => {
      const { runStart } = await import("./notebook/server/startCommand.js");
      await runStart(options);
    });
}

function addRun(strata: Command): void {
  strata
    .command("run")
    .description("execute notebooks without a page")
    .argument("[file...]", "notebooks")
    .option("--all", "every notebook below notebooks/")
    .option("--out <folder>", "write the executed notebooks there")
    .option("--write", "write outputs into the notebooks themselves")
    .option("--png", "with --out or --write: give figures a PNG, by a headless browser")
    .option("--timeout <seconds>", "how long one cell may take", integer(1, 86_400), 300)
    .option("--json", "one JSON object a notebook")
    .action(async (files: string[], options: RunCommandOptions, command: Command) => {
      if (files.length === 0 && !options.all) command.error("Expected notebook files or --all, got neither.");
      const { runCommand } = await import("./notebook/runner/runCommand.js");
      if (!(await runCommand(files, options))) process.exitCode = WORK_FAILED;
    });
}

function addKernel(strata: Command): void {
  const kernel = strata.command("kernel").description("use the kernel from Jupyter or VS Code");
  kernel
    .command("install")
    .description("write the kernelspec where Jupyter looks for it")
    .option("--prefix <folder>", "below this folder, such as a Python environment, instead of for this user")
    .action(async ({ prefix }: { prefix?: string }) => {
      const { installKernelspec } = await import("./notebook/zmq/index.js");
      console.log(`Kernelspec written to ${installKernelspec(prefix)}`);
    });
  kernel
    .command("uninstall")
    .description("remove the kernelspec")
    .option("--prefix <folder>", "below this folder")
    .action(async ({ prefix }: { prefix?: string }) => {
      const { uninstallKernelspec } = await import("./notebook/zmq/index.js");
      console.log(`Kernelspec removed from ${uninstallKernelspec(prefix)}`);
    });
  kernel
    .command("spec")
    .description("print the kernelspec")
    .action(async () => {
      const { kernelSpec } = await import("./notebook/zmq/kernelspec.js");
      console.log(JSON.stringify(kernelSpec(), null, 2));
    });
  kernel
    .command("start")
    .description("run a kernel for a Jupyter client (Jupyter itself calls this)")
    .argument("<connection-file>")
    .action(async (file: string) => {
      const { runKernel } = await import("./notebook/zmq/kernelCommand.js");
      await runKernel(file);
    });
}

function addBench(strata: Command): void {
  strata
    .command("bench")
    .description("measure, side by side with others where they are installed")
    .argument("[name...]", "what to measure; all if none is named")
    .option("--json", "an array of results")
    .action(async (names: string[], options: { json?: boolean }) => {
      const { benchCommand } = await import("./bench/index.js");
      await benchCommand(names, options);
    });
}

function addClaims(strata: Command): void {
  strata
    .command("claims")
    .description("every number that the lecture states: holds, or by how much it does not")
    .option("--json", "an array of claims")
    .action(async (options: { json?: boolean }) => {
      const { claimsCommand } = await import("./claims/index.js");
      claimsCommand(options);
    });
}

function addBoot(strata: Command): void {
  strata
    .command("boot")
    .description("run an operating system: its serial console is this one")
    .argument("<image>", "a multiboot kernel, or a disk whose first sector boots (it is the first disk then)")
    .option("--disk <file>", "a disk; once more for the second (changes are not written back)", collect, [])
    .option("--memory <MiB>", "memory", integer(1, 2047), 128)
    .option("--instructions <number>", "stop after so many", integer(1, Number.MAX_SAFE_INTEGER))
    .option(
      "--strict",
      "list the encodings that were met and that the machine does not have, and fail if there were any",
    )
    .action(async (image: string, options: BootCommandOptions) => {
      const { bootCommand } = await import("./boot/bootCommand.js");
      process.exitCode = await bootCommand(image, options);
    });
}

/** A parser that puts values in a list. */
function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** A parser of whole numbers from `least` to `most`. */
function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
    else if (error instanceof StrataError)
      fail(error.message, error.code === "unknown-name" ? WRONG_USAGE : WORK_FAILED);
    else throw error;
  }
}

function fail(sentence: string, status: number): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = status;
}

void main();
