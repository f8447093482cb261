import test from "ava";
import {
  accessRights,
  assemble,
  EAX,
  EBX,
  ECX,
  EDX,
  type Processor,
  requireIo,
  segmentLimit,
  stepOnce,
  vectors,
  verify,
  writeControl,
} from "../../../lib/machine";
import { dataOf, describe, exceptionOf, FREE, gate, IDT, processorIn, TASK } from "./setup";

const rings = [0, 1, 2, 3] as const;
const HANDLER = 0x6000;

/** Executes instructions; returns `done`, or the vector of the exception that one of them raised. */
function execute(cpu: Processor, source: string): "done" | number {
  for (let vector = 0; vector < 32; vector++)
    gate(cpu, IDT + 8 * vector, { selector: 8, offset: HANDLER + vector, access: 0x8e });
  const { bytes } = assemble(`bits 32\norg 0x5000\n${source}`);
  cpu.ram.bytes.set(bytes, 0x5000);
  while (cpu.eip < 0x5000 + bytes.length) stepOnce(cpu);
  return cpu.eip >= HANDLER ? cpu.eip - HANDLER : "done";
}

const privileged = `hlt; clts; invd; wbinvd; invlpg [0]; lgdt [0x1000]; lidt [0x1000]; lldt ax; ltr ax; lmsw ax; mov eax, cr0; mov cr3, eax; mov eax, dr0; mov dr0, eax; rdmsr; wrmsr`;

for (const source of privileged.split("; ")) {
  test(`${source}: in rings 1 to 3 a general protection fault`, (t) => {
    for (const ring of [1, 2, 3] as const) t.is(execute(processorIn(ring), source), vectors.GP);
  });
}

for (const source of ["cli", "sti"]) {
  test(`${source}: in rings up to IOPL`, (t) => {
    for (const ring of rings)
      for (const iopl of rings) {
        const cpu = processorIn(ring);
        cpu.flags.word = 2 | (iopl << 12);
        t.is(execute(cpu, source), ring <= iopl ? "done" : vectors.GP);
      }
  });
}

test("ports beyond IOPL: every bit of the bitmap counts, two bytes are read, and what lies beyond the limit is forbidden", (t) => {
  const cpu = processorIn(3);
  cpu.ram.view.setUint16(TASK + 102, 104, true);
  const allowed = (port: number, width: 8 | 16 | 32) => exceptionOf(() => requireIo(cpu, port, width)) === "none";
  t.false(allowed(0x10, 8), "no bitmap");
  cpu.task.load({ selector: 0x48, base: TASK, limit: 104 + 8, access: 0x8b, big: false });
  for (let port = 0; port < 32; port++) {
    cpu.ram.bytes.fill(0, TASK + 104, TASK + 113);
    cpu.ram.bytes[TASK + 104 + (port >> 3)]! |= 1 << (port & 7);
    for (const width of [8, 16, 32] as const)
      for (let first = 0; first < 32; first++)
        t.is(allowed(first, width), first > port || first + width / 8 <= port, `${first}, ${width}, ${port}`);
  }
  t.true(allowed(63, 8));
  t.false(allowed(64, 8), "the second byte lies beyond the limit");
  cpu.task.load({ selector: 0x48, base: TASK, limit: 0xff, access: 0x83, big: false });
  t.false(allowed(0, 8), "a task state of 16 bits has no bitmap");
  cpu.flags.word = 0x3002;
  t.true(allowed(0x3ff, 32));
});

test("LAR, LSL, VERR and VERW: for all types, rings, DPL and RPL", (t) => {
  const withLimit = [1, 2, 3, 9, 11];
  const withRights = [...withLimit, 4, 5, 12];
  for (const ring of rings)
    for (const dpl of rings)
      for (const rpl of rings)
        for (let type = 0; type < 32; type++) {
          const cpu = processorIn(ring);
          describe(cpu, FREE, { access: 0x80 | type | (dpl << 5) });
          const isCode = (type & 0x18) === 0x18;
          const isVisible = (isCode && (type & 4) !== 0) || dpl >= Math.max(ring, rpl);
          const is = (system: readonly number[]) => isVisible && (type >= 16 || system.includes(type));
          const selector = FREE | rpl;
          t.is(accessRights(cpu, selector) !== undefined, is(withRights));
          t.is(cpu.flags.zero, is(withRights));
          t.is(segmentLimit(cpu, selector), is(withLimit) ? 0xffff_ffff : undefined);
          verify(cpu, selector, "read");
          t.is(cpu.flags.zero, isVisible && type >= 16 && (!isCode || (type & 2) !== 0));
          verify(cpu, selector, "write");
          t.is(cpu.flags.zero, isVisible && type >= 16 && !isCode && (type & 2) !== 0);
        }
});

test("instructions about selectors do not exist in real mode", (t) => {
  for (const source of [
    "lar eax, ebx",
    "lsl eax, ebx",
    "verr ax",
    "verw ax",
    "arpl ax, bx",
    "str ax",
    "sldt ax",
    "ltr ax",
    "lldt ax",
  ]) {
    const cpu = processorIn(0);
    cpu.cr0 = 0x10;
    Object.assign(cpu.idt, { base: 0, limit: 0x3ff });
    cpu.ram.write32(vectors.UD * 4, HANDLER);
    cpu.ram.bytes.set(assemble(`bits 32\n${source}`).bytes, 0x5000);
    stepOnce(cpu);
    t.is(cpu.eip, HANDLER, source);
  }
});

test("values of control registers that cannot be are #GP, registers that are not there #UD", (t) => {
  const cpu = processorIn(0);
  t.is(
    exceptionOf(() => writeControl(cpu, 0, 0x8000_0010 | 0)),
    "GP(0)",
    "PG without PE",
  );
  t.is(
    exceptionOf(() => writeControl(cpu, 0, 0x2000_0011)),
    "GP(0)",
    "NW without CD",
  );
  t.is(
    exceptionOf(() => writeControl(cpu, 4, 0x20)),
    "GP(0)",
    "PAE",
  );
  for (const number of [1, 5, 6, 7])
    t.is(
      exceptionOf(() => writeControl(cpu, number, 0)),
      "UD",
    );
  t.is(
    exceptionOf(() => writeControl(cpu, 0, 1)),
    "none",
  );
  t.is(cpu.cr0, 0x11, "ET stays");
});

test("LMSW sets PE and never clears it", (t) => {
  const cpu = processorIn(0);
  t.is(execute(cpu, "mov eax, 0xfffe\nlmsw ax\nsmsw ebx"), "done");
  t.is(cpu.general[EBX], 0x1f);
});

test("RDTSC is the clock, WRMSR moves it, CR4.TSD keeps it for ring 0", (t) => {
  const cpu = processorIn(0);
  t.is(execute(cpu, "mov ecx, 0x10\nmov edx, 1\nmov eax, 0\nwrmsr\nnop\nrdtsc"), "done");
  t.deepEqual([cpu.general[EDX], cpu.general[EAX]], [1, 2]);
  t.is(execute(processorIn(3), "rdtsc"), "done");
  const kept = processorIn(3);
  kept.cr4 = 4;
  t.is(execute(kept, "rdtsc"), vectors.GP);
});

test("the base of the local APIC is a model-specific register; one that is not there is #GP", (t) => {
  const cpu = processorIn(0);
  t.is(execute(cpu, "mov ecx, 0x1b\nrdmsr"), "done");
  t.is(cpu.general[EAX]! >>> 0, 0xfee0_0900);
  t.is(execute(processorIn(0), "mov ecx, 0x1234\nrdmsr"), vectors.GP);
});

test("CPUID names features that are there and no others", (t) => {
  const cpu = processorIn(3);
  t.is(execute(cpu, "mov eax, 1\ncpuid"), "done");
  t.is(cpu.general[EDX], 0x8238, "PSE, TSC, MSR, APIC, CMOV");
  const named = processorIn(3);
  t.is(execute(named, "xor eax, eax\ncpuid"), "done");
  const letters = [EBX, EDX, ECX].map((register) =>
    Buffer.from(Int32Array.of(named.general[register]!).buffer).toString(),
  );
  t.is(letters.join(""), "StrataCourse");
});

test("a single step is a trap after the instruction, and DR6 tells", (t) => {
  const cpu = processorIn(0);
  cpu.flags.word = 0x102;
  t.is(execute(cpu, "nop\nnop"), vectors.DB);
  t.is(cpu.ram.read32(0x8000 - 12), 0x5001);
  t.is(cpu.debug[6]! & 0x4000, 0x4000);
});

test("STI holds interrupts back for one instruction if they were off; loads of SS do always", (t) => {
  const cpu = processorIn(0);
  t.is(execute(cpu, "sti"), "done");
  t.false(cpu.isInterruptible);
  const again = processorIn(0);
  again.flags.word = 0x202;
  t.is(execute(again, "sti"), "done");
  t.true(again.isInterruptible);
  const stack = processorIn(0);
  stack.flags.word = 0x202;
  t.is(execute(stack, `mov ax, ${dataOf[0]}\nmov ss, ax`), "done");
  t.false(stack.isInterruptible);
});
