/**
 * What the slides say about virtual memory: contiguous or not, page tables, another layer, several VMs (M1 to M3).
 *
 * @packageDocumentation
 */
import * as memory from "../memory";
import type { Statement } from "./claim";

const virtualizing = { source: "Virtualizing Memory", date: "2018", tolerance: 0 } as const;
const tables = { source: "Page Tables", date: "2018", tolerance: 0 } as const;
const several = { source: "Multiple VMs", date: "2018", tolerance: 0 } as const;

/** The statements of this part, in the lecture's order. */
export function memoryStatements(): Statement[] {
  return [
    ...ofAllocation(),
    ofEdits(),
    ofHiddenAddresses(),
    ofProcesses(),
    ...ofLecturePages(),
    ofLayers(),
    ofIsolation(),
  ];
}

function ofAllocation(): Statement[] {
  const events = memory.vmTraffic({ seed: 1, vms: 1500, meanGapHours: 1, meanLifetimeHours: 110, frames: [1, 16] });
  const rules = [memory.firstFit, memory.bestFit, memory.worstFit, memory.nextFit, memory.buddy, memory.pagedAllocator];
  const refused = rules.map((rule) => memory.measureFragmentation(rule(1024), events, 1500)[0]!.refusedFragmented);
  const least = Math.min(...refused.slice(0, -1));
  const paged = refused[refused.length - 1]!;
  return [
    {
      id: "M1/non-contiguous",
      ...virtualizing,
      statement: "Page tables let us use non-contiguous memory",
      stated: "any free frame",
      computed: paged === 0 && least > 0 ? "any free frame" : `${paged} refused though enough was free`,
      note: `Of 1,500 VMs on a host of 1024 frames, contiguous allocators refused ${least} or more for which enough was free; with pages, ${paged}.`,
    },
  ];
}

function ofEdits(): Statement {
  const rows = memory.measureEdits([memory.unprotected]);
  const exitsAfter = (step: number) => rows.find((row) => row.step === step)!.exits;
  const exits = exitsAfter(160) - exitsAfter(128);
  return {
    id: "M2/privileged",
    ...virtualizing,
    statement: "Creating and modifying page tables uses privileged instructions!",
    stated: "traps",
    computed: exits > 0 ? "traps" : "plain stores",
    note: `32 edits of entries in a row caused ${exits} exits: they are stores. Privileged is the use of a table, by loading CR3, and INVLPG.`,
  };
}

function ofHiddenAddresses(): Statement {
  const { guest } = memory.lectureMachine();
  const seen = memory.mappedPages(guest, memory.slideFormat, 0).map(({ entry }) => entry.frame);
  const real = seen.flatMap((frame) => guest.hostFrameOf(frame) ?? []);
  const differs = real.some((frame) => !seen.includes(frame));
  return {
    id: "M3/hidden-addresses",
    ...virtualizing,
    statement: "Guest does not even know the real physical addresses!",
    stated: "not in its tables",
    computed: differs ? "not in its tables" : "in its tables",
    note: `The guest's tables name frames ${seen.join(", ")}; they are host frames ${real.join(", ")}.`,
  };
}

function ofProcesses(): Statement {
  const guest = new memory.Host({ frames: 64 }).createGuest({ name: "A", frames: 32 });
  const kernel = new memory.GuestKernel(new memory.GuestCpu(new memory.NativeMmu(guest, { format: memory.x86Format })));
  const reached = [20, 21].map((frame) => {
    const process = kernel.createProcess();
    kernel.switchTo(process);
    kernel.map(process, 5, frame);
    const load = kernel.cpu.load8(memory.addressOf(5));
    return load.type === "translated" ? load.hostPhysical : undefined;
  });
  return {
    id: "M2/table-per-process",
    ...tables,
    statement: "OS has page table for each process",
    stated: 2,
    computed: new Set(reached).size,
    unit: "frames behind one address",
    note: "Two processes use the same address; each reaches the frame of its own table.",
  };
}

/** The slide's eight rows, walked by the hardware in a table of real words. */
function ofLecturePages(): Statement[] {
  const ram = new memory.HostMemory(8);
  const root = memory.addressOf(1); // a frame that the slide leaves free
  memory.writeSlideTable(ram, root, memory.lecturePageTable);
  return [2, "-", "-", 0, 3, 7, "-", "-"].map((stated, page) => {
    const access = { address: memory.addressOf(page), kind: "read", mode: "user" } as const;
    const found = memory.look(memory.tablesIn(ram, memory.slideFormat), root, access, { writeProtect: true });
    return {
      id: `M2/page-${page}`,
      ...tables,
      statement: `Virtual address ${page}: physical RAM ${stated}`,
      stated,
      computed: found.type === "found" ? found.frame : "-",
      unit: "frame",
      ...(stated === "-" && { note: "The walk ends in a page fault." }),
    };
  });
}

function ofLayers(): Statement {
  const vms = memory.startVms({ hostFrames: 120, vms: 3, framesEach: 6 });
  const wrong = vms.flatMap(({ guest, rows }) => {
    const mmu = new memory.NestedMmu(guest, { format: memory.slideFormat, hostFormat: memory.x86Format });
    return rows.filter(({ page, hostFrame }) => {
      const outcome = mmu.translate({ address: memory.addressOf(page), kind: "read", mode: "user" });
      return (outcome.type === "translated" ? outcome.hostPhysical / 4096 : undefined) !== hostFrame;
    });
  });
  return {
    id: "M3/two-layers",
    ...tables,
    statement: 'Virtual Memory -> VM "Phys" Memory -> Host Phys Memory',
    stated: 0,
    computed: wrong.length,
    unit: "pages that lead elsewhere",
    note: "24 pages of 3 VMs: the hardware's walk against the guest's table followed by the hypervisor's map.",
  };
}

function ofIsolation(): Statement {
  const vms = memory.startVms({ hostFrames: 120, vms: 20, framesEach: 6 });
  return {
    id: "M3/isolation",
    ...several,
    statement: "Virtualization layer manages mappings to ensure isolation between VMs",
    stated: 0,
    computed: memory.framesReachedByTwo(vms).length,
    unit: "host frames that two VMs reach",
    note: "20 VMs that fill a host, each with a random page table.",
  };
}
