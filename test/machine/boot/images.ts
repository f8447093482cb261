/** Images to boot, made by hand. */
import { assemble } from "../../../lib/machine";

/** Says "!" to the debug port and switches off, in code of either mode. */
export const SAY_AND_END = `
  mov al, '!'
  out 0xe9, al
  mov dx, 0x604
  mov ax, 0x2000
  out dx, ax
  hlt`;

/** A boot sector around code that begins at 7C00. */
export function sector(code: string): Uint8Array {
  return assemble(`bits 16\norg 0x7c00\n${code}\ntimes 510 - ($ - $$) db 0\ndw 0xaa55`).bytes;
}

/** An ELF file of one segment whose file part is this code, with a multiboot header before it. */
export function elfKernel(code: string, change: (view: DataView) => void = () => {}): Uint8Array {
  const address = 0x10_0000;
  const text = assemble(
    `bits 32\norg ${address}\ndd 0x1badb002, 3, -(0x1badb002 + 3)\n${code}\ntimes 512 - ($ - $$) db 0`,
  );
  const file = new Uint8Array(84 + text.bytes.length);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  for (const [at, value] of [
    [16, 2],
    [18, 3],
    [42, 32],
    [44, 1],
  ] as const)
    view.setUint16(at, value, true);
  for (const [at, value] of [
    [24, address + 12],
    [28, 52],
  ] as const)
    view.setUint32(at, value, true);
  const header = [1, 84, address, address, text.bytes.length, text.bytes.length + 4096, 7, 4];
  for (const [at, value] of header.entries()) view.setUint32(52 + at * 4, value, true);
  file.set(text.bytes, 84);
  change(view);
  return file;
}
