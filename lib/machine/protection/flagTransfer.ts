/**
 * EFLAGS as a whole, and IF: who may change what.
 *
 * ```text
 *   POPF, IRET load    status flags  TF  DF  NT  AC  ID    in every ring
 *                      IF                                  in rings up to IOPL; further out it stays, and nothing tells    ◄── what breaks trap and emulate
 *                      IOPL                                in ring 0
 *   CLI, STI           IF                                  in rings up to IOPL, or #GP
 * ```
 *
 * Left out: RF (it is clear but in the image that a fault pushes), VM, VIF and VIP.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2B, "POPF/POPFD/POPFQ", "PUSHF/PUSHFD/PUSHFQ", "STI"; vol. 3A, section 2.3.
 *
 * @packageDocumentation
 */
import { flagBits, statusFlags } from "../processor/flags";
import type { Processor } from "../processor/processor";
import type { Step } from "../processor/step";

/** The bits of EFLAGS that POPF and IRET change in the ring that runs. */
export function writableFlags(cpu: Processor, operandSize: 16 | 32): number {
  const { TF, DF, NT, AC, ID, IF, IOPL } = flagBits;
  const always = statusFlags | TF | DF | NT | AC | ID;
  const own = cpu.cpl === 0 ? IF | IOPL : cpu.cpl <= cpu.iopl ? IF : 0;
  return operandSize === 32 ? always | own : (always | own) & 0xffff;
}

/** Changes these bits of EFLAGS. */
export function loadFlags({ flags }: Processor, image: number, writable: number): void {
  flags.word = (flags.word & ~writable) | (image & writable);
}

/** PUSHF. */
export function pushFlags(cpu: Processor, { operandSize }: Step): void {
  cpu.push(cpu.flags.word, operandSize);
}

/** POPF. */
export function popFlags(cpu: Processor, { operandSize }: Step): void {
  loadFlags(cpu, cpu.pop(operandSize), writableFlags(cpu, operandSize));
}

/** CLI. */
export function clearInterrupts({ flags }: Processor): void {
  flags.system &= ~flagBits.IF;
}

/** STI: if interrupts were off, they wait for one more instruction, so that `sti; hlt` and `sti; ret` cannot be parted. */
export function setInterrupts(cpu: Processor): void {
  if ((cpu.flags.system & flagBits.IF) === 0) cpu.interruptShadow = true;
  cpu.flags.system |= flagBits.IF;
}
