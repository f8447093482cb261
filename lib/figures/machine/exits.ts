/** Exits of a guest over time, one line a reason. */
import { groupBy, sortBy } from "lodash";
import type { ExitRow } from "../../hypervisor";
import type { Figure } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

const names: Readonly<Record<ExitRow["reason"], string>> = {
  io: "ports",
  device: "devices in memory",
  interruptFlag: "CLI, STI",
  controlRegister: "control registers",
  table: "descriptor tables",
  segment: "segment registers",
  return: "IRET, RETF",
  halt: "HLT",
  softwareInterrupt: "INT n",
  invalidate: "INVLPG",
  hiddenFault: "hidden page faults",
  tableWrite: "page-table stores",
  exception: "the guest's exceptions",
  interrupt: "virtual interrupts",
  realMode: "real mode",
  largePages: "pages of 4 MiB",
};
const colours = [palette.hypervisor, palette.guest, palette.host, palette.wrong, palette.idle];
const dashes = ["solid", "dash", "dot"];

/** Draws `hypervisor.exitsOverTime`. */
export function exitsFigure(rows: readonly ExitRow[]): Figure {
  const series = sortBy(Object.values(groupBy(rows, "reason")), (of) => -of[of.length - 1]!.exits);
  const total = series.reduce((sum, of) => sum + of[of.length - 1]!.exits, 0);
  const clock = rows.length === 0 ? 0 : Math.max(...rows.map((row) => row.clock));
  const [most] = series;
  const share = most === undefined ? 0 : Math.round((100 * most[most.length - 1]!.exits) / total);
  const counts = series.map((of) => `${names[of[0]!.reason]} ${of[of.length - 1]!.exits.toLocaleString("en")}`);
  const thousands = (total === 0 ? 0 : (1000 * total) / clock).toFixed(1);
  return {
    data: series.map((of, at) => ({
      type: "scatter",
      mode: "lines",
      name: names[of[0]!.reason],
      x: of.map((row) => row.clock),
      y: of.map((row) => row.exits),
      line: {
        color: colours[at % colours.length],
        dash: dashes[Math.floor(at / colours.length) % 3],
        width: 2.5,
        shape: "hv",
      },
    })),
    layout: layout(
      most === undefined ? "No exits" : `${share}% of the exits are for one reason: ${names[most[0]!.reason]}`,
      {
        xaxis: axis("guest's clock (instructions)"),
        yaxis: axis("exits so far", { rangemode: "tozero" }),
        height: 480,
      },
    ),
    sentence: `Exits in ${clock.toLocaleString("en")} instructions, ${thousands} in a thousand: ${counts.join(", ")}.`,
  };
}
