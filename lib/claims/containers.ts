/**
 * What the slides say about processes, containers, kernels and images (K1 to K6).
 *
 * @packageDocumentation
 */
import * as containers from "../containers";
import type { Statement } from "./claim";

const processes = { source: "Process Isolation", date: "2018", tolerance: 0 } as const;
const groups = { source: "Containers", date: "2018", tolerance: 0 } as const;
const kernels = { source: "Distro vs Kernel", date: "2018", tolerance: 0 } as const;
const packaging = { source: "Container Packaging", date: "2018", tolerance: 0 } as const;
const files = { source: "File System Virtualization", date: "2018", tolerance: 0 } as const;

/** The statements of this part, in the lecture's order. */
export function containerStatements(): Statement[] {
  return [
    ...ofIsolation(),
    ...ofGroups(),
    ofSharedKernel(),
    ...ofKernels(),
    ...ofPackaging(),
    ...ofLayers(),
    ofCopies(),
  ];
}

/** Both lists of the lecture, as a probe finds them. */
function ofIsolation(): Statement[] {
  const lists = (who: containers.Isolation) =>
    containers.probeLists(containers.probe(who, who), containers.lectureResources);
  const [between, boxed] = [lists(containers.plainProcess), lists(containers.container)];
  return [
    {
      id: "K1/isolated",
      ...processes,
      statement: "Processes – isolated: memory",
      stated: "Memory",
      computed: between.isolated.join(", "),
      note: "Each of two processes left a secret in every place it could write to; the other one looked.",
    },
    {
      id: "K1/shared",
      ...processes,
      statement: "Processes – shared: file system, network, devices, OS kernel",
      stated: "File system, Network, Devices, OS Kernel",
      computed: between.shared.join(", "),
    },
    {
      id: "K2/isolated",
      ...groups,
      statement: "Containers – isolated: memory, file system, network, devices",
      stated: "Memory, File system, Network, Devices",
      computed: boxed.isolated.join(", "),
    },
    {
      id: "K2/shared",
      ...groups,
      statement: "Containers – shared: OS kernel",
      stated: "OS Kernel",
      computed: boxed.shared.join(", "),
    },
  ];
}

/** Two containers, one with three processes and the double weight, for a second on one CPU. */
function ofGroups(): Statement[] {
  const tree = new containers.CgroupTree();
  const scheduler = new containers.Fair();
  tree.write("/cgroup.subtree_control", "+cpu +memory");
  for (const [name, weight] of [
    ["heavy", "200"],
    ["light", "100"],
  ] as const) {
    tree.mkdir(`/${name}`);
    tree.write(`/${name}/cpu.weight`, weight);
  }
  const tasks = [1, 2, 3, 4].map((id) => {
    const path = id < 4 ? "/heavy" : "/light";
    tree.add(id, path);
    return { id, nice: 0, group: containers.valueOf(tree.lookup(path), path) };
  });
  for (const task of tasks) scheduler.wake(task, 0);
  for (let slice = scheduler.pick(1e7); slice !== undefined; slice = scheduler.pick(1e7))
    scheduler.account(slice, slice.lengthUs, "ready");
  const share = tasks.slice(0, 3).reduce((sum, task) => sum + scheduler.usedUs(task), 0) / 1e7;
  tree.write("/light/memory.max", "64M");
  const limit = [32, 64].map((mib) => tree.charge(4, mib * 2 ** 20).type);
  return [
    {
      id: "K3/multi-process",
      ...groups,
      statement: "Can run multiple processes in the same container group",
      stated: 3,
      computed: containers.valueOf(tree.read("/heavy/cgroup.procs"), "cgroup.procs").trim().split("\n").length,
      unit: "processes in one group",
    },
    {
      id: "K3/cpu-weight",
      ...groups,
      tolerance: 0.01,
      statement: "Can assign CPU weights for each group",
      stated: 2 / 3,
      computed: share,
      unit: "of a CPU, for three processes in a group of twice the weight of another",
    },
    {
      id: "K3/memory-limit",
      ...groups,
      statement: "Can assign memory limits for each group",
      stated: "charged, killed",
      computed: limit.join(", "),
      note: "A process in a group of 64 MiB asks for 32 MiB, then for 64 MiB more.",
    },
  ];
}

/** Two containers use memory, CPU time, the network and files: who answers? */
function ofSharedKernel(): Statement {
  const answered = new Set<string>();
  const parts = { mmap: "memory", sched_yield: "CPU", socket: "network", open: "files" } as const;
  const kernel = new containers.Kernel({ onCall: (_, { call }) => void answered.add(call) });
  const command: containers.Program = function* (sys) {
    yield* sys.mmap(4096);
    yield* sys.sched_yield();
    yield* sys.socket("AF_INET", "SOCK_STREAM");
    yield* sys.open("/tmp");
    return 0;
  };
  for (const name of ["one", "two"]) containers.runContainer(kernel, { name, root: containers.emptyTree(), command });
  kernel.run();
  const found = Object.entries(parts).flatMap(([call, part]) => (answered.has(call) ? [part] : []));
  return {
    id: "K4/shared-kernel",
    source: "Shared Kernel",
    date: "2018",
    tolerance: 0,
    statement:
      "Shared kernel provides page tables (memory), scheduler (CPU), networking stack, file system virtualization",
    stated: "memory, CPU, network, files",
    computed: found.join(", "),
    note: "Calls of two containers that one kernel answered.",
  };
}

/** An image is run on kernels of five versions. */
function ofKernels(): Statement[] {
  const image = containers.applicationImage({ name: "Ubuntu 14.04", oldestKernel: "2.6.24" });
  const releases = ["2.6.32", "3.5", "4.7", "4.13", "6.1"];
  const rows = containers.runOnKernels(
    [image],
    releases.map((release) => ({ release })),
  );
  const windows = containers.applicationImage({ name: "Windows", system: "windows" });
  const refused = containers.runOnKernels([windows], [{ release: "4.13" }])[0]!;
  const kernel = new containers.Kernel({ release: "4.13" });
  for (const name of ["ubuntu", "centos"])
    containers.runContainer(kernel, { name, root: containers.emptyTree(), command: containers.tellKernel });
  kernel.run();
  return [
    {
      id: "K4/many-kernels",
      ...kernels,
      statement: "Distributions can work with many different kernels",
      stated: releases.length,
      computed: rows.filter(({ runs }) => runs).length,
      unit: `of the kernels ${releases.join(", ")}`,
      note: "Up to a point: a distribution whose C library or programs need a newer kernel does not run on an older one.",
    },
    {
      id: "K4/same-kernel",
      source: "Containers and Distros",
      date: "2018",
      tolerance: 0,
      statement: "Each container can have its own distribution; must share the same host kernel",
      stated: "Linux 4.13, Linux 4.13",
      computed: kernel.console.text.trim().split("\n").join(", "),
    },
    {
      id: "K4/other-system",
      ...kernels,
      statement: "What the shared kernel cannot run: programs of another system",
      stated: "ENOEXEC",
      computed: refused.reason,
    },
  ];
}

/** A base image and an application on it. */
function ofPackaging(): Statement[] {
  const store = new containers.BlobStore();
  const image = containers.baseImage(store, "alpine");
  const kinds = containers.imageContents(store, image);
  const has = (kind: containers.FileKind) => kinds.some((row) => row.kind === kind && row.files > 0);
  const included = (["libraries", "configuration", "programs"] as const).filter(has);
  return [
    {
      id: "K5/includes",
      ...packaging,
      statement: "Container image includes: Linux distribution base files, dependency libs/utils, configuration files",
      stated: "libraries, configuration, programs",
      computed: included.join(", "),
    },
    {
      id: "K5/no-kernel",
      ...packaging,
      statement: "Does not include …? (the kernel)",
      stated: 0,
      computed: containers.kernelFiles(store, image).length,
      unit: "files of a kernel in a base image",
    },
    ofInheritance(),
  ];
}

/** The lecture's stack, with the host's files at the bottom. */
function ofInheritance(): Statement {
  const rows = containers.layerTable(containers.lectureLayers().layers);
  const owner = rows.find(({ path, state }) => path === "/etc/resolv.conf" && state === "shown");
  return {
    id: "K5/inherit-from-host",
    ...packaging,
    statement: "Can inherit files/libraries from host to reduce size of the container package!",
    stated: "Host FS",
    computed: owner?.layer,
    note: "The layer from which a container reads /etc/resolv.conf. Images that rely on it run on such hosts alone; today's bring all their files.",
  };
}

/** Two containers on the layers of one image. */
function ofLayers(): Statement[] {
  const base = treeOf({ "/lib/libc.so": "c", "/etc/motd": "hello" });
  const uppers = [new containers.MemoryFileSystem(), new containers.MemoryFileSystem()];
  const [one, other] = uppers.map((upper) =>
    containers.FileCalls.on(new containers.OverlayFileSystem({ lower: [base], upper })),
  );
  one!.writeFile("/etc/motd", "mine");
  const read = (calls: containers.FileCalls) => containers.valueOf(calls.readText("/etc/motd"), "read");
  const inUppers = uppers.flatMap((upper) => filesOf(upper));
  return [
    {
      id: "K6/shared-layers",
      ...files,
      statement: "Several containers can use the same FS layers",
      stated: 2,
      computed: [one!, other!].filter((calls) => calls.readText("/lib/libc.so").type === "done").length,
      unit: "containers that read a library of one layer",
      note: "Neither has a copy of it.",
    },
    ofVolumes(),
    {
      id: "K6/own-version",
      ...files,
      statement: "Copy on Write – each container thinks it has its own version of the FS",
      stated: "mine, hello",
      computed: [one!, other!].map(read).join(", "),
    },
    {
      id: "K6/only-written-files",
      ...files,
      statement: "Only duplicate the specific files … that are written to",
      stated: "/etc/motd",
      computed: inUppers.join(", "),
      note: "Files in the upper layers of both containers after one of them wrote to one of two files.",
    },
  ];
}

/** A directory of the host, in two containers. */
function ofVolumes(): Statement {
  const kernel = new containers.Kernel();
  const say: containers.Program = function* (sys, args) {
    const fd = yield* sys.open("/data/log", ["O_CREAT", "O_APPEND", "O_RDWR"], 0o644);
    if (fd.type === "failed") return 1;
    yield* sys.write(fd.value, `${args[0]} `);
    return 0;
  };
  kernel.start(function* (sys) {
    yield* sys.mkdir("/srv");
    return 0;
  });
  kernel.run();
  for (const name of ["one", "two"]) {
    const volumes = [{ source: "/srv", target: "/data" }];
    containers.runContainer(kernel, { name, root: containers.emptyTree(), command: say, volumes });
    kernel.run();
  }
  const host = kernel.start(function* (sys) {
    const fd = yield* sys.open("/srv/log");
    if (fd.type === "failed") return 1;
    const text = yield* sys.read(fd.value);
    yield* sys.write(1, text.type === "done" ? text.value : text.error);
    return 0;
  });
  kernel.run();
  return {
    id: "K6/host-data",
    ...files,
    statement: "Read/Write – allow multiple containers to manipulate data on host FS",
    stated: "one two",
    computed: host.ending?.exitCode === 0 ? kernel.console.text.trim() : "no file",
    note: "What the host finds in a file to which two containers wrote, through a volume.",
  };
}

function treeOf(contents: Readonly<Record<string, string>>): containers.MemoryFileSystem {
  const tree = new containers.MemoryFileSystem();
  const calls = containers.FileCalls.on(tree);
  for (const directory of ["/lib", "/etc"]) calls.mkdir(directory);
  for (const [path, text] of Object.entries(contents)) calls.writeFile(path, text);
  return tree;
}

/** Paths of the files of a tree. */
function filesOf(tree: containers.FileSystem): string[] {
  return containers.listTree(tree).flatMap(({ path, type }) => (type === "file" ? [`/${path}`] : []));
}

/** A byte of a file of a mebibyte is written, by file and by block. */
function ofCopies(): Statement {
  const [row] = containers.copyCosts({ fileBytes: [2 ** 20], patterns: ["one byte"] });
  const { byBlockBytes, byFileBytes } = row!;
  return {
    id: "K6/data-blocks",
    ...files,
    statement: "Only duplicate the specific … (data blocks) that are written to",
    stated: "blocks",
    computed: byBlockBytes < byFileBytes / 10 ? "blocks" : "files",
    note: `Of a file of 1 MiB in which one byte is written, a snapshot of blocks duplicates ${byBlockBytes} bytes; a union file system, which Docker uses by default, the whole file (${byFileBytes}).`,
  };
}
