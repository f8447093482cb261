import test from "ava";
import { CS, EAX, EBX, ECX, ESP, SS } from "../../../lib/machine";
import { gate, processorWith, runToHalt, toProtectedMode } from "./computer";

test("a far jump after setting CR0.PE enters 32-bit protected mode", (t) => {
  const { cpu } = processorWith(`${toProtectedMode}
  mov eax, 0x12345678
  hlt`);
  runToHalt(cpu);
  t.is(cpu.general[EAX], 0x12345678);
  t.like(cpu.segments[CS], { selector: 8, base: 0, limit: 0xffff_ffff, big: true });
  t.is(cpu.task.selector, 0x28);
});

test("IRET enters ring 3, and INT returns through a gate to ring 0 on the stack of the task state", (t) => {
  const { cpu, labels } = processorWith(`${toProtectedMode}${gate(0x30, "handler")}
  push dword 0x23
  push dword 0x7000
  push dword 0x3202
  push dword 0x1b
  push dword outside
  iret
outside:
  mov ebx, cs
  int 0x30
after:
handler:
  mov ecx, cs
  hlt`);
  runToHalt(cpu);
  t.is(cpu.general[EBX], 0x1b);
  t.is(cpu.general[ECX], 8);
  t.is(cpu.cpl, 0);
  t.is(cpu.segments[SS]!.selector, 0x10);
  t.is(cpu.general[ESP], 0x8000 - 20);
  const pushed = [0, 1, 2, 3, 4].map((at) => cpu.ram.read32(0x8000 - 20 + 4 * at));
  t.deepEqual(pushed, [labels.get("after"), 0x1b, 0x3202, 0x7000, 0x23]);
});

test("a privileged instruction in ring 3 is a general protection fault at that instruction", (t) => {
  const { cpu, labels } = processorWith(`${toProtectedMode}${gate(13, "handler")}
  push dword 0x23
  push dword 0x7000
  push dword 2
  push dword 0x1b
  push dword outside
  iret
outside:
  hlt
handler:
  pop eax
  pop ebx
  hlt`);
  runToHalt(cpu);
  t.is(cpu.general[EAX], 0);
  t.is(cpu.general[EBX], labels.get("outside"));
});
