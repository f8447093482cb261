/** How far a kernel's failure reaches, and what that means over years. */
import type { OutageRow, RadiusRow } from "../../containers";
import type { Figure, Trace } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws who is down when the kernel fails that the first tenant calls: a row a way, a cell a tenant.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets, figures } from "strata";
 *
 * const host = { cores: 8, memoryMib: 16384, costs: containers.publishedCosts(datasets.startupOverhead()) };
 * const application = { name: "shop", system: "linux", layers: [], textMib: 10, dataMib: 20 } as const;
 * const rows = [containers.containerWay, containers.virtualMachineWay].flatMap((way) =>
 *   containers.blastRadius({ way, application, tenants: 12, host }),
 * );
 * assert.match(figures.blastRadiusFigure(rows).sentence, /container 12 of 12, VM 1 of 12/);
 * ```
 */
export function blastRadiusFigure(rows: readonly RadiusRow[]): Figure {
  const called = rows.filter(({ failed }) => failed === "the kernel that a tenant calls").reverse();
  const told = [...called].reverse().map(({ way, down, tenants }) => `${way} ${down} of ${tenants}`);
  const tenants = Math.max(...called.map((row) => row.tenants));
  const grid = <T>(value: (isDown: boolean) => T) =>
    called.map(({ down }) => Array.from({ length: tenants }, (_, tenant) => value(tenant < down)));
  const least = called.reduce((best, row) => (row.down < best.down ? row : best));
  const most = called.reduce((best, row) => (row.down > best.down ? row : best));
  return {
    data: [
      cellTable({
        columns: Array.from({ length: tenants }, (_, tenant) => `${tenant + 1}`),
        rows: called.map(({ way }) => way),
        values: grid((isDown) => (isDown ? 1 : 0)),
        texts: grid((isDown) => (isDown ? "✗" : "")),
        colours: [
          [0, tint(palette.host, 0.35)],
          [1, tint(palette.wrong, 0.75)],
        ],
        range: [0, 1],
      }),
    ],
    layout: layout(
      `Tenant 1 hits a bug of its kernel: as ${most.way}, ${most.down} of ${most.tenants} are down; as ${least.way}, ${least.down}`,
      {
        xaxis: axis("tenant", { type: "category" }),
        yaxis: axis("", { type: "category" }),
        margin: { l: 120, r: 20, t: 80, b: 60 },
        height: 330,
      },
    ),
    sentence: `Tenants that are down when the kernel fails that tenant 1 calls: ${told.join(", ")}.`,
  };
}

/**
 * Draws outages of a tenant and year: its own bad luck below, what others caused above.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const row = { way: "VM", kernels: 3, outagesPerTenantYear: 0.5, causedByOthersShare: 0.2, downSecondsPerTenantYear: 9, allDownPerYear: 0.1 } as const;
 * assert.match(figures.outagesFigure([row]).sentence, /VM 0.50 \(20% caused by others\)/);
 * ```
 */
export function outagesFigure(rows: readonly OutageRow[]): Figure {
  const bars = (name: string, colour: string, value: (row: OutageRow) => number): Trace => ({
    type: "bar",
    name,
    x: rows.map(({ way }) => way),
    y: rows.map(value),
    marker: { color: colour },
  });
  const worst = rows.reduce((most, row) => (row.outagesPerTenantYear > most.outagesPerTenantYear ? row : most));
  const told = rows.map(
    ({ way, outagesPerTenantYear, causedByOthersShare }) =>
      `${way} ${outagesPerTenantYear.toFixed(2)} (${Math.round(100 * causedByOthersShare)}% caused by others)`,
  );
  return {
    data: [
      bars("kernels that failed by themselves, and own bugs", palette.guest, (row) => own(row)),
      bars("bugs that other tenants hit", palette.wrong, (row) => row.outagesPerTenantYear - own(row)),
    ],
    layout: layout(
      `Of a ${worst.way}'s outages, ${Math.round(100 * worst.causedByOthersShare)}% are the work of other tenants`,
      { barmode: "stack", xaxis: axis("way to run the tenants"), yaxis: axis("outages of a tenant in a year") },
    ),
    sentence: `Outages of a tenant in a year: ${told.join(", ")}.`,
  };
}

function own({ outagesPerTenantYear, causedByOthersShare }: OutageRow): number {
  return outagesPerTenantYear * (1 - causedByOthersShare);
}
