/**
 * Instructions that change files: RUN, COPY, ADD, WORKDIR. Each works on an overlay of the layers so far; what it leaves in the upper
 * directory is the next layer.
 *
 * ```text
 *   layers so far, read only     ──►  lower directories
 *   nothing yet                  ──►  upper directory      ──►  the step's layer
 *   RUN: a command in a small kernel whose "/" is the overlay        COPY: files put into the overlay
 * ```
 *
 * @packageDocumentation
 */
import { type FileSystem, OverlayFileSystem } from "../../files";
import type { CommandOptions, CommandResult } from "../../kernel";
import { type Digest, digestOf } from "../digest";
import { argumentsOf, type Instruction, wrongLine } from "../dockerfile/instruction";
import { expandDocument, expandWord } from "../dockerfile/words";
import { type Compression, listTree, upperToLayer } from "../layers";
import { entryDifference } from "../layers/compare";
import { type BlobStore, LayerCache, type StoredLayer, storeLayer } from "../oci";
import { writableOn } from "../oci/rootFileSystem";
import { type TarEntry, writeTar } from "../tar";
import { type CopySource, copyTree, documentSource, findSources, placeSources } from "./copy";
import { makeDirectories } from "./insidePath";
import { ownerOf } from "./owner";
import { clean } from "./patterns";
import { commandOf, expanded } from "./settings";
import { type BuildState, variablesOf } from "./state";

/** What steps need from the build. */
export interface StepTools {
  readonly store: BlobStore;
  readonly layers: LayerCache;
  readonly compression: Compression;
  readonly run: (command: CommandOptions) => CommandResult;
  /** The files of the context, or of the stage or image that `--from` names. */
  readonly tree: (from: string | undefined, instruction: Instruction) => readonly TarEntry[];
}

/** What a step that ran left behind. */
export interface StepOutcome {
  readonly layer: StoredLayer | undefined;
  readonly output: string;
  /** Other than 0 if a command failed; then there is no layer. */
  readonly exitCode: number;
}

/** A step, ready to run: what makes it the same as another, and how it runs. */
export interface PreparedStep {
  /** As the image's history tells it. */
  readonly text: string;
  /** Of the files that it copies, if it copies any. */
  readonly files: Digest | undefined;
  readonly run: () => StepOutcome;
}

/** Prepares an instruction that may change files. */
export function prepareStep(state: BuildState, instruction: Instruction, tools: StepTools): PreparedStep {
  if (instruction.keyword === "RUN") return prepareRun(state, instruction, tools);
  if (instruction.keyword === "WORKDIR") return prepareDirectory(state, instruction, tools);
  return prepareCopy(state, instruction, tools);
}

/** The absolute path that WORKDIR means: below the one before, unless it begins with a slash. */
export function workingDirectory(state: BuildState, instruction: Instruction): string {
  const path = expanded(state, instruction).join(" ");
  return absolute(state, path).replace(/(.)\/$/, "$1");
}

/** A path from the root, without "." and ".."; a slash at its end stays, because it says "directory". */
function absolute({ config }: BuildState, path: string): string {
  const parts: string[] = [];
  const whole = path.startsWith("/") ? path : `${config.WorkingDir ?? "/"}/${path}`;
  for (const part of clean(whole).split("/")) {
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  const isDirectory = path.endsWith("/") || path === "." || parts.join("") === "";
  return `/${parts.join("/")}${isDirectory ? "/" : ""}`.replace("//", "/");
}

function prepareRun(state: BuildState, instruction: Instruction, tools: StepTools): PreparedStep {
  const script = instruction.documents[0]?.content;
  const isScript = script !== undefined && /^<<-?\S+$/.test(instruction.rest);
  const argv = isScript ? [...state.shell, script] : [...commandOf(state, instruction)];
  const args = [...state.args].map(([name, value]) => `${name}=${value}`);
  const text = ["RUN", ...(args.length > 0 ? [`|${args.length}`, ...args] : []), ...argv].join(" ");
  const run = () =>
    inOverlay(state, tools, (root) => {
      const environment = Object.fromEntries([...variablesOf(state)]);
      const owner = ownerOf(root, state.config.User ?? "0", instruction);
      const directory = state.config.WorkingDir ?? "/";
      const { exitCode, stdout, stderr } = tools.run({ root, argv, environment, directory, ...owner });
      return { exitCode, output: stdout + stderr };
    });
  return { text, files: undefined, run };
}

function prepareDirectory(state: BuildState, instruction: Instruction, tools: StepTools): PreparedStep {
  const path = workingDirectory(state, instruction);
  const run = () =>
    inOverlay(state, tools, (root) => {
      makeDirectories(root, path, { uid: 0, gid: 0 });
      return { exitCode: 0, output: "" };
    });
  return { text: `WORKDIR ${path}`, files: undefined, run };
}

function prepareCopy(state: BuildState, instruction: Instruction, tools: StepTools): PreparedStep {
  const { keyword, flags } = instruction;
  const words = expanded(state, instruction);
  const destination = absolute(state, words.at(-1)!);
  const sources = copySources(state, instruction, tools);
  const files = digestOf(Buffer.concat(sources.map(({ entries }) => writeTar(entries.map(withoutTime)))));
  const expand = (text: string | undefined) =>
    text === undefined ? undefined : expandWord(text, variablesOf(state), instruction);
  const [chown, chmod] = [expand(flags.get("chown")), expand(flags.get("chmod"))];
  if (chmod !== undefined && !/^0?[0-7]{3,4}$/.test(chmod))
    throw wrongLine(instruction, "to give --chmod an octal number", chmod);
  const run = () =>
    inOverlay(state, tools, (root) => {
      const owner = chown === undefined ? undefined : ownerOf(root, chown, instruction);
      const mode = chmod === undefined ? undefined : Number.parseInt(chmod, 8);
      placeSources(root, sources, { destination, owner, mode }, instruction);
      return { exitCode: 0, output: "" };
    });
  return {
    text: [keyword, ...[...flags].map(([name, value]) => `--${name}=${value}`), ...words].join(" "),
    files,
    run,
  };
}

function copySources(state: BuildState, instruction: Instruction, tools: StepTools): CopySource[] {
  const names = argumentsOf(instruction).slice(0, -1);
  const isDocument = (word: string) => word.startsWith("<<") && instruction.documents.length > 0;
  const variables = variablesOf(state);
  const documents = instruction.documents.map(({ name, content, expands }) =>
    documentSource(name, expands ? expandDocument(content, variables, instruction) : content),
  );
  const paths = expanded(state, instruction)
    .slice(0, -1)
    .filter((_, at) => !isDocument(names[at]!));
  if (paths.length === 0) return documents;
  return [...documents, ...findSources(tools.tree(instruction.flags.get("from"), instruction), paths, instruction)];
}

function withoutTime(entry: TarEntry): TarEntry {
  return { ...entry, modifiedSeconds: 0 };
}

/** Does something in an overlay of the layers so far, and keeps what it changed. */
function inOverlay(
  state: BuildState,
  { store, layers, compression }: StepTools,
  work: (root: FileSystem) => Omit<StepOutcome, "layer">,
): StepOutcome {
  const { merged, upper } = writableOn(layers.lowers(state.layers));
  const before = listTree(upper)[0]!;
  const outcome = work(merged);
  const entries = outcome.exitCode === 0 ? upperToLayer(upper) : [];
  const isChanged = entries.some((entry) => entry.path !== "" || entryDifference(before, entry) !== undefined);
  return { ...outcome, layer: isChanged ? storeLayer(store, entries, compression) : undefined };
}

/** The files of a state, as a container of it would see them. */
export function treeOfState(state: BuildState, layers: LayerCache): TarEntry[] {
  const lower = layers.lowers(state.layers);
  return lower.length === 0 ? [] : copyTree(new OverlayFileSystem({ lower }));
}
