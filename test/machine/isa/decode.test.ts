/** From bytes to instructions and back. */
import test from "ava";
import fc from "fast-check";
import { type Decoded, decode, disassemble, encode, type Mode, parseForms } from "../../../lib/machine";

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const textOf = (decoded: Decoded) =>
  decoded.type === "instruction" ? disassemble(decoded.instruction, 0x1000) : decoded.type;

const manual = test.macro({
  exec(t, hex: string, text: string, mode: Mode = 32) {
    const bytes = bytesOf(hex);
    const decoded = decode(bytes, 0, mode);
    t.is(textOf(decoded), text);
    if (decoded.type === "instruction") t.is(decoded.instruction.length, bytes.length);
  },
  title: (_, hex: string, text: string, mode: Mode = 32) => `${mode} bits: ${hex} is ${text}`,
});
test(manual, "83 c0 ff", "add eax, 0xffffffff");
test(manual, "0f b6 44 1d 10", "movzx eax, byte [ebp+ebx+0x10]");
test(manual, "f3 a5", "rep movsd");
test(manual, "f2 ae", "repne scasb");
test(manual, "66 b8 34 12", "mov ax, 0x1234");
test(manual, "b8 34 12", "mov ax, 0x1234", 16);
test(manual, "ea 78 56 34 12 10 00", "jmp 0x10:0x12345678");
test(manual, "ff 29", "jmp far [ecx]");
test(manual, "0f 22 c0", "mov cr0, eax");
test(manual, "0f 20 15", "mov ebp, cr2"); // the upper bits of ModRM do not count
test(manual, "90", "nop");
test(manual, "f3 90", "pause");
test(manual, "f0 01 03", "lock add dword [ebx], eax");
test(manual, "8b 04 b5 10 00 00 00", "mov eax, dword [esi*4+0x10]");
test(manual, "8b 05 10 00 00 00", "mov eax, dword [0x10]");
test(manual, "67 8b 40 fe", "mov eax, dword [bx+si-0x2]");
test(manual, "65 a1 44 33 22 11", "mov eax, dword [gs:0x11223344]");
test(manual, "c8 10 00 02", "enter 0x10, 0x2");
test(manual, "eb fe", "jmp 0x1000");
test(manual, "e8 fb ef ff ff", "call 0x0");
test(manual, "74 10", "je 0x1012");

const refused = test.macro({
  exec(t, hex: string, reason: string) {
    const decoded = decode(bytesOf(hex), 0, 32);
    const came: string = decoded.type === "invalid" ? decoded.reason : decoded.type;
    t.is(came, reason);
  },
  title: (_, hex: string, reason: string) => `refused: ${hex} (${reason})`,
});
test(refused, "0f 0b", "instruction"); // UD2 is an instruction, whose work is to be refused
test(refused, "0f ff", "opcode");
test(refused, "62 c0", "opcode"); // BOUND takes memory alone
test(refused, "8d c0", "opcode"); // so does LEA
test(refused, "ff f8", "opcode"); // no /7 behind FF
test(refused, "8e c8", "register"); // CS cannot be loaded
test(refused, "8c f0", "register"); // there is no segment register 6
test(refused, "0f 22 c8", "register"); // no CR1
test(refused, "f0 89 03", "lock"); // MOV cannot be locked
test(refused, "f0 01 c0", "lock"); // nor a register
test(refused, "66 66 66 66 66 66 66 66 66 66 66 66 66 66 90", "instruction");
test(refused, "66 66 66 66 66 66 66 66 66 66 66 66 66 66 66 90", "tooLong");
test(refused, "b8 01", "truncated");
test(refused, "", "truncated");

test("any bytes are an instruction of 1 to 15 bytes, or refused: no crash", (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 18 }), fc.constantFrom<Mode>(16, 32), (bytes, mode) => {
      const decoded = decode(bytes, 0, mode);
      if (decoded.type === "instruction")
        t.true(decoded.instruction.length >= 1 && decoded.instruction.length <= Math.min(15, bytes.length));
    }),
    { seed: 1, numRuns: 5000 },
  );
});

test("what was decoded is encoded to bytes that mean the same, and are no more", (t) => {
  const code = fc.uint8Array({ minLength: 15, maxLength: 15 });
  fc.assert(
    fc.property(code, fc.constantFrom<Mode>(16, 32), (bytes, mode) => {
      const first = decode(bytes, 0, mode);
      if (first.type !== "instruction") return;
      const encoded = encode(first.instruction, mode);
      const second = decode(encoded, 0, mode);
      t.true(encoded.length <= first.instruction.length);
      t.deepEqual(second, { type: "instruction", instruction: { ...first.instruction, length: encoded.length } });
    }),
    { seed: 2, numRuns: 5000 },
  );
});

test("a row that is not in the notation is refused", (t) => {
  t.throws(() => parseForms("ADD eax 05"), { message: /to be as "ADD r\/m8, r8 = 00 \/r", got "ADD eax 05"/ });
  t.throws(() => parseForms("ADD r/m64, r8 = 00 /r"), { message: /got "r\/m64"/ });
  t.throws(() => parseForms("ADD r8 = 00 /9"), { message: /without "\/9"/ });
});
