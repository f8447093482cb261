import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { installKernelspec, kernelspecFolder, uninstallKernelspec } from "../../../lib/notebook/zmq";
import { address, readConnectionFile } from "../../../lib/notebook/zmq/connectionFile";
import { PACKAGE_FOLDER, program } from "../../../lib/packageFolder";

function temporaryFolder(t: { teardown(work: () => void): void }): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strata-spec-"));
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("installs what Jupyter needs, and removes it again", (t) => {
  const prefix = temporaryFolder(t);
  const folder = installKernelspec(prefix);
  const spec = JSON.parse(fs.readFileSync(path.join(folder, "kernel.json"), "utf8")) as {
    argv: string[];
    interrupt_mode: string;
  };
  t.is(folder, path.join(prefix, "share", "jupyter", "kernels", "strata"));
  t.is(spec.interrupt_mode, "message");
  t.deepEqual(spec.argv.slice(1), ["{resource_dir}/launch.cjs", "{connection_file}"]);
  uninstallKernelspec(prefix);
  t.false(fs.existsSync(folder));
  t.throws(() => uninstallKernelspec(prefix), { message: /No kernelspec is installed/ });
});

test("the folder can be moved: its launcher still finds the library", (t) => {
  const prefix = temporaryFolder(t);
  const moved = path.join(prefix, "moved");
  fs.renameSync(installKernelspec(prefix), moved);
  const told = spawnSync(process.execPath, [path.join(moved, "launch.cjs"), path.join(prefix, "none.json")], {
    encoding: "utf8",
  });
  t.regex(told.stderr, /none\.json is no Jupyter connection file/);
});

test("a launcher whose library is gone looks from the notebook's folder, and else says what to do", (t) => {
  const prefix = temporaryFolder(t);
  const file = path.join(installKernelspec(prefix), "launch.cjs");
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(program("cli"), path.join(prefix, "gone.js")));
  const inside = spawnSync(process.execPath, [file, "none.json"], {
    encoding: "utf8",
    cwd: path.join(PACKAGE_FOLDER, "notebooks"),
  });
  t.regex(inside.stderr, /none\.json is no Jupyter connection file/);
  const outside = spawnSync(process.execPath, [file, "none.json"], { encoding: "utf8", cwd: prefix });
  t.regex(outside.stderr, /Run: strata kernel install/);
  t.is(outside.status, 1);
});

test("the folder for this user follows JUPYTER_DATA_DIR", (t) => {
  const printed = execFileSync(process.execPath, [program("cli"), "kernel", "install"], {
    encoding: "utf8",
    env: { ...process.env, JUPYTER_DATA_DIR: path.join(temporaryFolder(t), "data") },
  });
  t.regex(printed, /data.kernels.strata/);
  t.true(path.isAbsolute(kernelspecFolder()));
});

test("a connection file that is none is refused with what is wrong", (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, "c.json");
  fs.writeFileSync(file, JSON.stringify({ shell_port: "x" }));
  t.throws(() => readConnectionFile(file), { message: /c\.json is no Jupyter connection file: shell_port/ });
  fs.writeFileSync(file, JSON.stringify({ shell_port: 1, control_port: 2, iopub_port: 3, stdin_port: 4, hb_port: 5 }));
  t.is(address(readConnectionFile(file), "hb"), "tcp://127.0.0.1:5");
});
