import test from "ava";
import { datasets } from "../../../lib";
import {
  applyLayer,
  BlobStore,
  baseImage,
  type Distribution,
  type DistributionName,
  distributions,
  distributionTree,
  kernelFiles,
  MemoryFileSystem,
  packageManagers,
  runCommand,
  standardPrograms,
} from "../../../lib/containers";

const names = Object.keys(distributions) as DistributionName[];
const linux = names.filter((name) => distributions[name].system === "linux");
const rootOf = (name: DistributionName) => {
  const root = new MemoryFileSystem();
  applyLayer(root, distributionTree(name));
  return root;
};
const environment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };

for (const name of names)
  test(`${name}: the compressed base layer is as large as it should be, within 2%, and holds no kernel`, (t) => {
    const store = new BlobStore();
    const image = baseImage(store, name);
    const bytes = image.manifest.layers[0]!.size * 64;
    t.true(Math.abs(bytes / distributions[name].compressedBytes - 1) < 0.02, String(bytes));
    t.deepEqual(kernelFiles(store, image), []);
  });

test("sizes that are called published are those of the published table", (t) => {
  const rows = datasets.imageLayers().filter(({ layerIndex }) => layerIndex === 0);
  const bottom = (image: string): number => rows.find((row) => row.image === image)!.compressedBytes;
  t.is<number, number>(distributions.debian.compressedBytes, bottom("python:3.11.1-bullseye"));
  t.is<number, number>(distributions.debianSlim.compressedBytes, bottom("nginx:1.23"));
  t.is<number, number>(distributions.alpine.compressedBytes, bottom("nginx:1.23-alpine"));
  t.deepEqual(
    names.filter((name) => distributions[name].size === "published"),
    ["debian", "debianSlim", "alpine"],
  );
});

for (const name of linux)
  test(`${name}: its shell and tools run, tell the distribution from its files, and the kernel from the host`, (t) => {
    const { stdout, stderr } = runCommand({
      root: rootOf(name),
      argv: ["sh", "-c", "head -n 1 /etc/os-release; uname -r; ls /bin | wc -l"],
      environment,
      kernel: { release: "5.10" },
    });
    t.is(stdout.replace(/\s+\d+\s*$/, ""), `NAME="${distributions[name].name}"\n5.10`);
    t.is(stderr, "");
  });

test("a distribution runs on kernels that its C library agrees to, old distributions on new ones", (t) => {
  const run = (name: DistributionName, release: string) =>
    runCommand({ root: rootOf(name), argv: ["true"], environment, kernel: { release } });
  t.is(run("centos6", "6.1").exitCode, 0);
  t.is(run("centos6", "2.6.32").exitCode, 0);
  t.is(run("alpine", "2.6.32").exitCode, 0);
  t.deepEqual([run("debian", "2.6.32").exitCode, run("debian", "2.6.32").stderr], [127, "FATAL: kernel too old\n"]);
});

test("a Windows base does not run on Linux", (t) => {
  const { exitCode, stderr } = runCommand({ root: rootOf("windows"), argv: ["/Files/Windows/System32/cmd.exe"] });
  t.is(exitCode, 126);
  t.regex(stderr, /Exec format error/);
});

test("package managers install packages with what they need, once, each in its own words", (t) => {
  const programs = { ...standardPrograms, ...packageManagers() };
  for (const name of linux) {
    const { packageManager }: Distribution = distributions[name];
    const action = packageManager === "apk" ? "add" : "install";
    const root = rootOf(name);
    const install = (what: string) =>
      runCommand({ root, argv: [packageManager!, action, "-y", what], environment, kernel: { programs } });
    t.is(install("nginx").stdout, "Setting up libssl\nSetting up nginx\n");
    t.is(install("nginx").stdout, "");
    t.is(install("python3").stdout, "Setting up python3\n");
    t.is(install("none").exitCode > 0, true);
    t.is(runCommand({ root, argv: ["cat", "/var/lib/installed"], environment }).stdout, "libssl\nnginx\npython3\n");
  }
});

test("a scale that is no scale is refused", (t) => {
  t.throws(() => distributionTree("alpine", { scale: 0 }), { message: /scale/ });
});
