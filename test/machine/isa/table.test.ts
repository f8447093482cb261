/** The table of instructions is consistent. */
import test from "ava";
import { definitionOf, definitions, forms, formsOfMnemonic } from "../../../lib/machine";

test("no two forms have the same bytes", (t) => {
  const seen = new Map<string, string>();
  for (const { mnemonic, operands, opcode, prefix, modRm, operandSize, addressSize } of forms) {
    const shape = [opcode, prefix, typeof modRm === "number" ? modRm : "", operandSize, addressSize];
    const isMemoryAlone = operands.some(({ place, type }) => place === "rm" && (type === "memory" || type === "far"));
    const key = JSON.stringify([...shape, isMemoryAlone]);
    // NOP is what XCHG EAX, EAX would be.
    t.true(!seen.has(key) || mnemonic === "XCHG", `${mnemonic} and ${seen.get(key)}`);
    seen.set(key, mnemonic);
  }
});

test("every form has its definition, and every name its forms", (t) => {
  for (const form of forms) {
    t.true(definitions.includes(definitionOf(form)));
    t.true(formsOfMnemonic(form.mnemonic.toLowerCase()).includes(form));
  }
  t.deepEqual(formsOfMnemonic("FADD"), []);
});

test("a flag is not both written and left undefined", (t) => {
  for (const { forms: rows, writes = [], undefines = [] } of definitions)
    t.deepEqual(
      writes.filter((flag) => undefines.includes(flag)),
      [],
      rows[0],
    );
});

test("what only ring 0 may do is what the manual says", (t) => {
  const names = forms.filter((form) => definitionOf(form).privilege === "ring 0").map(({ mnemonic }) => mnemonic);
  const expected = "CLTS HLT INVD INVLPG LGDT LIDT LLDT LMSW LTR MOV RDMSR WBINVD WRMSR";
  t.is([...new Set(names)].sort().join(" "), expected);
});
