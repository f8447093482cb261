/**
 * The whole table, and ways into it: by opcode for the decoder, by name for the assembler.
 *
 * @packageDocumentation
 */
import { type Form, parseForms } from "./form";
import { arithmetic, bits, control, type Definition, moving, system } from "./table";

/** Every entry. */
export const definitions: readonly Definition[] = [...moving, ...arithmetic, ...bits, ...control, ...system];

const definitionOfForm = new Map<Form, Definition>(
  definitions.flatMap((definition) => definition.forms.flatMap(parseForms).map((form) => [form, definition] as const)),
);

/** Every form. */
export const forms: readonly Form[] = [...definitionOfForm.keys()];

/** What is true of a form beside its encoding. */
export function definitionOf(form: Form): Definition {
  return definitionOfForm.get(form)!;
}

/** Forms by opcode: of one byte at its value, of 0F and one at 256 more. */
const byOpcode: readonly (readonly Form[])[] = Array.from({ length: 512 }, (_, key) =>
  forms.filter(({ opcode, registerInOpcode }) => {
    const own = (opcode.length === 2 ? 256 : 0) + opcode[opcode.length - 1]!;
    return registerInOpcode ? key >= own && key < own + 8 : key === own;
  }),
);

/** The forms that begin with an opcode. */
export function formsOfOpcode(opcode: number, map: "one byte" | "after 0F"): readonly Form[] {
  return byOpcode[opcode + (map === "after 0F" ? 256 : 0)]!;
}

const byMnemonic = new Map<string, Form[]>();
for (const form of forms) byMnemonic.set(form.mnemonic, [...(byMnemonic.get(form.mnemonic) ?? []), form]);

/** The forms of a name, in the table's order; none if there is no such instruction. */
export function formsOfMnemonic(mnemonic: string): readonly Form[] {
  return byMnemonic.get(mnemonic.toUpperCase()) ?? [];
}
