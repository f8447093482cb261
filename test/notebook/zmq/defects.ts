import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import type { ZmqClient } from "../../../lib/notebook/zmq/client";
import { execute, ofType, resultText, streamText } from "../kernel/client";

/** What stock tslab 1.0.22 gets wrong: each check fails there and holds here. `folder` is where the kernel runs. */
export interface Defect {
  title: string;
  check: (client: ZmqClient, folder: string) => Promise<void>;
}

/** Lays out the folder that the kernels run in: a package that only its `exports` lead to, and a module beside and above. */
export function layOut(root: string): string {
  const folder = path.join(root, "notes", "deep");
  const write = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  };
  write("package.json", JSON.stringify({ name: "outer", exports: "./self.js", imports: { "#inner": "./inner.js" } }));
  write("self.js", "exports.self = 'self';");
  write("self.d.ts", "export declare const self: string;");
  write("inner.js", "exports.inner = 'inner';");
  write("inner.d.ts", "export declare const inner: string;");
  write(
    "node_modules/only-exports/package.json",
    JSON.stringify({ name: "only-exports", exports: { "./part": { types: "./out/p.d.ts", default: "./out/p.js" } } }),
  );
  write("node_modules/only-exports/out/p.js", "exports.part = 'part';");
  write("node_modules/only-exports/out/p.d.ts", "export declare const part: string;");
  write("above.ts", "export const above: string = 'above';\n");
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

export const DEFECTS: Defect[] = [
  {
    title: "600 writes in one synchronous cell all arrive, and then idle",
    check: async (client) => {
      const done = await execute(client, "for (let i = 0; i < 600; i++) { console.log(i); }");
      assert.equal(streamText(done).trim().split("\n").length, 600);
    },
  },
  {
    title: "a request right after an error is run",
    check: async (client) => {
      await execute(client, "throw new Error('first')");
      const next = await execute(client, "1 + 1");
      assert.equal(next.reply["status"], "ok");
    },
  },
  {
    title: "input is published before the output",
    check: async (client) => assert.equal(ofType(await execute(client, "1"), "execute_input").length, 1),
  },
  {
    title: "a value is a result, not printed text",
    check: async (client) => {
      const done = await execute(client, "6 * 7");
      assert.equal(resultText(done), "42");
      assert.equal(streamText(done), "");
    },
  },
  {
    title: "an error is published and replied with name, message and trace",
    check: async (client) => {
      const done = await execute(client, "throw new RangeError('bad')");
      assert.equal(ofType(done, "error").length, 1);
      assert.equal(done.reply["ename"], "RangeError");
      assert.equal(done.reply["evalue"], "bad");
      assert.ok(Array.isArray(done.reply["traceback"]));
    },
  },
  {
    title: "history is answered",
    check: async (client) => {
      await execute(client, "7");
      const { reply } = await client.request("history_request", { hist_access_type: "tail", n: 1 });
      assert.equal((reply["history"] as unknown[]).length, 1);
    },
  },
  {
    title: "comm_info is answered as such",
    check: async (client) => assert.equal((await client.request("comm_info_request", {})).reply["status"], "ok"),
  },
  {
    title: "interrupt is answered on the control channel",
    check: async (client) =>
      assert.equal((await client.request("interrupt_request", {}, "control")).reply["status"], "ok"),
  },
  {
    title: "silent counts nothing and shows nothing",
    check: async (client) => {
      const before = (await execute(client, "0")).reply["execution_count"];
      const quiet = await execute(client, 'console.log("x")', { silent: true });
      assert.equal(streamText(quiet), "");
      assert.equal((await execute(client, "0")).reply["execution_count"], (before as number) + 1);
    },
  },
  {
    title: "store_history false does not count",
    check: async (client) => {
      const before = (await execute(client, "0")).reply["execution_count"];
      assert.equal((await execute(client, "0", { store_history: false })).reply["execution_count"], before);
    },
  },
  {
    title: "user_expressions are evaluated",
    check: async (client) => {
      const { reply } = await execute(client, "0", { user_expressions: { sum: "1 + 2" } });
      assert.equal((reply["user_expressions"] as Record<string, { status: string }>)["sum"]?.status, "ok");
    },
  },
  {
    title: "the language is TypeScript by media type and compiler version",
    check: async (client) => {
      const info = (await client.request("kernel_info_request", {})).reply["language_info"] as Record<string, unknown>;
      assert.equal(info["mimetype"], "application/typescript");
      assert.equal(info["version"], "5.0.4");
      assert.notEqual(JSON.stringify(info["codemirror_mode"]).includes("javascript"), true);
    },
  },
  {
    title: "an object that knows how is displayed, in several media types at once",
    check: async (client) => {
      const done = await execute(
        client,
        '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) })',
      );
      assert.deepEqual(ofType(done, "execute_result")[0]?.["data"], { "text/html": "<b>1</b>", "text/plain": "1" });
    },
  },
  {
    title: "an unhandled rejection is a failure",
    check: async (client) => {
      const done = await execute(client, 'void Promise.reject(new Error("lost"));');
      assert.equal(done.reply["status"], "error");
    },
  },
  {
    title: "cells are checked strictly",
    check: async (client) => {
      const done = await execute(client, "const nothing: string = null;");
      assert.equal(done.reply["status"], "error");
    },
  },
  {
    title: "a package that only its exports lead to is found",
    check: async (client) => {
      const done = await execute(client, 'import { part } from "only-exports/part"; part.length');
      assert.equal(done.reply["status"], "ok");
    },
  },
  {
    title: "the package around the notebook is found by its own name",
    check: async (client) =>
      assert.equal((await execute(client, 'import { self } from "outer"; self.length')).reply["status"], "ok"),
  },
  {
    title: "imports by #name are found",
    check: async (client) =>
      assert.equal((await execute(client, 'import { inner } from "#inner"; inner.length')).reply["status"], "ok"),
  },
  {
    title: "a TypeScript file above the notebook's folder is imported",
    check: async (client) => {
      const done = await execute(client, 'import { above } from "../../above.ts"; above.length');
      assert.equal(done.reply["status"], "ok");
      assert.equal(resultText(done), "5");
    },
  },
  {
    title: "a loop after an await is stopped by an interrupt",
    check: async (client) => {
      const running = execute(client, "await Promise.resolve(); for (;;) {}");
      await client.request("interrupt_request", {}, "control");
      assert.equal((await running).reply["status"], "error");
    },
  },
  {
    title: "process.exit does not kill the kernel",
    check: async (client) => {
      await execute(client, "process.exit(0)");
      assert.equal((await execute(client, "1")).reply["status"], "ok");
    },
  },
];
