/**
 * The probe: two processes, set apart or not, that try what they can see of each other.
 *
 * ```text
 *   kernel ─┬─ giver  (in its namespaces)    leaves secrets
 *           └─ seeker (in its namespaces)    looks for them, and sends a signal to everybody it can
 * ```
 *
 * Nothing here knows what a namespace is for. What is isolated and what is shared comes out of the trials.
 *
 * @packageDocumentation
 */
import type { Capability } from "../../files";
import { FileCalls, MemoryFileSystem } from "../../files";
import { emptyTree, runContainer } from "../container/container";
import { containerCapabilities, containerDevices, containerNamespaces } from "../container/options";
import { ByteChannel, PipeEnd } from "../descriptors/byteChannel";
import { FileDescription } from "../descriptors/openedFile";
import type { Device } from "../devices/device";
import { Sink } from "../devices/sink";
import { Kernel } from "../kernel";
import type { NamespaceKind } from "../namespaces/namespace";
import { allCapabilities } from "../processes/privileges";
import type { Process } from "../processes/process";
import type { Program } from "../program";
import { type Resource, resources, trials } from "./trials";

/** How a process is set apart. */
export interface Isolation {
  /** Namespaces of its own. With `mnt` it also gets a file tree of its own, unless `root` says otherwise. */
  readonly namespaces: readonly NamespaceKind[];
  readonly root?: "own" | "host";
  /** What its root may still do; everything if not given. */
  readonly capabilities?: readonly Capability[];
  /** Devices that it may open; all if not given. */
  readonly devices?: readonly Device["name"][];
}

/** A process as any other, of the same user. */
export const plainProcess: Isolation = { namespaces: [] };

/** A container as usual. */
export const container: Isolation = {
  namespaces: containerNamespaces,
  capabilities: containerCapabilities,
  devices: containerDevices,
};

/** What came out for one resource. */
export interface ProbeRow {
  readonly resource: Resource;
  /** The seeker did not find what the giver left. */
  readonly isIsolated: boolean;
}

const SECRET = "s3cret";

/**
 * Lets two processes try what they can see of each other.
 *
 * @param machines - on one kernel, as processes and containers are; or on one each, as virtual machines are
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const rows = containers.probe(containers.plainProcess, containers.plainProcess);
 * const isolated = rows.filter(({ isIsolated }) => isIsolated).map(({ resource }) => resource);
 * assert.deepEqual(isolated, ["Memory"]);
 * ```
 */
export function probe(
  giver: Isolation,
  seeker: Isolation,
  machines: "one kernel" | "two kernels" = "one kernel",
): ProbeRow[] {
  const kernel = host(1);
  const other = machines === "one kernel" ? kernel : host(2);
  const channel = new ByteChannel();
  const [heard, found] = [new Sink(), new Sink()];
  begin(kernel, "giver", give, giver, [heard, new PipeEnd(channel, "writers"), commonFile(kernel)]);
  begin(other, "seeker", seek, seeker, [found, new PipeEnd(channel, "readers"), commonFile(other)]);
  for (const one of [kernel, other, kernel]) one.run();
  const seen = new Set([...found.text.split("\n"), ...heard.text.split("\n")]);
  return resources.map((resource) => ({ resource, isIsolated: !seen.has(resource) }));
}

/** A kernel with a file tree as a host has it. */
function host(seed: number): Kernel {
  const kernel = new Kernel({ hostname: "host", root: emptyTree(), seed });
  kernel.mountBasics();
  return kernel;
}

const commonFiles = new WeakMap<Kernel, FileDescription>();

/** One open file, the same for all of a kernel. */
function commonFile(kernel: Kernel): FileDescription {
  const known = commonFiles.get(kernel);
  if (known !== undefined) return known;
  const files = FileCalls.on(new MemoryFileSystem());
  files.writeFile("/common", "");
  const opened = files.open("/common", 2);
  if (opened.type === "failed") throw new Error(`common file: ${opened.error}`);
  const { place, file } = opened.value;
  const description = new FileDescription(place, file, { read: true, write: true, append: false });
  commonFiles.set(kernel, description);
  return description;
}

function begin(
  kernel: Kernel,
  name: string,
  program: Program,
  isolation: Isolation,
  [report, pipe, common]: readonly [Sink, PipeEnd, FileDescription],
): void {
  const { namespaces, root = "own", capabilities = [...allCapabilities], devices } = isolation;
  const descriptions = [kernel.device("null").open(), report, report, pipe, common];
  let process: Process;
  if (namespaces.length === 0 && isolation.capabilities === undefined)
    process = kernel.start(program, { name, descriptions });
  else {
    const hasRoot = namespaces.includes("mnt") && root === "own";
    const idMap = { inside: 0, outside: name === "giver" ? 100_000 : 200_000, count: 65_536 };
    const tree = hasRoot ? { root: emptyTree() } : {};
    process = runContainer(kernel, {
      name,
      command: program,
      namespaces,
      capabilities,
      descriptions,
      idMap,
      ...tree,
    }).runtime;
  }
  process.devices = devices;
  process.groupOfChildren = `/${kernel.bootId}/${name}`;
  process.cgroup = process.groupOfChildren;
}

/** The giver: leaves everything, tells where, and reports signals. */
const give: Program = function* (sys) {
  yield* sys.sigaction("SIGUSR1", "catch");
  const where: Record<string, string> = {};
  for (const [resource, trial] of Object.entries(trials)) {
    const place = yield* trial.leave(sys, SECRET);
    if (place !== undefined) where[resource] = place;
  }
  yield* sys.write(3, JSON.stringify(where));
  yield* sys.pause();
  if ((yield* sys.sigpending()).type === "done") yield* sys.write(1, "Processes\n");
  return 0;
};

/** The seeker: looks for everything, and at last sends a signal to all whom it can reach. */
const seek: Program = function* (sys) {
  const message = yield* sys.read(3);
  if (message.type === "failed") return 1;
  const where = JSON.parse(new TextDecoder().decode(message.value)) as Readonly<Record<string, string>>;
  for (const [resource, trial] of Object.entries(trials)) {
    const place = where[resource];
    if (place !== undefined && (yield* trial.look(sys, place, SECRET))) yield* sys.write(1, `${resource}\n`);
  }
  yield* sys.kill(-1, "SIGUSR1");
  return 0;
};
