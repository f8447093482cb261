/**
 * What the slides say about user and kernel mode, rings, and a guest outside ring 0 (V1 to V3).
 *
 * @packageDocumentation
 */
import * as hypervisor from "../hypervisor";
import * as machine from "../machine";
import type { Statement } from "./claim";

const hosted = { source: "Hosted Virtualization", date: "2018", tolerance: 0 } as const;
const rings = { source: "CPU Rings", date: "2018", tolerance: 0 } as const;

/** The statements of this part, in the lecture's order. */
export function machineStatements(): Statement[] {
  return [...ofProtectedInstructions(), ...ofRings(), ...ofGuests()];
}

/** Sensitive instructions that the literature lists as not privileged: J. Robin, C. Irvine, USENIX Security 2000. */
const listed = "SGDT SIDT SLDT SMSW PUSHF POPF LAR LSL VERR VERW POP PUSH CALL JMP INT RETF STR MOV".split(" ");

function ofProtectedInstructions(): Statement[] {
  const privileged = classified("ring 0");
  const io = classified("I/O");
  const inRing3 = [...privileged, ...io].flatMap(({ outside }) => outside.filter(({ ring, iopl }) => ring > iopl));
  const trapping = inRing3.filter(({ effect }) => effect === "traps").length;
  return [
    {
      id: "V1/kernel-mode-only",
      ...hosted,
      statement: "Protected instructions only work in kernel mode",
      stated: "ring 0 alone",
      computed: privileged.every((row) => row.privileged) ? "ring 0 alone" : "elsewhere, too",
      note: `${privileged.length} forms of privileged instructions were executed in every ring with every IOPL.`,
    },
    {
      id: "V1/io",
      ...hosted,
      statement: "Protected instructions: I/O",
      stated: "protected",
      computed: io.every(({ ioSensitive }) => ioSensitive) ? "protected" : "free",
      note: "Protected by IOPL: IN and OUT trap in rings beyond it, unless the task's I/O bitmap lets a port through.",
    },
    {
      id: "V1/traps",
      ...hosted,
      statement: "Traps to kernel if run in user mode",
      stated: inRing3.length,
      computed: trapping,
      unit: "forms in rings beyond IOPL that trap",
    },
  ];
}

function classified(privilege: "ring 0" | "I/O"): hypervisor.FormSensitivity[] {
  return hypervisor.classify(machine.forms.filter((form) => machine.definitionOf(form).privilege === privilege));
}

function ofRings(): Statement[] {
  const computer = new machine.Machine({ memoryBytes: 4 * 2 ** 20, disk: machine.teachingDisk() });
  machine.bootImage(computer, machine.teachingKernel());
  const seen = new Set<number>();
  computer.onStep = () => void seen.add(computer.processor.cpl);
  computer.run({ instructions: 100_000 });
  const used = [...seen].sort((a, b) => a - b).join(" and ");
  return [
    {
      id: "V2/kernel-and-user",
      ...rings,
      statement: "Ring 0 = kernel mode, ring 3 = user mode",
      stated: "0 and 3",
      computed: used,
      note: "The rings in which the teaching kernel and its two programs were seen, instruction by instruction.",
    },
    {
      id: "V2/rings-1-2",
      ...rings,
      statement: "Rings 1-2 = drivers or unused",
      stated: "unused",
      computed: seen.has(1) || seen.has(2) ? "used" : "unused",
    },
  ];
}

function ofGuests(): Statement[] {
  const from = hypervisor.silentFailuresGuest();
  const guest = new hypervisor.TrapAndEmulate({ from });
  guest.run({ instructions: 200 });
  const ring = guest.hardware.cpl;
  const { exits } = guest;
  guest.run();
  const wrong = hypervisor.readSilentFailures(guest.board.serial.output).filter(({ isRight }) => !isRight).length;
  const silent = listed.filter((mnemonic) =>
    sensitiveForms(mnemonic).some((form) => hypervisor.classify([form])[0]!.sensitiveUnprivileged),
  );
  return [
    {
      id: "V3/ring-1",
      ...rings,
      statement: "Hosted virtualization runs VM OS in Ring 1",
      stated: 1,
      computed: ring,
      unit: "ring",
    },
    {
      id: "V3/detect",
      ...rings,
      statement: "Must detect any CPU instructions that require Ring 0",
      stated: "exits",
      computed: hypervisor.totalVmExits(exits) > 0 ? "exits" : "runs through",
    },
    {
      id: "V3/trap-on-sensitive",
      source: "How to Virtualize?",
      date: "2018",
      tolerance: 0,
      statement: "Full Virtualization - trap on sensitive instructions",
      stated: 0,
      computed: silent.length,
      unit: "sensitive instructions that do not trap",
      note: `This processor does not trap on ${silent.join(", ")} outside ring 0: trapping alone is not enough, and the slides go on to translation.`,
    },
    {
      id: "V3/agnostic",
      source: "Getting help from the VM",
      date: "2018",
      tolerance: 0,
      statement: "Guest OS does not know it is being virtualized",
      stated: "does not know",
      computed: wrong === 0 ? "does not know" : "can find out",
      note: `True of guests that do not ask. One that asks, under trap and emulate, gets ${wrong} answers that it would not get alone.`,
    },
  ];
}

/** Of MOV, PUSH and POP, the forms about segment registers: the others are not sensitive. */
function sensitiveForms(mnemonic: string): machine.Form[] {
  const forms = machine.formsOfMnemonic(mnemonic);
  const aboutSegments = forms.filter(({ operands }) => operands.some(({ type }) => type === "segment"));
  return aboutSegments.length > 0 ? aboutSegments : [...forms];
}
