import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { PACKAGE_FOLDER } from "../lib/packageFolder";

const setup = path.join(PACKAGE_FOLDER, "lib", "setup.cjs");

for (const version of ["18.20.0", "20.18.3"]) {
  test(`Node ${version} is told apart as too old, in one sentence`, (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strata-setup-"));
    t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
    const pretend = path.join(folder, "pretend.cjs");
    fs.writeFileSync(
      pretend,
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
    );
    const told = spawnSync(process.execPath, ["-r", pretend, setup, "start"], { encoding: "utf8" });
    t.is(told.status, 1);
    t.is(
      told.stderr,
      `Strata needs Node 20.19 or later; this is Node ${version}. Get a current one from nodejs.org.\n`,
    );
  });
}

test("an unknown step is refused with the steps that there are", (t) => {
  const told = spawnSync(process.execPath, [setup, "frobnicate"], { encoding: "utf8" });
  t.is(told.status, 1);
  t.is(told.stderr, "Expected start, test, build or check, got frobnicate.\n");
});
