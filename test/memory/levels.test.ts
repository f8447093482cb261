/** Permissions in tables of one, two, three and four levels, over every combination of P, W and U at every level. */
import test from "ava";
import * as memory from "../../lib/memory";

const formats: readonly memory.PageTableFormat[] = [
  memory.slideFormat,
  memory.x86Format,
  { name: "three levels", levels: 3, indexBits: 9, entryBytes: 8 },
  memory.x64Format,
];
const accesses = (["user", "supervisor"] as const).flatMap((mode) =>
  (["read", "write"] as const).flatMap((kind) =>
    [true, false].map((writeProtect) => ({ access: { address: 0, kind, mode }, control: { writeProtect } })),
  ),
);

for (const format of formats) {
  test(`${format.name}: a right holds if every level grants it, in all ${8 ** format.levels * accesses.length} cases`, (t) => {
    const ram = new memory.HostMemory(5);
    const tables = memory.tablesIn(ram, format);
    for (let combination = 0; combination < 8 ** format.levels; combination++) {
      // Table k lies in frame k and leads to frame k + 1; three bits of the combination are its flags.
      const flags = Array.from({ length: format.levels }, (_, depth) => Math.floor(combination / 8 ** depth) % 8);
      for (const [depth, bits] of flags.entries()) {
        memory.writeWord(ram, depth * 4096, format.entryBytes, (depth + 1) * 4096 + bits);
      }
      const every = (bit: number) => flags.every((bits) => (bits & bit) !== 0);
      for (const { access, control } of accesses) {
        const allowed =
          every(1) &&
          (access.mode === "supervisor" || every(4)) &&
          (access.kind === "read" || every(2) || (access.mode === "supervisor" && !control.writeProtect));
        const found = memory.look(tables, 0, access, control);
        const expected = allowed
          ? format.levels
          : Number(every(1)) + (access.kind === "write" ? 2 : 0) + (access.mode === "user" ? 4 : 0);
        const came = found.type === "found" ? found.frame : found.type === "pageFault" ? found.errorCode : undefined;
        if (came !== expected || (found.type === "found") !== allowed) {
          t.fail(`flags ${flags.join(", ")}, ${JSON.stringify(access)}: ${JSON.stringify(found)}`);
          return;
        }
      }
    }
    t.pass();
  });
}
