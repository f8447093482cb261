/** Many VMs on one host: pages, guest frames and host frames of each, with the arrows between them. */
import type { VmMapping } from "../../memory";
import type { Figure, Trace } from "../figure";
import { arrow, boxes, hiddenAxis, layout, words } from "../layout";
import { palette } from "../palette";

const colours = [palette.guest, palette.hypervisor, palette.hardware, palette.owned, palette.rented] as const;

/** What the figure needs of a VM: its name and its pages. */
export type DrawnVm = Pick<VmMapping, "vm" | "rows">;

/**
 * Draws `memory.startVms`: a block of rows a VM, all leading into one column of host frames.
 *
 * @param hostFrames - frames of the host
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const vms = memory.startVms({ hostFrames: 16, vms: 2, framesEach: 5 });
 * assert.match(figures.vmMappingsFigure(vms, 16).sentence, /no two VMs reach one frame/);
 * ```
 */
export function vmMappingsFigure(vms: readonly DrawnVm[], hostFrames: number): Figure {
  const guestFrames = vms.map(({ rows }) => Math.max(0, ...rows.map(({ guestFrame }) => guestFrame ?? 0)) + 1);
  const heights = vms.map(({ rows }, at) => Math.max(rows.length, guestFrames[at]!) + 1);
  const tops = heights.map((_, at) => heights.slice(0, at).reduce((sum, one) => sum + one, 0));
  const height = heights.reduce((sum, one) => sum + one, -1);
  const yOfHost = (frame: number) => (frame + 0.5) * (height / hostFrames) - 0.5;
  const owners = ownersOf(vms);
  const two = owners.filter((of) => of.size > 1).length;
  const found = two === 0 ? "no two VMs reach one frame" : `${two} frames are reached by two VMs`;
  const reached = owners.filter((of) => of.size > 0).length;
  return {
    data: [
      ...vms.flatMap((vm, at) => arrowsOf(vm, tops[at]!, colourOf(at), yOfHost)),
      ...vms.flatMap((vm, at) => columnsOf(vm, tops[at]!, colourOf(at), guestFrames[at]!)),
      small(
        Array.from({ length: hostFrames }, (_, frame) => ({
          x: 2,
          y: yOfHost(frame),
          text: String(frame),
          colour: hostColour(vms, owners[frame]),
        })),
      ),
      words([
        { x: 0, y: -1.2, text: "page" },
        { x: 1, y: -1.2, text: "guest frame" },
        { x: 2, y: -1.2, text: "host frame" },
        ...vms.map(({ vm }, at) => ({
          x: -0.35,
          y: tops[at]! + heights[at]! / 2 - 1,
          text: `VM ${vm}`,
          colour: colourOf(at),
        })),
      ]),
    ],
    layout: layout(`${vms.length} VMs use the same page and frame numbers, and ${found}`, {
      xaxis: hiddenAxis([-0.6, 2.2]),
      yaxis: hiddenAxis([height, -1.9]),
      height: 130 + 27 * (height + 2),
      margin: { l: 20, r: 20, t: 70, b: 20 },
    }),
    sentence: `The pages of ${vms.length} VMs lead to ${reached} of ${hostFrames} host frames; ${found}.`,
  };
}

function colourOf(at: number): string {
  return colours[at % colours.length]!;
}

/** Which VMs reach each host frame. */
function ownersOf(vms: readonly DrawnVm[]): Set<string>[] {
  const owners: (Set<string> | undefined)[] = [];
  for (const { vm, rows } of vms) {
    for (const { hostFrame } of rows) if (hostFrame !== undefined) (owners[hostFrame] ??= new Set()).add(vm);
  }
  return Array.from(owners, (of) => of ?? new Set<string>());
}

function hostColour(vms: readonly DrawnVm[], owners: ReadonlySet<string> | undefined): string {
  if (owners === undefined || owners.size === 0) return palette.idle;
  if (owners.size > 1) return palette.wrong;
  return colourOf(vms.findIndex(({ vm }) => owners.has(vm)));
}

function arrowsOf({ rows }: DrawnVm, top: number, colour: string, yOfHost: (frame: number) => number): Trace[] {
  return rows.flatMap(({ page, guestFrame, hostFrame }) => {
    if (guestFrame === undefined) return [];
    const known = hostFrame !== undefined;
    const first = arrow([0.07, top + page], [0.92, top + guestFrame], {
      colour: known ? colour : palette.wrong,
      dash: known ? "solid" : "dot",
    });
    return known ? [first, arrow([1.07, top + guestFrame], [1.92, yOfHost(hostFrame)], { colour })] : [first];
  });
}

function columnsOf({ rows }: DrawnVm, top: number, colour: string, guestFrames: number): Trace[] {
  const named = new Map(rows.map(({ guestFrame, hostFrame }) => [guestFrame, hostFrame]));
  return [
    small(
      rows.map(({ page, guestFrame }) => ({
        x: 0,
        y: top + page,
        text: String(page),
        colour: guestFrame === undefined ? palette.idle : colour,
      })),
    ),
    small(
      Array.from({ length: guestFrames }, (_, frame) => ({
        x: 1,
        y: top + frame,
        text: String(frame),
        colour: !named.has(frame) ? palette.idle : named.get(frame) === undefined ? palette.wrong : colour,
      })),
    ),
  ];
}

/** Boxes of half the usual size. */
function small(cells: Parameters<typeof boxes>[0]): Trace {
  const trace = boxes(cells);
  return { ...trace, textfont: { size: 11 }, marker: { ...(trace["marker"] as object), size: 20 } };
}
