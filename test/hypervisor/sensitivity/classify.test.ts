/** What every instruction does outside ring 0, found by executing it, beside what the literature lists. */
import test from "ava";
import * as hypervisor from "../../../lib/hypervisor";
import { type Form, forms, formsOfMnemonic } from "../../../lib/machine";

/** Intel, Software Developer's Manual, vol. 3A, section 5.9, "Privileged Instructions", as far as the table has them. */
const privileged = "MOV HLT CLTS INVD WBINVD INVLPG LGDT LIDT LLDT LTR LMSW RDMSR WRMSR".split(" ");
/** Vol. 1, section 19.5.1, "I/O Privilege Level". */
const ioSensitive = "CLI STI IN OUT INSB OUTSB INSW OUTSW INSD OUTSD".split(" ");
/** J. Robin, C. Irvine, USENIX Security 2000, by the names of the table. */
const published = "SGDT SIDT SLDT SMSW PUSHF POPF LAR LSL VERR VERW POP PUSH CALL JMP INT RETF STR MOV".split(" ");
/** The same by other names: of 32 bits, INT n without n, loads of a segment register, and the return that is a POPF. */
const relatives = "PUSHFD POPFD INT1 INT3 INTO LDS LES LFS LGS LSS IRET IRETD".split(" ");

/** Privileged without need. */
const caches = ["INVD", "WBINVD"];

/** All forms, or, outside CI, those of the instructions above, without the shorter of two widths, and some of all others. */
const listed = new Set([...privileged, ...ioSensitive, ...published, ...relatives, ...caches, "RDTSC"]);
const inBothWidths = new Set(forms.flatMap(({ mnemonic, operandSize }) => (operandSize === 32 ? [mnemonic] : [])));
const isTried = ({ mnemonic, operandSize }: Form, at: number) => {
  if (process.env.CI === "true") return true;
  return listed.has(mnemonic) ? operandSize !== 16 || !inBothWidths.has(mnemonic) : at % 16 === 0;
};
const rows = hypervisor.classify(forms.filter(isTried));
const instructions = hypervisor.byMnemonic(rows);
const named = (pick: (row: hypervisor.InstructionSensitivity) => boolean) =>
  instructions.filter(pick).map(({ mnemonic }) => mnemonic);

test("the privileged instructions are the manual's, and RDTSC where a monitor sets CR4.TSD", (t) => {
  t.deepEqual(named((row) => row.privileged).toSorted(), [...privileged, "RDTSC"].toSorted());
});

test("I/O-sensitive are those that the manual binds to IOPL", (t) => {
  t.deepEqual(named((row) => row.ioSensitive).toSorted(), ioSensitive.toSorted());
});

test("sensitive and silent outside ring 0 are the published instructions and their relatives", (t) => {
  t.deepEqual(named((row) => row.sensitiveUnprivileged).toSorted(), [...published, ...relatives].toSorted());
  t.false(hypervisor.isVirtualizable(rows));
});

test("what is sensitive either traps or is silent", (t) => {
  for (const row of rows.filter(hypervisor.isSensitive)) {
    const atZero = row.outside.filter(({ iopl }) => iopl === 0);
    t.true(row.sensitiveUnprivileged || atZero.every(({ effect }) => effect === "traps"), row.form.mnemonic);
  }
});

test("what is not sensitive does the same in every ring, or is privileged without need", (t) => {
  const rest = rows.filter((row) => !hypervisor.isSensitive(row));
  for (const { form, outside, privileged: traps } of rest)
    t.true(traps || outside.every(({ effect }) => effect === "same"), form.mnemonic);
  t.deepEqual([...new Set(rest.filter((row) => row.privileged).map(({ form }) => form.mnemonic))], caches);
});

test("with IOPL at its ring, a guest that switches interrupts switches the monitor's", (t) => {
  const [cli] = hypervisor.classify(formsOfMnemonic("CLI"));
  const effects = cli!.outside.map(({ ring, iopl, effect }) => [ring <= iopl, effect] as const);
  for (const [isAllowed, effect] of effects) t.is(effect, isAllowed ? "differs" : "traps");
});
