/** Against the real kernel: recorded/namespaces.json was written by `python3 recorded/namespaces.py` as root on Linux 6.18. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import {
  type CloneFlag,
  emptyTree,
  FileCalls,
  Kernel,
  type NamespaceKind,
  type Request,
  type Result,
  type SystemCalls,
} from "../../../../lib/containers";
import { cloneFlagOf } from "../../../../lib/containers/kernel/namespaces/namespace";

type Step = readonly [name: string, ...args: (string | number)[]];

const { cases } = JSON.parse(readFileSync(join(__dirname, "recorded/namespaces.json"), "utf8")) as {
  readonly cases: readonly { readonly steps: readonly Step[]; readonly answers: readonly string[] }[];
};

for (const { steps, answers } of cases)
  test(steps.map((step) => step.join(" ")).join("; "), (t) => t.deepEqual(replay(steps), answers));

/** The same steps in the small kernel. */
function replay(steps: readonly Step[]): string[] {
  const root = emptyTree();
  FileCalls.on(root).mkdir("/mnt");
  const kernel = new Kernel({ root });
  kernel.mountBasics();
  const answers: string[] = [];
  kernel.start(function* (sys) {
    for (const step of steps) {
      const answer = yield* perform(sys, step);
      answers.push(
        answer.type === "failed"
          ? answer.error
          : typeof answer.value === "number" && step[0] === "getuid"
            ? String(answer.value)
            : "done",
      );
    }
    return 0;
  });
  kernel.run();
  return answers;
}

function* perform(sys: SystemCalls, [name, ...args]: Step): Generator<Request, Result<unknown>, unknown> {
  const [first, second] = args;
  if (name === "setuid") return yield* sys.setuid(Number(first));
  if (name === "unshare") return yield* sys.unshare(args.map((kind): CloneFlag => cloneFlagOf[kind as NamespaceKind]));
  if (name === "getuid") return yield* sys.getuid();
  if (name === "sethostname") return yield* sys.sethostname(String(first));
  if (name === "setgroups") return yield* sys.setgroups([]);
  if (name === "mount") return yield* sys.mount("none", String(first), String(second));
  if (name === "fork") return yield* fork(sys);
  if (name === "setns" || name === "write") {
    const path = name === "setns" ? `/proc/self/ns/${first}` : String(first);
    const fd = yield* sys.open(path, name === "setns" ? [] : ["O_WRONLY"]);
    if (fd.type === "failed") return fd;
    return yield* name === "setns" ? sys.setns(fd.value) : sys.write(fd.value, String(second));
  }
  const socket = yield* sys.socket("AF_INET", "SOCK_STREAM");
  if (socket.type === "failed") return socket;
  if (name === "connect") return yield* sys.connect(socket.value, { address: "127.0.0.1", port: Number(first) });
  return yield* sys.bind(socket.value, { address: String(first), port: Number(second) });
}

function* fork(sys: SystemCalls): Generator<Request, Result<unknown>, unknown> {
  const child = yield* sys.clone(function* (own) {
    yield* own.getpid();
    return 0;
  });
  return child.type === "failed" ? child : yield* sys.wait4(child.value);
}
