import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { installKernelspec } from "../../lib/notebook/zmq";
import { PACKAGE_FOLDER } from "../../lib/packageFolder";
import { hasTool, PYTHON, pythonHas } from "../support/tools";

test("nbclient, nbconvert and stock JupyterLab's server run the kernel by its kernelspec", async (t) => {
  if (
    !hasTool(t, "Python with nbclient, nbconvert and JupyterLab", () =>
      pythonHas("nbclient", "nbconvert", "jupyterlab"),
    )
  )
    return;
  const prefix = fs.mkdtempSync(path.join(os.tmpdir(), "strata-jupyter-"));
  t.teardown(() => fs.rmSync(prefix, { recursive: true, force: true }));
  installKernelspec(prefix);
  const child = spawn(PYTHON, [path.join(PACKAGE_FOLDER, "test/jupyter/interop.py"), PACKAGE_FOLDER], {
    env: {
      ...process.env,
      JUPYTER_PATH: path.join(prefix, "share", "jupyter"),
      JUPYTER_CONFIG_DIR: path.join(prefix, "config"),
    },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += String(chunk)));
  const [status] = (await once(child, "close")) as [number | null];
  for (const line of printed.split("\n").filter((one) => /^(ok|FAILED) /.test(one))) t.log(line);
  t.is(status, 0, printed);
});
