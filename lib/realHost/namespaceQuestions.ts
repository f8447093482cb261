/**
 * The same questions about namespaces, asked inside the small kernel and inside the real one.
 *
 * @packageDocumentation
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Kernel, type Program, valueOf } from "../containers";
import { runInNamespaces } from "./inNamespaces";
import { withFolder } from "./kernelAllows";

/** What was found out, each as a few words. */
export interface NamespaceAnswers {
  readonly "number of the first process inside": string;
  readonly "processes that it sees": string;
  readonly "host name inside, after a change": string;
  readonly "the change is seen outside": string;
  readonly "a file on a mount made inside is seen outside": string;
  readonly "network interfaces inside": string;
  readonly "a message queue of outside is seen inside": string;
}

/** What the small kernel answers. */
export function askModel(): NamespaceAnswers {
  const kernel = new Kernel({ hostname: "outside" });
  const found: Record<string, string> = {};
  const inside: Program = function* (sys) {
    found["pid"] = String(valueOf(yield* sys.getpid(), "getpid"));
    yield* sys.mount("proc", "/proc", "proc");
    const names = valueOf(yield* sys.getdents64(valueOf(yield* sys.open("/proc"), "open")), "getdents64");
    found["processes"] = String(names.filter(({ name }) => /^\d+$/.test(name)).length);
    yield* sys.sethostname("inside");
    found["name"] = valueOf(yield* sys.uname(), "uname").nodename;
    valueOf(yield* sys.mount("none", "/data", "tmpfs"), "mount");
    valueOf(yield* sys.open("/data/file", ["O_CREAT", "O_WRONLY"]), "open");
    found["links"] = valueOf(yield* sys.links(), "links")
      .map(({ name }) => name)
      .join(" ");
    found["queue"] = yesOrNo((yield* sys.msgget(7)).type === "done");
    return 0;
  };
  kernel.start(function* (sys) {
    valueOf(yield* sys.mkdir("/proc"), "mkdir");
    valueOf(yield* sys.mkdir("/data"), "mkdir");
    valueOf(yield* sys.msgget(7, "IPC_CREAT"), "msgget");
    const flags = ["CLONE_NEWPID", "CLONE_NEWNS", "CLONE_NEWUTS", "CLONE_NEWIPC", "CLONE_NEWNET"] as const;
    valueOf(yield* sys.clone(inside, flags), "clone");
    yield* sys.wait4();
    found["outside"] = yesOrNo(valueOf(yield* sys.uname(), "uname").nodename !== "outside");
    found["file"] = yesOrNo((yield* sys.stat("/data/file")).type === "done");
    return 0;
  });
  kernel.run();
  return answers(found);
}

const SCRIPT = `echo pid=$$
set -- "$1" /proc/[0-9]*
folder=$1; shift
echo processes=$#
echo inside > /proc/sys/kernel/hostname
echo name=$(cat /proc/sys/kernel/hostname)
mount -t tmpfs none "$folder"; : > "$folder/file"
echo links=$(tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " ")
if [ "$(wc -l < /proc/sysvipc/msg)" -gt 1 ]; then echo queue=yes; else echo queue=no; fi`;

/** What the kernel at hand answers, or why it does not. */
export function askKernel(): NamespaceAnswers | string {
  return withFolder((folder) => {
    const made = spawnSync("ipcmk", ["-Q"], { encoding: "utf8" });
    const queue = made.status === 0 ? /\d+/.exec(made.stdout)?.[0] : undefined;
    try {
      const before = hostname();
      const run = runInNamespaces(SCRIPT, [folder]);
      if (run.type === "refused") return run.reason;
      const found = Object.fromEntries(run.lines.map((line) => line.split("=") as [string, string]));
      found["outside"] = yesOrNo(hostname() !== before);
      found["file"] = yesOrNo(existsSync(path.join(folder, "file")));
      if (queue === undefined) found["queue"] = "not tried: no ipcmk";
      return answers(found);
    } finally {
      if (queue !== undefined) spawnSync("ipcrm", ["-q", queue]);
    }
  });
}

function answers(found: Readonly<Record<string, string>>): NamespaceAnswers {
  return {
    "number of the first process inside": found["pid"]!,
    "processes that it sees": found["processes"]!,
    "host name inside, after a change": found["name"]!,
    "the change is seen outside": found["outside"]!,
    "a file on a mount made inside is seen outside": found["file"]!,
    "network interfaces inside": found["links"]!,
    "a message queue of outside is seen inside": found["queue"]!,
  };
}

function hostname(): string {
  return readFileSync("/proc/sys/kernel/hostname", "utf8").trim();
}

function yesOrNo(is: boolean): string {
  return is ? "yes" : "no";
}
