import test from "ava";
import fc from "fast-check";
import {
  applicationImage,
  executableBytes,
  FileCalls,
  Kernel,
  MemoryFileSystem,
  releaseOfCall,
  runContainer,
  runOnKernels,
  systemCallsOf,
} from "../../../../lib/containers";

const images = [
  applicationImage({ name: "old", oldestKernel: "2.6.9" }),
  applicationImage({ name: "middle", oldestKernel: "2.6.32", systemCalls: ["accept4"] }),
  applicationImage({ name: "new", oldestKernel: "3.2", systemCalls: ["getrandom", "statx|stat"] }),
  applicationImage({ name: "windows", system: "windows" }),
  applicationImage({ name: "arm", architecture: "arm64" }),
];
const releases = ["2.6.18", "3.5", "4.13", "6.1"];
const rows = runOnKernels(
  images,
  releases.map((release) => ({ release })),
);

const expected: Record<string, string[]> = {
  old: ["", "", "", ""],
  middle: ["FATAL: kernel too old", "", "", ""],
  new: ["FATAL: kernel too old", "/bin/application: getrandom: Function not implemented", "", ""],
  windows: ["ENOEXEC", "ENOEXEC", "ENOEXEC", "ENOEXEC"],
  arm: ["ENOEXEC", "ENOEXEC", "ENOEXEC", "ENOEXEC"],
};
for (const [image, reasons] of Object.entries(expected))
  test(`the ${image} image on kernels ${releases.join(", ")}`, (t) => {
    const own = rows.filter((row) => row.image === image);
    t.deepEqual(
      own.map(({ reason }) => reason),
      reasons,
    );
    t.true(own.every(({ runs, reason }) => runs === (reason === "")));
  });

test("an image shows its own distribution and the host's kernel", (t) => {
  t.is(rows.find(({ image, release }) => image === "old" && release === "6.1")!.stdout, "old on kernel 6.1\n");
});

test("an image for the other architecture runs on a kernel for it", (t) => {
  t.true(runOnKernels([images[4]!], [{ release: "6.1", architecture: "arm64" }])[0]!.runs);
});

test("a program that can do without a new call runs on the old kernel", (t) => {
  const [row] = runOnKernels([applicationImage({ name: "x", systemCalls: ["statx|stat"] })], [{ release: "3.5" }]);
  t.true(row!.runs);
});

const broken: [what: string, change: (files: FileCalls) => void, reason: RegExp][] = [
  ["without its dynamic linker", (files) => files.unlink("/lib64/ld-linux-x86-64.so.2"), /^ENOENT$/],
  ["without its C library", (files) => files.unlink("/lib/libc.so.6"), /libc\.so\.6: cannot open shared object file/],
  ["without the right to execute", (files) => files.chmod("/bin/application", 0o644), /^EACCES$/],
  ["that is plain text", (files) => files.writeFile("/bin/application", "hello"), /^ENOEXEC$/],
  ["whose interpreter is not there", (files) => files.writeFile("/bin/application", "#!/bin/nosuch\n"), /^ENOENT$/],
  ["that is its own interpreter", (files) => files.writeFile("/bin/application", "#!/bin/application\n"), /^ELOOP$/],
  ["that is a directory", (files) => (files.unlink("/bin/application"), files.mkdir("/bin/application")), /^EACCES$/],
  [
    "whose program nobody knows",
    (files) =>
      files.writeFile("/bin/application", executableBytes({ program: "?", system: "linux", architecture: "amd64" })),
    /^ENOEXEC$/,
  ],
];
for (const [what, change, reason] of broken)
  test(`an application ${what} fails as on Linux`, (t) => {
    const image = applicationImage({ name: "x" });
    change(FileCalls.on(image.root));
    t.regex(runOnKernels([image], [{ release: "6.1" }])[0]!.reason, reason);
  });

test("a container's image does not choose the kernel", (t) => {
  const root = new MemoryFileSystem();
  for (const directory of ["/proc", "/dev"]) FileCalls.on(root).mkdir(directory);
  const kernel = new Kernel({ release: "5.10" });
  runContainer(kernel, {
    name: "c",
    root,
    command: function* (sys) {
      const name = yield* sys.uname();
      yield* sys.write(1, name.type === "done" ? name.value.release : "");
      return 0;
    },
  });
  kernel.run();
  t.is(kernel.console.text, "5.10");
});

const versions: [call: string, release: string][] = [
  ["unshare", "2.6.16"],
  ["setns", "3.0"],
  ["getrandom", "3.17"],
  ["seccomp", "3.17"],
  ["copy_file_range", "4.5"],
  ["statx", "4.11"],
  ["io_uring_setup", "5.1"],
  ["clone3", "5.3"],
  ["openat2", "5.6"],
];
for (const [call, release] of versions) test(`${call} came with ${release}`, (t) => t.is(releaseOfCall(call), release));

test("later kernels have all calls of earlier ones, but for the few that were taken out", (t) => {
  const gone = new Set(["_sysctl", "nfsservctl", "getdtablesize"]);
  const series = ["2.6.18", "2.6.32", "3.5", "3.10", "4.7", "4.13", "5.4", "5.14"];
  fc.assert(
    fc.property(fc.nat(series.length - 1), fc.nat(series.length - 1), (a, b) => {
      const [early, late] = [series[Math.min(a, b)]!, series[Math.max(a, b)]!];
      const has = new Set(systemCallsOf(late));
      t.deepEqual(
        systemCallsOf(early).filter((call) => !has.has(call) && !gone.has(call)),
        [],
      );
    }),
    { seed: 5, numRuns: 40 },
  );
  t.true(systemCallsOf("6.1").length > 350);
});

test("a kernel too old for a kind of namespace refuses it", (t) => {
  const kernel = new Kernel({ release: "3.5" });
  kernel.start(function* (sys) {
    for (const flag of ["CLONE_NEWUTS", "CLONE_NEWUSER", "CLONE_NEWCGROUP"] as const) {
      const answer = yield* sys.unshare([flag]);
      yield* sys.write(1, `${flag} ${answer.type === "failed" ? answer.error : "done"}\n`);
    }
    return 0;
  });
  kernel.run();
  t.is(kernel.console.text, "CLONE_NEWUTS done\nCLONE_NEWUSER EINVAL\nCLONE_NEWCGROUP EINVAL\n");
});
