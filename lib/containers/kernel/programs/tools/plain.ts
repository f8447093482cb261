/** Tools that hardly do anything: echo, true, false, env, sleep, test, printf, yes-or-no answers. */
import type { Program } from "../../program";
import { execute } from "../shell/shell";
import { complain, print } from "../text";

export const plainTools: Readonly<Record<string, Program>> = {
  *true() {
    return 0;
  },
  *false() {
    return 1;
  },
  *echo(sys, args) {
    const words = args.slice(1).filter((word, at) => at > 0 || (word !== "-n" && word !== "-e"));
    yield* print(sys, 1, words.join(" ") + (args[1] === "-n" ? "" : "\n"));
    return 0;
  },
  *printf(sys, args) {
    const values = args.slice(2);
    const format = (args[1] ?? "").replace(/\\n/g, "\n").replace(/\\t/g, "\t");
    yield* print(sys, 1, format.replace(/%[sd]/g, () => values.shift() ?? "").replace(/%%/g, "%"));
    return 0;
  },
  *env(sys, args) {
    const environment = yield* sys.environment();
    const values = new Map(Object.entries(environment.type === "done" ? environment.value : {}));
    let at = 1;
    for (; /^[A-Za-z_]\w*=/.test(args[at] ?? ""); at++) {
      const [name, ...value] = args[at]!.split("=");
      values.set(name!, value.join("="));
    }
    if (args[at] !== undefined) return yield* execute(sys, args.slice(at), values);
    yield* print(sys, 1, [...values].map(([name, value]) => `${name}=${value}\n`).join(""));
    return 0;
  },
  *sleep(sys, args) {
    const seconds = Number(args[1]);
    if (!(seconds >= 0)) return yield* complain(sys, "sleep", args[1] ?? "", "EINVAL");
    yield* sys.nanosleep(seconds);
    return 0;
  },
  *pwd(sys) {
    const path = yield* sys.getcwd();
    yield* print(sys, 1, path.type === "done" ? `${path.value}\n` : "");
    return path.type === "done" ? 0 : 1;
  },
  *test(sys, args) {
    const words = args.slice(1).filter((word) => word !== "]" || args[0] !== "[");
    const negates = words[0] === "!";
    const [a = "", b, c] = negates ? words.slice(1) : words;
    const is = (truth: boolean) => (truth !== negates ? 0 : 1);
    if (b === "=" || b === "==") return is(a === c);
    if (b === "!=") return is(a !== c);
    const compare = { "-eq": 0, "-lt": 1, "-gt": 2, "-ne": 3, "-le": 4, "-ge": 5 }[b ?? ""];
    const [x, y] = [Number(a), Number(c)];
    if (compare !== undefined) return is([x === y, x < y, x > y, x !== y, x <= y, x >= y][compare]!);
    if (a === "-n") return is((b ?? "") !== "");
    if (a === "-z") return is((b ?? "") === "");
    if (/^-[efdhLsrwx]$/.test(a) && b !== undefined) {
      const stat = yield* a === "-h" || a === "-L" ? sys.lstat(b) : sys.stat(b);
      if (stat.type === "failed") return is(false);
      const { type, size } = stat.value;
      if (/[rwx]/.test(a)) {
        const want = { r: "read", w: "write", x: "execute" } as const;
        return is((yield* sys.access(b, [want[a[1] as "r" | "w" | "x"]])).type === "done");
      }
      const kinds: Readonly<Record<string, string>> = { f: "file", d: "directory", h: "symlink", L: "symlink" };
      return is(a === "-e" || (a === "-s" ? size > 0 : type === kinds[a[1]!]));
    }
    return is(a !== "");
  },
};
