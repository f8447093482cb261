/**
 * Exits: the moments when a guest stops and its hypervisor runs.
 *
 * | reason         | what the guest did                                                           |
 * |----------------|------------------------------------------------------------------------------|
 * | io             | IN, OUT and their strings                                                    |
 * | device         | a load or store where a device answers, or nothing                           |
 * | interruptFlag  | CLI, STI                                                                     |
 * | controlRegister| MOV of CR and DR, LMSW, CLTS, RDMSR, WRMSR                                   |
 * | table          | LGDT, LIDT, LLDT, LTR                                                        |
 * | segment        | a load of a segment register, a jump or call to another segment              |
 * | return         | IRET, RETF                                                                   |
 * | halt           | HLT                                                                          |
 * | softwareInterrupt | INT n, INT3, INTO: a system call                                          |
 * | invalidate     | INVLPG, INVD, WBINVD                                                         |
 * | hiddenFault    | nothing wrong: the shadow table did not have the page yet                    |
 * | tableWrite     | a store to a page table                                                      |
 * | exception      | something wrong: the guest's own exception                                   |
 * | interrupt      | nothing: a virtual device asks                                               |
 * | realMode       | an instruction in real mode, where there are no rings to push it out to      |
 * | largePages     | an instruction while the guest has pages of 4 MiB                            |
 *
 * @packageDocumentation
 */

/** Reasons, in the order of figures. */
export const vmExitReasons = [
  "io",
  "device",
  "interruptFlag",
  "controlRegister",
  "table",
  "segment",
  "return",
  "halt",
  "softwareInterrupt",
  "invalidate",
  "hiddenFault",
  "tableWrite",
  "exception",
  "interrupt",
  "realMode",
  "largePages",
] as const;

/** Why a guest stopped. */
export type VmExitReason = (typeof vmExitReasons)[number];

/** One exit. */
export interface VmExit {
  /** The guest's clock, with the instruction that exited. */
  readonly clock: number;
  readonly reason: VmExitReason;
  /** The instruction's linear address, without sign. */
  readonly address: number;
  /** The instruction, if one is to blame. */
  readonly mnemonic: string | undefined;
  /** The guest's ring, as the guest believes it to be. */
  readonly ring: number;
}

/** Exits by reason. */
export type ExitCounts = Readonly<Record<VmExitReason, number>>;

/** Counts with nothing counted yet. */
export function noVmExits(): Record<VmExitReason, number> {
  return Object.fromEntries(vmExitReasons.map((reason) => [reason, 0])) as Record<VmExitReason, number>;
}

/** Exits of all reasons together. */
export function totalVmExits(counts: ExitCounts): number {
  return vmExitReasons.reduce((sum, reason) => sum + counts[reason], 0);
}

const byMnemonic: Readonly<Record<string, VmExitReason>> = {
  CLI: "interruptFlag",
  STI: "interruptFlag",
  HLT: "halt",
  IRET: "return",
  IRETD: "return",
  RETF: "return",
  LMSW: "controlRegister",
  CLTS: "controlRegister",
  RDMSR: "controlRegister",
  WRMSR: "controlRegister",
  LGDT: "table",
  LIDT: "table",
  LLDT: "table",
  LTR: "table",
  INVLPG: "invalidate",
  INVD: "invalidate",
  WBINVD: "invalidate",
  INT: "softwareInterrupt",
  INT1: "softwareInterrupt",
  INT3: "softwareInterrupt",
  INTO: "softwareInterrupt",
  IN: "io",
  OUT: "io",
  INSB: "io",
  INSW: "io",
  INSD: "io",
  OUTSB: "io",
  OUTSW: "io",
  OUTSD: "io",
  PUSH: "segment",
  POP: "segment",
  JMP: "segment",
  CALL: "segment",
  LDS: "segment",
  LES: "segment",
  LFS: "segment",
  LGS: "segment",
  LSS: "segment",
};

/** The reason that an instruction is, by its name and whether an operand of it is a control or debug register. */
export function reasonOf(mnemonic: string, usesControl: boolean): VmExitReason {
  if (mnemonic === "MOV") return usesControl ? "controlRegister" : "segment";
  return byMnemonic[mnemonic] ?? "exception";
}
