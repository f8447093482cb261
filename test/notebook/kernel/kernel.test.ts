import test from "ava";
import { DirectClient, execute, ofType, resultText, streamText } from "./client";

const client = new DirectClient();
test.after.always(() => client.close());

const types = (messages: { header: { msg_type: string } }[]): string[] => messages.map(({ header }) => header.msg_type);

test.serial("a cell is told in the protocol's order: busy, input, outputs, result, idle", async (t) => {
  const done = await execute(client, 'console.log("hello"); 6 * 7');
  t.deepEqual(types(done.published), ["status", "execute_input", "stream", "execute_result", "status"]);
  t.is(done.reply["status"], "ok");
  t.deepEqual(done.reply["payload"], []);
  t.is(resultText(done), "42");
  t.is(streamText(done), "hello\n");
});

test.serial("kernel_info names TypeScript by its own media type and the protocol's version", async (t) => {
  const { reply } = await client.request("kernel_info_request", {});
  t.is(reply["protocol_version"], "5.4");
  t.like(reply["language_info"], {
    name: "typescript",
    mimetype: "application/typescript",
    file_extension: ".ts",
    version: "5.0.4",
  });
});

test.serial("stdout and stderr arrive as such, in the order in which they were written", async (t) => {
  const done = await execute(
    client,
    'console.log("a"); console.error("b"); process.stdout.write("c"); console.log("d")',
  );
  t.deepEqual(
    ofType(done, "stream").map(({ name, text }) => [name, text]),
    [
      ["stdout", "a\n"],
      ["stderr", "b\n"],
      ["stdout", "cd\n"],
    ],
  );
});

test.serial("undefined is no result, null is one", async (t) => {
  t.is(resultText(await execute(client, "undefined")), undefined);
  t.is(resultText(await execute(client, "null")), "null");
  t.is(resultText(await execute(client, "const noValue = 1")), undefined);
});

test.serial("a promise that is not awaited is shown, not awaited", async (t) => {
  t.is(resultText(await execute(client, "new Promise<void>(() => undefined)")), "Promise { <pending> }");
});

test.serial("names may be declared again, with another type", async (t) => {
  t.is(resultText(await execute(client, "const again = 1; again + 1")), "2");
  t.is(resultText(await execute(client, 'const again = "x"; again + again')), "'xx'");
  t.is(resultText(await execute(client, "function again2() { return 1 } again2()")), "1");
  t.is(resultText(await execute(client, "class again2 { x = 5 } new again2().x")), "5");
});

test.serial("top-level await works, also between declarations that later cells use", async (t) => {
  await execute(
    client,
    "const slow = await new Promise<number>((resolve) => setTimeout(() => resolve(7), 1)); const next = slow + 1;",
  );
  t.is(resultText(await execute(client, "slow + next")), "15");
});

test.serial("an error carries name, message and a trace in the cell's own lines", async (t) => {
  const done = await execute(
    client,
    "function fill(n: number): never {\n  throw new RangeError(`no room for ${n}`);\n}\n\nfill(3);",
  );
  t.like(done.reply, { status: "error", ename: "RangeError", evalue: "no room for 3" });
  const trace = (done.reply["traceback"] as string[]).join("\n");
  const cell = `In[${done.reply["execution_count"] as number}]`;
  t.true(trace.includes(`at fill (${cell}:2:9)`), trace);
  t.true(trace.includes(`at ${cell}:5:1`), trace);
  t.true(trace.includes("throw new RangeError"), trace);
  t.false(trace.includes("node:"), trace);
  t.deepEqual(types(done.published), ["status", "execute_input", "error", "status"]);
});

test.serial("an error in an earlier cell's function names that cell", async (t) => {
  const first = await execute(client, "const thrower = () => {\n\n  throw new Error('deep');\n};");
  const second = await execute(client, "thrower()");
  const trace = (second.reply["traceback"] as string[]).join("\n");
  t.true(trace.includes(`In[${first.reply["execution_count"] as number}]:3:9`), trace);
  t.true(trace.includes(`In[${second.reply["execution_count"] as number}]:1:1`), trace);
});

test.serial("a type error names the line, shows it, and runs nothing", async (t) => {
  const done = await execute(client, 'console.log("ran");\nconst wrong: string = 1;');
  t.is(done.reply["ename"], "CompileError");
  t.true(String(done.reply["evalue"]).includes(":2:7 - Type 'number' is not assignable to type 'string'."));
  t.is(streamText(done), "");
});

test.serial("anything can be thrown", async (t) => {
  t.like((await execute(client, "throw 5")).reply, { ename: "Thrown", evalue: "5" });
  t.like((await execute(client, "throw undefined")).reply, { ename: "Thrown", evalue: "undefined" });
  const evil = "throw Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('no'); } })";
  t.is((await execute(client, evil)).reply["status"], "error");
});

test.serial("a rejection that nobody handles fails the cell that caused it", async (t) => {
  const done = await execute(client, 'void Promise.reject(new TypeError("lost")); 1');
  t.like(done.reply, { status: "error", ename: "TypeError", evalue: "lost" });
});

test.serial("a rejection after the cell's end is told to that cell, not to the one that runs", async (t) => {
  const late = new Promise<string>((resolve) => {
    client.exchanges.onStray = (message) => {
      if (message.header.msg_type === "error") resolve(String(message.content["evalue"]));
    };
  });
  // The first cell's timer waits for the second cell, so that its rejection cannot come before the first one's end.
  const waits = "const gate = { isOpen: false }; const timer = setInterval(() => { if (!gate.isOpen) return; ";
  const fails = 'clearInterval(timer); void Promise.reject(new Error("late")); }, 5); undefined';
  const first = await execute(client, waits + fails);
  t.is(first.reply["status"], "ok");
  const second = await execute(
    client,
    "gate.isOpen = true; await new Promise((resolve) => setTimeout(resolve, 100)); 2",
  );
  t.is(second.reply["status"], "ok");
  t.is(await late, "late");
});

test.serial("process.exit ends the cell with a sentence, and the variables stay", async (t) => {
  await execute(client, "const kept = 11");
  const done = await execute(client, "process.exit(3)");
  t.is(done.reply["ename"], "Exit");
  t.is(resultText(await execute(client, "kept")), "11");
});

test.serial("silent publishes nothing but its state, and counts nothing", async (t) => {
  const before = (await execute(client, "0")).reply["execution_count"] as number;
  const done = await execute(client, 'console.log("quiet"); 5', { silent: true });
  t.deepEqual(types(done.published), ["status", "status"]);
  t.is((await execute(client, "0")).reply["execution_count"], before + 1);
});

test.serial("store_history false runs and shows, but does not count", async (t) => {
  const before = (await execute(client, "0")).reply["execution_count"] as number;
  const done = await execute(client, '"unstored"', { store_history: false });
  t.is(resultText(done), "'unstored'");
  t.is(done.reply["execution_count"], before);
  const { reply } = await client.request("history_request", { hist_access_type: "search", pattern: "*unstored*" });
  t.deepEqual(reply["history"], []);
});

test.serial("user_expressions are evaluated after the cell, errors among them", async (t) => {
  const { reply } = await execute(client, "const base = 20", {
    user_expressions: { twice: "base * 2", wrong: "nowhere" },
  });
  const outcomes = reply["user_expressions"] as Record<string, { status: string; data?: unknown; ename?: string }>;
  t.deepEqual(outcomes["twice"], { status: "ok", data: { "text/plain": "40" }, metadata: {} } as never);
  t.is(outcomes["wrong"]!.status, "error");
});

test.serial(
  "cells that had arrived are aborted after an error, unless it was sent with stop_on_error false; later ones run",
  async (t) => {
    const aborted = await Promise.all([
      execute(client, "throw new Error('first')"),
      execute(client, "1"),
      execute(client, "2"),
    ]);
    t.deepEqual(
      aborted.map(({ reply }) => reply["status"]),
      ["error", "aborted", "aborted"],
    );
    t.is((await execute(client, "3")).reply["status"], "ok");
    const gone = await Promise.all([
      execute(client, "throw new Error('first')", { stop_on_error: false }),
      execute(client, "4"),
    ]);
    t.deepEqual(
      gone.map(({ reply }) => reply["status"]),
      ["error", "ok"],
    );
  },
);

test.serial("completes members and names, counting characters as Jupyter does", async (t) => {
  const member = await client.request("complete_request", { code: '"😀".toUpp', cursor_pos: 9 });
  t.like(member.reply, { status: "ok", matches: ["toUpperCase"], cursor_start: 4, cursor_end: 9 });
  await execute(client, "const completable = { inner: 1 }");
  const name = await client.request("complete_request", { code: "completab", cursor_pos: 9 });
  t.is((name.reply["matches"] as string[])[0], "completable");
});

test.serial("inspects a name: its type and its documentation", async (t) => {
  const { reply } = await client.request("inspect_request", { code: "Math.max", cursor_pos: 7 });
  t.true(reply["found"]);
  const text = (reply["data"] as Record<string, string>)["text/plain"]!;
  t.true(text.includes("max(...values: number[]): number"), text);
  t.true(text.includes("larger of a set"), text);
  t.is((await client.request("inspect_request", { code: "   ", cursor_pos: 1 })).reply["found"], false);
});

test.serial("knows whether a cell is complete", async (t) => {
  t.is((await client.request("is_complete_request", { code: "const a = 1;" })).reply["status"], "complete");
  t.like((await client.request("is_complete_request", { code: "for (;;) {" })).reply, {
    status: "incomplete",
    indent: "  ",
  });
});

test.serial("history: tail, range and search, with outputs", async (t) => {
  const { reply } = await execute(client, '"findMe" + 1');
  const line = reply["execution_count"] as number;
  const tail = await client.request("history_request", { hist_access_type: "tail", n: 1, output: true });
  t.deepEqual(tail.reply["history"], [[1, line, ['"findMe" + 1', "'findMe1'"]]]);
  const range = await client.request("history_request", {
    hist_access_type: "range",
    session: 0,
    start: line,
    stop: line + 1,
  });
  t.deepEqual(range.reply["history"], [[1, line, '"findMe" + 1']]);
  const found = await client.request("history_request", {
    hist_access_type: "search",
    pattern: "*findMe*",
    unique: true,
  });
  t.deepEqual(found.reply["history"], [[1, line, '"findMe" + 1']]);
});

test.serial("a display is one bundle of many types, and can be updated and cleared", async (t) => {
  const code = `import { clearOutput, display } from "strata";
const handle = display({ "text/html": "<b>1</b>", "text/plain": "1", "image/png": new Uint8Array([1, 2, 3]) });
handle.update({ "text/plain": "2" });
clearOutput(true);`;
  const done = await execute(client, code);
  t.is(done.reply["status"], "ok");
  const [shown] = ofType(done, "display_data");
  t.deepEqual(shown!["data"], { "text/html": "<b>1</b>", "text/plain": "1", "image/png": "AQID" });
  const [updated] = ofType(done, "update_display_data");
  t.deepEqual(updated!["transient"], shown!["transient"]);
  t.deepEqual(ofType(done, "clear_output"), [{ wait: true }]);
});

test.serial("an object that knows how to show itself is asked", async (t) => {
  const done = await execute(client, '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<i>me</i>" }) })');
  t.is((ofType(done, "execute_result")[0]!["data"] as Record<string, string>)["text/html"], "<i>me</i>");
});

test.serial("tslab's own display works", async (t) => {
  const done = await execute(client, 'import * as tslab from "tslab"; tslab.display.html("<u>x</u>")');
  t.deepEqual(ofType(done, "display_data")[0]!["data"], { "text/html": "<u>x</u>" });
});

test.serial("a cell asks for a line and gets it", async (t) => {
  client.exchanges.onStray = (message) => {
    if (message.header.msg_type !== "input_request") return;
    t.deepEqual(message.content, { prompt: "name? ", password: false });
    client.send("input_reply", { value: "Ada" }, "stdin");
  };
  const done = await execute(client, 'import { input } from "strata"; await input("name? ")', { allow_stdin: true });
  t.is(resultText(done), "'Ada'");
});

test.serial("an answer that is no text is no answer", async (t) => {
  client.exchanges.onStray = (message) => {
    if (message.header.msg_type === "input_request") client.send("input_reply", { value: 5 }, "stdin");
  };
  const done = await execute(client, 'import { input } from "strata"; await input("name? ")', { allow_stdin: true });
  t.is(done.reply["ename"], "EnvironmentError");
});

test.serial("where nobody can be asked, the question fails with a sentence", async (t) => {
  const done = await execute(client, 'import { input } from "strata"; await input("name? ")', { allow_stdin: false });
  t.like(done.reply, {
    ename: "EnvironmentError",
    evalue: "Nobody can be asked: whoever runs this cell takes no input.",
  });
});

test.serial("comms: the page opens, both send, the page closes", async (t) => {
  await execute(
    client,
    `import { onComm } from "strata";
onComm("echo", (comm, data) => { comm.send({ opened: data }); comm.onMessage = (said) => comm.send({ back: said }); comm.onClose = () => console.log("closed"); });`,
  );
  const opened = await client.request("comm_open", { comm_id: "c1", target_name: "echo", data: 1 });
  t.deepEqual(ofType(opened, "comm_msg"), [{ comm_id: "c1", data: { opened: 1 } }]);
  const info = await client.request("comm_info_request", { target_name: "echo" });
  t.deepEqual(info.reply["comms"], { c1: { target_name: "echo" } });
  const said = await client.request("comm_msg", { comm_id: "c1", data: "hi" });
  t.deepEqual(ofType(said, "comm_msg"), [{ comm_id: "c1", data: { back: "hi" } }]);
  const closed = await client.request("comm_close", { comm_id: "c1", data: {} });
  t.is(streamText(closed), "closed\n");
  t.deepEqual((await client.request("comm_info_request", {})).reply["comms"], {});
});

test.serial("a comm that nobody waits for is closed again", async (t) => {
  const opened = await client.request("comm_open", { comm_id: "c2", target_name: "nobody", data: {} });
  t.is(ofType(opened, "comm_close")[0]!["comm_id"], "c2");
});

test.serial("a request with a field of the wrong type is answered with the field's name", async (t) => {
  const { reply } = await client.request("execute_request", { code: 5 });
  t.is(reply["status"], "error");
  t.true(String(reply["evalue"]).includes("code"));
  t.is((await client.request("frobnicate_request", {})).reply["status"], "error");
});

test.serial("output of a million lines is cut with a sentence that counts, and ends with the last line", async (t) => {
  const done = await execute(client, "for (let i = 0; i < 1_000_000; i++) console.log(i)");
  const text = streamText(done);
  t.is(done.reply["status"], "ok");
  t.true(text.startsWith("0\n1\n2\n"));
  t.true(text.length < 2_200_000);
  t.regex(text, /\[Output cut: a cell may print 2,097,152 characters\./);
  const leftOut = Number(/\[… ([\d,]+) lines/.exec(text)![1]!.replaceAll(",", ""));
  const shown = text.slice(0, text.indexOf("\n[Output cut")).split("\n").length - 1;
  t.is(shown + leftOut, 1_000_000);
  t.true(text.endsWith("999999\n"));
});

test.serial("output in long single writes is cut too", async (t) => {
  const done = await execute(client, 'for (let i = 0; i < 40; i++) process.stdout.write("x".repeat(1_000_000))');
  t.true(streamText(done).length < 2_200_000);
  t.is(done.reply["status"], "ok");
});

const endless = [
  ["synchronous", "for (;;);"],
  ["after an await", "await null; for (;;);"],
  ["in a timer", "setTimeout(() => { for (;;); }, 1); await new Promise(() => undefined)"],
  ["in an interval", "setInterval(() => { for (;;); }, 1); await new Promise(() => undefined)"],
  ["that catches everything", "for (;;) { try { for (;;); } catch {} finally {} }"],
  ["of awaits", "for (;;) await null;"],
  ["that only waits", "await new Promise(() => undefined)"],
] as const;
for (const [what, code] of endless) {
  test.serial(
    `an endless loop ${what} is stopped; the kernel says that it lives on, or that it started over`,
    async (t) => {
      await execute(client, "const survivor = 5");
      const begun = client.exchanges.next("stream");
      const running = execute(client, `console.log("begun"); ${code}`);
      await begun;
      await client.request("interrupt_request", {}, "control");
      const { reply } = await running;
      const after = await execute(client, "survivor");
      if (reply["ename"] === "Interrupted") t.is(resultText(after), "5");
      else {
        t.is(reply["ename"], "KernelRestarted");
        t.is(after.reply["status"], "error");
      }
    },
  );
}

test.serial("an interrupt that comes before the cell has begun stops it as well", async (t) => {
  const running = execute(client, "for (;;);");
  await client.request("interrupt_request", {}, "control");
  t.is((await running).reply["status"], "error");
});

test.serial("a session that dies is replaced, and the cell says so", async (t) => {
  const done = await execute(client, 'process.kill(process.pid, "SIGKILL"); await new Promise(() => undefined)');
  t.is(done.reply["ename"], "KernelRestarted");
  t.regex(String(done.reply["evalue"]), /SIGKILL.*variables are lost.*new session/);
  t.is(resultText(await execute(client, "1 + 1")), "2");
});

test.serial("restart forgets variables and counts from 1", async (t) => {
  await execute(client, "const forgotten = 1");
  await client.kernel.restart();
  const done = await execute(client, "forgotten");
  t.is(done.reply["status"], "error");
  t.is(done.reply["execution_count"], 1);
});
