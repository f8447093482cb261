/** Tools that look at the system and change it: id, uname, hostname, ps, kill, mount, umount. */
import type { MountFlag, Program, Request, Signal, SystemCalls } from "../../program";
import { messages } from "../messages";
import { complain, options, print, readFile } from "../text";
import { namesIn } from "./files";

export const systemTools: Readonly<Record<string, Program>> = {
  *id(sys, args) {
    const { flags } = options(args);
    const [uid, gid] = [yield* sys.getuid(), yield* sys.getgid()];
    const [user, group] = [uid.type === "done" ? uid.value : -1, gid.type === "done" ? gid.value : -1];
    yield* print(sys, 1, flags.has("u") ? `${user}\n` : flags.has("g") ? `${group}\n` : `uid=${user} gid=${group}\n`);
    return 0;
  },
  *whoami(sys) {
    const uid = yield* sys.getuid();
    yield* print(
      sys,
      1,
      uid.type === "done" && uid.value === 0 ? "root\n" : `${uid.type === "done" ? uid.value : "?"}\n`,
    );
    return 0;
  },
  *uname(sys, args) {
    const { flags } = options(args);
    const system = yield* sys.uname();
    if (system.type === "failed") return 1;
    const { sysname, nodename, release, machine } = system.value;
    const parts = [
      [sysname, flags.size === 0 || flags.has("s") || flags.has("a")],
      [nodename, flags.has("n") || flags.has("a")],
      [release, flags.has("r") || flags.has("a")],
      [machine, flags.has("m") || flags.has("a")],
    ] as const;
    const shown = parts.filter(([, isShown]) => isShown).map(([text]) => text);
    yield* print(sys, 1, `${shown.join(" ")}\n`);
    return 0;
  },
  *hostname(sys, args) {
    if (args[1] !== undefined) {
      const changed = yield* sys.sethostname(args[1]);
      return changed.type === "done" ? 0 : yield* complain(sys, "hostname", "sethostname", changed.error);
    }
    const system = yield* sys.uname();
    yield* print(sys, 1, system.type === "done" ? `${system.value.nodename}\n` : "");
    return 0;
  },
  *ps(sys) {
    yield* print(sys, 1, "PID STATE COMMAND\n");
    const pids = (yield* namesIn(sys, "/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
    for (const pid of pids.sort((a, b) => a - b)) yield* print(sys, 1, yield* processLine(sys, pid));
    return pids.length > 0 ? 0 : 1;
  },
  *kill(sys, args) {
    const [option = "", ...rest] = args.slice(1);
    const named = option.startsWith("-") ? option.slice(1).replace(/^SIG/, "") : "TERM";
    const entry = Object.entries(messages.signals).find(
      ([name, number]) => name === `SIG${named}` || String(number) === named,
    );
    let status = 0;
    for (const pid of option.startsWith("-") ? rest : [option]) {
      const sent = yield* sys.kill(Number(pid), named === "0" ? 0 : ((entry?.[0] ?? "SIGTERM") as Signal));
      if (sent.type === "failed") status = yield* complain(sys, "kill", `(${pid})`, sent.error);
    }
    return status;
  },
  *mount(sys, args) {
    if (args.length === 1) {
      const text = yield* readFile(sys, "/proc/self/mounts");
      if (typeof text === "string") yield* print(sys, 1, text);
      return typeof text === "string" ? 0 : 1;
    }
    const flags: MountFlag[] = [];
    const operands: string[] = [];
    let type = "none";
    for (let at = 1; at < args.length; at++) {
      const arg = args[at]!;
      if (arg === "-t") type = args[++at] ?? "";
      else if (arg === "-o") flags.push(...(args[++at] ?? "").split(",").flatMap(flagOf));
      else if (arg.startsWith("--")) flags.push(...flagOf(arg.slice(2)));
      else operands.push(arg);
    }
    const [source = "none", target = source] = operands;
    const hung = yield* sys.mount(source, target, type, flags);
    return hung.type === "done" ? 0 : yield* complain(sys, "mount", target, hung.error, 32);
  },
  *umount(sys, args) {
    const { flags, operands } = options(args);
    for (const target of operands) {
      const gone = yield* sys.umount2(target, flags.has("l") ? ["MNT_DETACH"] : []);
      if (gone.type === "failed") return yield* complain(sys, "umount", target, gone.error, 32);
    }
    return 0;
  },
};

function flagOf(option: string): MountFlag[] {
  const name = option.replace(/^r(?=bind|private|shared|slave|unbindable)/, "").replace("make-", "");
  const isRecursive = name !== option.replace("make-", "") || /^make-r/.test(option);
  const plain = name.replace(/^r(?=private|shared|slave|unbindable)/, "");
  const flags: Readonly<Record<string, MountFlag>> = {
    bind: "MS_BIND",
    ro: "MS_RDONLY",
    remount: "MS_REMOUNT",
    move: "MS_MOVE",
    private: "MS_PRIVATE",
    shared: "MS_SHARED",
    slave: "MS_SLAVE",
    unbindable: "MS_UNBINDABLE",
  };
  const flag = flags[plain];
  return flag === undefined ? [] : isRecursive ? [flag, "MS_REC"] : [flag];
}

function* processLine(sys: SystemCalls, pid: number): Generator<Request, string, unknown> {
  const status = yield* readFile(sys, `/proc/${pid}/status`);
  const command = yield* readFile(sys, `/proc/${pid}/cmdline`);
  if (typeof status !== "string" || typeof command !== "string") return "";
  const state = /State:\t(\w)/.exec(status)?.[1] ?? "?";
  const name = /Name:\t(.*)/.exec(status)?.[1] ?? "?";
  return `${pid} ${state} ${command.replaceAll("\0", " ").trim() || `[${name}]`}\n`;
}
