/** The shadow as it fills: three tables side by side, one move a step of the slider. */
import type { FillingStep } from "../../memory";
import type { Figure, FigureFrame, Trace } from "../figure";
import { boxes, hiddenAxis, layout, slider, words } from "../layout";
import { palette } from "../palette";

/**
 * Draws the moves of `memory.fillingSteps`. What a move reads or writes is lit.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const figure = figures.fillingFigure(memory.fillingSteps([0, 1, 2]));
 * assert.equal(figure.frames?.length, memory.fillingSteps([0, 1, 2]).length);
 * ```
 */
export function fillingFigure(steps: readonly FillingStep[]): Figure {
  const frames = steps.map((step, index): FigureFrame => ({ name: String(index), data: picture(step) }));
  const last = steps[steps.length - 1]!;
  return {
    data: frames[0]!.data,
    layout: layout("The shadow fills one entry per page, and the guest sees no fault but its own", {
      xaxis: hiddenAxis([-0.7, 8.2]),
      yaxis: hiddenAxis([5, -1.8]),
      height: 540,
      margin: { l: 20, r: 20, t: 60, b: 20 },
      sliders: [slider(frames, "step ")],
    }),
    frames,
    still: String(steps.length - 1),
    sentence:
      `After ${steps.filter(({ move }) => move === "miss" || move === "hit").length} accesses the shadow holds ` +
      `${last.shadow.filter((frame) => frame !== undefined).length} entries; the hypervisor ran ${last.exits} times, ` +
      `and the guest's kernel saw ${last.guestFaults} of these faults: those of pages it had not mapped.`,
  };
}

function picture(step: FillingStep): readonly Trace[] {
  const { mapping, move, page } = step;
  const current = mapping.find((row) => row.page === page);
  const frames = [...new Set(mapping.flatMap(({ guestFrame }) => (guestFrame === undefined ? [] : [guestFrame])))];
  const table = (x: number, y: number, pair: readonly [string, string], colour: string, lit: boolean) => [
    { x, y, text: pair[0], colour: palette.idle, lit: false },
    { x: x + 1, y, text: pair[1], colour, lit },
  ];
  const guest = mapping.flatMap((row, y) =>
    table(0, y, [String(row.page), dash(row.guestFrame)], palette.guest, move === "walkGuest" && row === current),
  );
  const host = frames.flatMap((frame, y) => {
    const row = mapping.find(({ guestFrame }) => guestFrame === frame);
    const lit = move === "walkHost" && current?.guestFrame === frame;
    return table(3.1, y, [String(frame), dash(row?.hostFrame)], palette.host, lit);
  });
  const shadow = mapping.flatMap((row, y) => {
    const lit = row === current && ["miss", "fill", "hit"].includes(move);
    const empty = step.shadow[y] === undefined;
    const colour = empty && !lit ? palette.idle : move === "hit" && lit ? palette.hardware : palette.hypervisor;
    return table(6.2, y, [String(row.page), empty ? "" : dash(step.shadow[y])], colour, lit);
  });
  const head = (x: number, name: string, columns: string, colour: string) => [
    { x: x + 0.5, y: -1.3, text: `<b>${name}</b>`, colour },
    { x: x + 0.5, y: -0.8, text: columns },
  ];
  return [
    boxes([...guest, ...host, ...shadow]),
    words([
      ...head(0, "guest's table", "page → guest frame", palette.guest),
      ...head(3.1, "hypervisor's map", "guest frame → host frame", palette.host),
      ...head(6.2, "shadow", "page → host frame", palette.hypervisor),
      { x: 6.7, y: 2.8, text: "MMU and TLB use this", colour: palette.hardware },
    ]),
    words([{ x: 3.75, y: 3.7, text: step.says }], 14),
    words(
      [
        {
          x: 3.75,
          y: 4.6,
          text: `exits to the hypervisor: ${step.exits}   ·   faults that the guest's kernel saw: ${step.guestFaults}`,
        },
      ],
      14,
    ),
  ];
}

function dash(frame: number | undefined): string {
  return frame === undefined ? "–" : String(frame);
}
