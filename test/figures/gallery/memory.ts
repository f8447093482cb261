/** One of every figure of memory. */
import * as figures from "../../../lib/figures";
import * as memory from "../../../lib/memory";

export function memoryGallery(): Readonly<Record<string, figures.Figure>> {
  const { guest } = memory.lectureMachine();
  const references = memory.countReferences();
  const cost = (workload: memory.Workload, mmu: memory.MmuName) =>
    memory.measureWorkload(workload, mmu, { accesses: 300 });
  return {
    ...tableGallery(),
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

/** Allocators, tables, the TLB. */
function tableGallery(): Readonly<Record<string, figures.Figure>> {
  const traffic = { seed: 1, vms: 400, meanGapHours: 1, frames: [1, 12] } as const;
  const small = memory.vmTraffic({ ...traffic, vms: 70, meanLifetimeHours: 9 });
  const large = memory.vmTraffic({ ...traffic, meanLifetimeHours: 70 });
  const makes = [memory.firstFit, memory.bestFit, memory.worstFit, memory.nextFit, memory.buddy, memory.pagedAllocator];
  const fragmentation = makes.flatMap((make) => memory.measureFragmentation(make(512), large, 8));
  return {
    memoryMapFigure: figures.memoryMapFigure(makes.map((make) => memory.memoryMap(make(64), small, 48))),
    fragmentationFigure: figures.fragmentationFigure(fragmentation),
    refusalsFigure: figures.refusalsFigure(fragmentation),
    pageTableTreeFigure: figures.pageTableTreeFigure(cyclicTree(), "x86, 2 levels"),
    hitRateFigure: figures.hitRateFigure(
      memory.measureHitRate({ entries: 16, ways: 16, workingSets: [8, 16, 17, 20, 24, 32, 48], pattern: "loop" }),
    ),
    switchesFigure: figures.switchesFigure(memory.measureSwitches([5, 20, 100, 1000])),
    anomalyFigure: figures.anomalyFigure(
      memory.anomalySteps(memory.fifo, memory.findAnomaly(memory.fifo)!),
      memory.fifo.name,
    ),
    vmMappingsFigure: figures.vmMappingsFigure(memory.startVms({ hostFrames: 18, vms: 3, framesEach: 5 }), 18),
  };
}

/** A directory with two tables, one of them reached twice, that also leads to itself and to nowhere. */
function cyclicTree(): memory.TableNode {
  const ram = new memory.HostMemory(8);
  let next = 1;
  const tables = { memory: ram, format: memory.x86Format, root: 0, newTable: () => next++ };
  for (const [at, page] of [0, 5, 1024, 2047].entries()) {
    memory.mapPage(tables, page, memory.entryFor(4 + at, { writable: at % 2 === 0, user: true, accessed: at > 1 }));
  }
  for (const [index, frame] of [
    [9, 2],
    [768, 99],
    [1023, 0],
  ] as const) {
    ram.write32(4 * index, frame * 4096 + 3);
  }
  return memory.pageTableTree(ram, memory.x86Format, 0);
}
