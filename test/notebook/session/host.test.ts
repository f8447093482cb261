import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import test from "ava";
import { SessionEnded, SessionHost } from "../../../lib/notebook/session";
import { PACKAGE_FOLDER, program } from "../../../lib/packageFolder";

test("a session ends with its host, also when the host is killed while a cell loops", async (t) => {
  const script = `
    const { SessionHost } = require(${JSON.stringify(program("notebook/session/host"))});
    const host = new SessionHost({ folder: process.cwd(), onEvent: () => console.log(host.pid) });
    void host.request({ type: "execute", id: "1", name: "In[1]", code: 'console.log("begun"); for (;;);' });`;
  const host = spawn(process.execPath, ["-e", script], { cwd: PACKAGE_FOLDER, stdio: ["ignore", "pipe", "inherit"] });
  const [printed] = (await once(host.stdout, "data")) as [Buffer];
  const session = Number(printed.toString());
  t.true(lives(session));
  host.kill("SIGKILL");
  while (lives(session)) await sleep(20); // the test's own time limit is the limit
  t.pass();
});

test("a request to a session that ends is answered with why", async (t) => {
  const host = new SessionHost({ folder: PACKAGE_FOLDER, onEvent: () => undefined });
  await host.ready;
  const asked = host.request({ type: "execute", id: "1", name: "In[1]", code: "await new Promise(() => undefined)" });
  host.kill(new SessionEnded("Enough."));
  await t.throwsAsync(asked, { instanceOf: SessionEnded, message: "Enough." });
  await t.throwsAsync(host.request({ type: "isComplete", code: "1" }), { instanceOf: SessionEnded });
  t.is(await host.interrupt(), "killed");
});

/** Whether the process runs: neither gone nor a zombie that nobody has waited for. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
