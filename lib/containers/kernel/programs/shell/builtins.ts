/** Commands that the shell must do itself, because they change the shell. */
import type { Request, SystemCalls } from "../../program";
import { complain, print } from "../text";
import type { Variables } from "./expand";
import { execute } from "./shell";

type Builtin = (sys: SystemCalls, args: readonly string[], variables: Variables) => Generator<Request, number, unknown>;

export const builtins: Readonly<Record<string, Builtin>> = {
  *cd(sys, args, { values }) {
    const path = args[1] ?? values.get("HOME") ?? "/";
    const changed = yield* sys.chdir(path);
    return changed.type === "done" ? 0 : yield* complain(sys, "sh: 1: cd", path, changed.error, 2);
  },
  *exit(sys, args, { status }) {
    yield* sys.exit(args[1] === undefined ? status : Number(args[1]));
    return 0;
  },
  *export(_sys, args, { values }) {
    for (const arg of args.slice(1)) {
      const [name, ...value] = arg.split("=");
      if (value.length > 0) values.set(name!, value.join("="));
    }
    return 0;
  },
  *unset(_sys, args, { values }) {
    for (const name of args.slice(1)) values.delete(name);
    return 0;
  },
  *set() {
    return 0;
  },
  *":"() {
    return 0;
  },
  *umask(sys, args) {
    if (args[1] !== undefined) yield* sys.umask(Number.parseInt(args[1], 8));
    return 0;
  },
  *exec(sys, args, { values }) {
    return args.length < 2 ? 0 : yield* execute(sys, args.slice(1), values);
  },
  *wait(sys) {
    for (;;) {
      const ended = yield* sys.wait4();
      if (ended.type === "failed") return 0;
    }
  },
  *pwd(sys) {
    const path = yield* sys.getcwd();
    yield* print(sys, 1, `${path.type === "done" ? path.value : ""}\n`);
    return 0;
  },
};
