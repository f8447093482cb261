/** One of every figure of memory. */
import * as figures from "../../../lib/figures";
import * as memory from "../../../lib/memory";

export function memoryGallery(): Readonly<Record<string, figures.Figure>> {
  const { guest } = memory.lectureMachine();
  const references = memory.countReferences();
  const cost = (workload: memory.Workload, mmu: memory.MmuName) =>
    memory.measureWorkload(workload, mmu, { accesses: 300 });
  return {
    mappingFigure: figures.mappingFigure(memory.compose(guest, memory.slideFormat, 0, 3)),
    fillingFigure: figures.fillingFigure(memory.fillingSteps([0, 1, 0, 2])),
    editsFigure: figures.editsFigure(
      memory.measureEdits([memory.unprotected, memory.writeProtect, memory.waitForInvalidate], 8),
    ),
    replacementFigure: figures.replacementFigure(memory.replacePages("carried"), memory.replacePages("forgotten")),
    isolationFigure: figures.isolationFigure(memory.probeFrames({ tries: 200 })),
    referencesFigure: figures.referencesFigure(references),
    walkFigure: figures.walkFigure(references.find(({ mmu, levels }) => mmu === "nested" && levels === 4)!),
    costFigure: figures.costFigure(
      Object.values(memory.workloads).flatMap((workload) => [cost(workload, "shadow"), cost(workload, "nested")]),
    ),
    crossoverFigure: figures.crossoverFigure(
      memory.sweepCosts({ editsPerThousand: [0, 20, 40], tlbEntries: [8, 64] }, { accesses: 300 }),
      "tlbEntries",
    ),
  };
}
