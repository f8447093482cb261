/** One of every figure of this part. */
import * as containers from "../../../../lib/containers";
import * as figures from "../../../../lib/figures";

export function schedulingGallery(): Readonly<Record<string, figures.Figure>> {
  const takers = [
    { name: "database", mib: 26, scoreAdjust: -300 },
    { name: "web", mib: 18 },
    { name: "leaky", mib: 200, start: 20 },
  ];
  const steps = containers.memoryToLimit({ limitMib: 64, takers, steps: 60 });
  const users = [
    { name: "database", weight: 300, requestBytes: 4096 },
    { name: "backup", weight: 100, requestBytes: 2 ** 20 },
  ];
  return {
    sharesOverTimeFigure: figures.sharesOverTimeFigure(
      containers.sharesOverTime({
        groups: [{ name: "web" }, { name: "batch" }, { name: "backup", weight: 50 }],
        changes: [
          { atSeconds: 4, group: "web", weight: 300 },
          { atSeconds: 8, group: "batch", frozen: true },
        ],
        seconds: 12,
      }),
    ),
    manyProcessesFigure: figures.manyProcessesFigure(containers.sharesOfMany([1, 2, 4, 9])),
    quotaFigure: figures.quotaFigure(containers.quotaTimeline({ quotaMs: 20 })),
    memoryLimitFigure: figures.memoryLimitFigure(steps, { limitMib: 64, names: takers.map(({ name }) => name) }),
    badnessFigure: figures.badnessFigure(steps.find(({ kill }) => kill !== undefined)!.kill!),
    diskShareFigure: figures.diskShareFigure(containers.shareDisk(users, { bytesPerSecond: 2e8, reachMs: 0.1 })),
    sideBySideFigure: figures.sideBySideFigure([
      { what: "number of the first process inside", model: "1", reality: "1" },
      { what: "CPU for weights 50, 100, 200, 400", model: "6.7% 13.3% 26.7% 53.3%", reality: "6.7% 13.4% 26.6% 53.3%" },
      { what: "processes under pids.max 5", model: "5", reality: "5" },
    ]),
  };
}
