/** Signals: sending, catching, waiting. */
import { done, failed } from "../../result";
import { sendSignal } from "../processes/end";
import { maySignal } from "../processes/privileges";
import type { ProcessRequests } from "../program";
import type { Handlers } from "./caller";

export const signalHandlers: Handlers<Pick<ProcessRequests, "kill" | "sigaction" | "sigpending" | "pause">> = {
  kill: ({ kernel, process }, pid, signal) => {
    const { members } = process.namespaces.pid;
    const visible = pid === -1 ? members.filter(([number, one]) => number > 1 && one !== process) : members;
    const targets = visible.filter(([number]) => pid === -1 || number === pid).map(([, one]) => one);
    if (targets.length === 0) return failed("ESRCH");
    const allowed = targets.filter((target) => maySignal(process, target));
    if (allowed.length === 0) return failed("EPERM");
    if (signal !== 0) for (const target of allowed) sendSignal(kernel, target, signal, process);
    return done();
  },
  sigaction: ({ process }, signal, action) => {
    if (signal === "SIGKILL" || signal === "SIGSTOP") return failed("EINVAL");
    process.actions.set(signal, action);
    return done();
  },
  sigpending: ({ process }) => done(process.caught.splice(0)),
  pause: () => ({ type: "sleeps", on: undefined }),
};
