/**
 * How long the computer at hand takes to start a process, and one in namespaces of its own.
 *
 * @packageDocumentation
 */
import { spawnSync } from "node:child_process";
import { DomainError } from "../errors";

/** Times of one way to start. */
export interface StartHere {
  readonly what: string;
  /** Half of the runs took less; `undefined` where it is not possible. */
  readonly medianMs: number | undefined;
  /** Why it is not possible. */
  readonly reason: string | undefined;
}

const NAMESPACES = ["--user", "--map-root-user", "--mount", "--pid", "--fork", "--net", "--ipc", "--uts", "--cgroup"];

/**
 * Starts `true`, which does nothing, again and again: as a process, and in seven new namespaces.
 *
 * @throws {@link DomainError} if `runs` is not a whole number from 1 to 1,000
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { realHost } from "strata";
 *
 * const rows = realHost.startsHere({ runs: 2 });
 * assert.equal(rows.length, 2);
 * ```
 */
export function startsHere({ runs = 20 }: { readonly runs?: number } = {}): StartHere[] {
  if (!Number.isInteger(runs) || runs < 1 || runs > 1000)
    throw new DomainError("runs", "to be a whole number from 1 to 1000", runs);
  return [
    time("a process", ["true"], runs),
    time("a process in seven new namespaces", ["unshare", ...NAMESPACES, "true"], runs),
  ];
}

function time(what: string, [program, ...args]: readonly string[], runs: number): StartHere {
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const begin = process.hrtime.bigint();
    const { status, error, stderr } = spawnSync(program!, args, { encoding: "utf8", timeout: 10_000 });
    if (status !== 0) return { what, medianMs: undefined, reason: error?.message ?? stderr.trim() };
    if (run > 0) times.push(Number(process.hrtime.bigint() - begin) / 1e6); // the first finds the program
  }
  return { what, medianMs: times.sort((a, b) => a - b)[Math.floor(times.length / 2)], reason: undefined };
}
