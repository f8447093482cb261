/** Which kernel each program really calls. */
import { uniq } from "lodash";
import type { CallRow } from "../../containers";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws programs against kernels: how many system calls each kernel answered to each program.
 *
 * @param rows - of `containers.ContainerEngine.calls`
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const engine = new containers.ContainerEngine({ host: { system: "windows", release: "10.0" }, hypervisor: true });
 * engine.run({ name: "shop", system: "linux", program: containers.tellKernel });
 * assert.match(figures.kernelCallsFigure(engine.calls).sentence, /shop calls kernel of the VM; monitor calls host's kernel/);
 * ```
 */
export function kernelCallsFigure(rows: readonly CallRow[]): Figure {
  const ofPrograms = rows.filter(({ caller }) => caller !== "init");
  const callers = uniq(ofPrograms.map(({ caller }) => caller)).reverse();
  const kernels = uniq(ofPrograms.map(({ kernel }) => kernel)).sort();
  const count = (caller: string, kernel: string) =>
    ofPrograms.filter((row) => row.caller === caller && row.kernel === kernel).length;
  const grid = <T>(value: (calls: number) => T) =>
    callers.map((caller) => kernels.map((kernel) => value(count(caller, kernel))));
  const told = [...callers].reverse().map((caller) => {
    const called = kernels.filter((kernel) => count(caller, kernel) > 0);
    return `${caller} calls ${called.join(" and ")}`;
  });
  const alone = callers.every((caller) => kernels.filter((kernel) => count(caller, kernel) > 0).length === 1);
  return {
    data: [
      cellTable({
        columns: kernels,
        rows: callers,
        values: grid((calls) => (calls > 0 ? 1 : 0)),
        texts: grid((calls) => (calls === 0 ? "none" : calls === 1 ? "1 call" : `${calls} calls`)),
        colours: [
          [0, tint(palette.idle, 0.12)],
          [1, tint(palette.host, 0.45)],
        ],
        range: [0, 1],
        textSize: 13,
      }),
    ],
    layout: layout(
      alone
        ? "Every program calls one kernel, and it need not be the one on the hardware"
        : "System calls by program and kernel",
      {
        xaxis: axis("kernel that answered", { type: "category" }),
        yaxis: axis("program", { type: "category" }),
        margin: { l: 140, r: 20, t: 80, b: 60 },
        height: 360,
      },
    ),
    sentence: `Program by program: ${told.join("; ")}.`,
  };
}
