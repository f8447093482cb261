/**
 * Builds an image: every instruction of a Dockerfile in turn, each on what the one before it left.
 *
 * ```text
 *   FROM base       the base image's layers
 *   RUN install     layer 1   ┐ each found in the cache, or built
 *   COPY app /app   layer 2   ┘
 *   CMD ["/app"]    a line in the configuration
 *        ▼
 *   configuration, manifest, image
 * ```
 *
 * Stages that the target does not need are not built. Left out: secrets, mounts and networks of RUN, several platforms at once.
 *
 * Source: Docker documentation, "Dockerfile reference", "Multi-stage builds", "Build cache".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import { packageManagers } from "../../distributions/packageManager";
import { type CommandOptions, type CommandResult, runCommand, standardPrograms } from "../../kernel";
import { atLine, type Instruction, wrongLine } from "../dockerfile/instruction";
import { type Dockerfile, parseDockerfile, type Stage } from "../dockerfile/parse";
import { expandWord } from "../dockerfile/words";
import { type Image, LayerCache, storeImage } from "../oci";
import type { TarEntry } from "../tar";
import { BuildCache, stepKey } from "./cache";
import { copyTree } from "./copy";
import { textInside } from "./insidePath";
import type { BuildOptions, BuildResult, BuildStep } from "./options";
import { ignoreFilter } from "./patterns";
import { settings } from "./settings";
import { advanced, type BuildState, emptyState, stateId, stateOf } from "./state";
import { prepareStep, type StepTools, treeOfState, workingDirectory } from "./steps";

/**
 * Builds.
 *
 * @throws {@link DomainError} naming the line if an instruction is wrong, its files are not there, or a base image is unknown
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const context = new containers.MemoryFileSystem();
 * containers.applyLayer(context, [containers.tarEntry({ path: "app.txt", type: "file", content: "hello" })]);
 * const [store, cache] = [new containers.BlobStore(), new containers.BuildCache()];
 * const dockerfile = 'FROM scratch\nCOPY app.txt /srv/\nCMD ["/srv/app.txt"]\n';
 * const first = containers.buildImage({ dockerfile, context, store, cache });
 * const again = containers.buildImage({ dockerfile, context, store, cache });
 * assert.deepEqual(first.steps.map(({ outcome }) => outcome), ["base", "built", "setting"]);
 * assert.deepEqual(again.steps.map(({ outcome }) => outcome), ["base", "cached", "setting"]);
 * assert.equal(first.image?.id, again.image?.id);
 * ```
 */
export function buildImage(options: BuildOptions): BuildResult {
  const build = new Build(options);
  const state = build.target();
  if (state === undefined) return { steps: build.steps, image: undefined, failure: build.failure };
  const { platform, layers, config, history } = state;
  const image = storeImage(options.store, layers, { ...platform, created: "1970-01-01T00:00:00Z", config, history });
  return { steps: build.steps, image, failure: undefined };
}

/** Runs a command where the usual tools and package managers are known. */
function runWithPackages(command: CommandOptions): CommandResult {
  return runCommand({ ...command, kernel: { programs: { ...standardPrograms, ...packageManagers() } } });
}

/** One build under way. */
class Build {
  readonly steps: BuildStep[] = [];
  failure: BuildResult["failure"];
  readonly #options: BuildOptions;
  readonly #file: Dockerfile;
  readonly #cache: BuildCache;
  readonly #tools: StepTools;
  readonly #given: ReadonlyMap<string, string>;
  readonly #states = new Map<Stage, BuildState | undefined>();
  #context: readonly TarEntry[] | undefined;

  constructor(options: BuildOptions) {
    const { store, compression = "gzip", run = runWithPackages } = options;
    this.#options = options;
    this.#file = parseDockerfile(options.dockerfile);
    this.#cache = options.cache ?? new BuildCache();
    this.#given = new Map(Object.entries(options.args ?? {}));
    const layers = new LayerCache(store);
    this.#tools = { store, layers, compression, run, tree: (from, instruction) => this.#tree(from, instruction) };
  }

  /** Builds the stage that is wanted; nothing if a command failed. */
  target(): BuildState | undefined {
    const { stages } = this.#file;
    const { target } = this.#options;
    if (target === undefined) return this.#stage(stages.at(-1)!);
    const stage = stages.find(({ name }) => name === target.toLowerCase());
    if (stage === undefined)
      throw new DomainError("target", `to be one of ${stages.map(({ name }) => name).join(", ")}`, target);
    return this.#stage(stage);
  }

  #stage(stage: Stage): BuildState | undefined {
    if (!this.#states.has(stage)) this.#states.set(stage, this.#run(stage));
    return this.#states.get(stage);
  }

  #run(stage: Stage): BuildState | undefined {
    let state = this.#base(stage);
    for (const instruction of stage.instructions) state = state && this.#step(stage, state, instruction);
    return state;
  }

  /** What a stage begins with: nothing, an earlier stage, or an image. */
  #base(stage: Stage): BuildState | undefined {
    const name = expandWord(stage.base, this.#earlyArgs(), stage.from);
    if (name === "") throw wrongLine(stage.from, "to name an image", stage.base);
    const earlier = this.#file.stages
      .slice(0, this.#file.stages.indexOf(stage))
      .find((one) => one.name === name.toLowerCase());
    const state = earlier === undefined ? this.#image(name, stage) : this.#stage(earlier);
    this.#tell(stage, stage.from, { outcome: "base", text: `FROM ${name}` });
    // Values of ARG end with the stage that declared them.
    return state && { ...state, args: new Map(), hasCommand: false };
  }

  #image(name: string, { from }: Stage): BuildState {
    const { images = {}, platform = { os: "linux", architecture: "amd64" } } = this.#options;
    const [os, architecture] = from.flags.get("platform")?.split("/") ?? [];
    if (name === "scratch")
      return emptyState(os !== undefined && architecture !== undefined ? { os, architecture } : platform);
    const image = this.#known(name);
    if (image === undefined)
      throw wrongLine(from, `to begin with an image that is here (${Object.keys(images).join(", ") || "none"})`, name);
    const is = `${image.config.os}/${image.config.architecture}`;
    if (os !== undefined && `${os}/${architecture ?? ""}` !== is)
      throw wrongLine(from, `to ask for the platform of ${name}, ${is}`, from.flags.get("platform"));
    return stateOf(image);
  }

  /** A base image by its name, with or without the tag `latest`. */
  #known(name: string): Image | undefined {
    const images = new Map(Object.entries(this.#options.images ?? {}));
    return images.get(name) ?? images.get(`${name}:latest`);
  }

  #earlyArgs(): Map<string, string> {
    const platform = this.#options.platform ?? { os: "linux", architecture: "amd64" };
    let state: BuildState = { ...emptyState(platform), config: {} };
    for (const one of this.#file.args) state = settings.ARG!(state, one, this.#given);
    return new Map(state.args);
  }

  #step(stage: Stage, state: BuildState, instruction: Instruction): BuildState | undefined {
    const setting = settings[instruction.keyword];
    if (setting !== undefined) {
      this.#tell(stage, instruction, { outcome: "setting" });
      return advanced(setting(state, instruction, this.#givenFor(instruction)), instruction.text);
    }
    const step = atLine(instruction, () => prepareStep(state, instruction, this.#tools));
    const key = stepKey(stateId(state), step.text, step.files);
    const known = this.#cache.find(key, this.#options.store);
    const { layer, output, exitCode } = known === undefined ? atLine(instruction, step.run) : { ...known, exitCode: 0 };
    const outcome = exitCode !== 0 ? "failed" : known === undefined ? "built" : "cached";
    this.#tell(stage, instruction, { outcome, layerBytes: layer?.descriptor.size ?? 0, output });
    if (exitCode !== 0) this.failure = { line: instruction.line, text: instruction.text, exitCode, output };
    if (exitCode !== 0) return undefined;
    this.#cache.keep(key, { layer, output });
    const next = advanced(state, step.text, layer);
    return instruction.keyword === "WORKDIR"
      ? { ...next, config: { ...next.config, WorkingDir: workingDirectory(state, instruction) } }
      : next;
  }

  /** An ARG in a stage without a value takes the one from before the first FROM. */
  #givenFor({ keyword, rest }: Instruction): ReadonlyMap<string, string> {
    if (keyword !== "ARG" || rest.includes("=")) return this.#given;
    return new Map([...this.#earlyArgs(), ...this.#given]);
  }

  #tree(from: string | undefined, instruction: Instruction): readonly TarEntry[] {
    if (from === undefined) return (this.#context ??= this.#readContext());
    const stages = this.#file.stages;
    const stage =
      stages.find(({ name, from: { line } }) => line < instruction.line && name === from.toLowerCase()) ??
      stages[Number(from)];
    const image = this.#known(from);
    const state = stage === undefined ? image && stateOf(image) : this.#stage(stage);
    if (state === undefined)
      throw wrongLine(instruction, "to copy from an earlier stage or an image that is here", `--from=${from}`);
    return treeOfState(state, this.#tools.layers);
  }

  #readContext(): readonly TarEntry[] {
    const { context } = this.#options;
    if (context === undefined) return [];
    return copyTree(context, ignoreFilter(textInside(context, ".dockerignore") ?? ""));
  }

  #tell(stage: Stage, { line, text }: Instruction, step: Partial<BuildStep> & Pick<BuildStep, "outcome">): void {
    this.steps.push({ stage: stage.name, line, text, layerBytes: 0, output: "", ...step });
  }
}
