/** Programs: labels, data, sections, macros, and what is wrong in them. */
import test from "ava";
import { assemble, decode, disassemble } from "../../../lib/machine";

const hex = (source: string) => Buffer.from(assemble(source).bytes).toString("hex");

test("a jump is short if it reaches, and grows if it does not", (t) => {
  t.is(hex("jmp end\ntimes 127 nop\nend:"), `eb7f${"90".repeat(127)}`);
  t.is(hex("jmp end\ntimes 128 nop\nend:"), `e980000000${"90".repeat(128)}`);
  t.is(hex("top: times 126 nop\njmp top"), `${"90".repeat(126)}eb80`);
  t.is(hex("top: times 127 nop\njmp top"), `${"90".repeat(127)}e97cffffff`);
  t.is(hex("jmp near end\nend:"), "e900000000");
});

test("jumps that push each other out of reach settle", (t) => {
  const source = "a: jmp d\nb: jmp d\nc: times 122 nop\njmp a\njmp a\nd:";
  const { bytes, labels } = assemble(source);
  const first = decode(bytes, 0, 32);
  t.is(first.type === "instruction" && disassemble(first.instruction, 0), `jmp 0x${labels.get("d")!.toString(16)}`);
});

test("a jump too far for its only form is refused with its place", (t) => {
  t.throws(() => assemble("loop end\ntimes 200 nop\nend:"), {
    message: /^Expected line 1, column 1 to be LOOP rel8, got/,
  });
  t.throws(() => assemble("jmp short end\ntimes 200 nop\nend:"), { message: /^Expected line 1, column 1 to be JMP/ });
});

test("data, space, times and align", (t) => {
  t.is(hex('db 1, 2, "ab", 0\ndw 0x1234, "a"\ndd 1, -1'), "0102616200" + "34126100" + "01000000ffffffff");
  t.is(hex("db 1\nalign 4\ndb 2"), "0100000002");
  t.is(hex("times 3 dw 7\nresb 2\ndb 1"), `${"0700".repeat(3)}000001`);
  t.is(hex("start: db 1, 2, 3\nlength equ $ - start\ndb length"), "01020303");
  t.is(hex("org 0x7c00\ntimes 510-($-$$) db 0\ndw 0xaa55").length, 1024);
});

test("expressions follow the usual order", (t) => {
  t.is(
    hex("dd 1 + 2 * 3, (1 + 2) * 3, 1 << 4 | 3, ~0 & 0xff, 7 / 2, 7 % 4, -1 + 2, 'A'"),
    [7, 9, 19, 255, 3, 3, 1, 65].map((value) => `${value.toString(16).padStart(2, "0")}000000`).join(""),
  );
});

test("sections lie behind each other; .bss takes no bytes", (t) => {
  const program = assemble(
    "org 0x100\nsection .data\nx: db 5\nsection .text\nmov al, [x]\nsection .bss\ny: resb 8\nz: resb 1",
  );
  t.is(Buffer.from(program.bytes).toString("hex"), "a00501000005");
  t.deepEqual(
    [program.labels.get("x"), program.labels.get("y"), program.labels.get("z"), program.reservedBytes],
    [0x105, 0x106, 0x10e, 9],
  );
});

test("names with a dot belong to the label before them", (t) => {
  t.is(hex("a:\n.x: db .x\nb: db .x\n.x: db a.x, b.x"), "0002" + "0002");
});

test("macros fill in what they are given, each with labels of its own", (t) => {
  const source =
    "%macro twice 2\n  mov %1, %2\n%%again: add %1, %1\n  jnz %%again\n%endmacro\ntwice eax, 5\ntwice ecx, 'x'";
  t.is(hex(source), "b80500000001c075fc" + "b97800000001c975fc");
});

test("the listing tells the line and address of all bytes", (t) => {
  const { listing } = assemble("org 16\n; nothing\nnop\nx: mov eax, x");
  t.deepEqual(
    listing.map(({ line, address, bytes }) => [line, address, bytes.length]),
    [
      [3, 16, 1],
      [4, 17, 5],
    ],
  );
});

const mistake = test.macro({
  exec(t, source: string, message: RegExp) {
    t.throws(() => assemble(source), { message });
  },
  title: (_, source: string) => `told with its place: ${source.replaceAll("\n", " / ")}`,
});
test(
  mistake,
  "nop\nmov eax, ebx, ecx",
  /^Expected line 2, column 1 to be MOV r\/m8, r8 \| .*, got "mov with register, register, register"/,
);
test(mistake, "mov eax, bl", /^Expected line 1, column 1 to be MOV/);
test(mistake, "movv eax, 1", /^Expected line 1, column 1 to be an instruction or a directive, got "movv"/);
test(mistake, "mov [eax], 1", /^Expected line 1, column 5 to say byte, word or dword, got "memory of unknown size"/);
test(mistake, "mov al, 256", /^Expected line 1, column 1 to be MOV/);
test(mistake, "jmp nowhere", /^Expected line 1, column 5 to be a label or a constant, got "nowhere"/);
test(mistake, "x: nop\nx: nop", /^Expected line 2, column 1 to be a name of its own, got "x"/);
test(mistake, "mov eax, [ebx+ecx+edx]", /^Expected line 1, column 23 after a base and an index/);
test(mistake, "mov eax, [ebx*3]", /scale of 1, 2, 4 or 8/);
test(mistake, "mov eax, [bx+ecx]", /after a base and an index/);
test(mistake, "db 1 2", /^Expected line 1, column 6 to be the end of the line, got "2"/);
test(mistake, "mov eax, (1 + 2", /^Expected line 1, column 16 to be "\)", got "the end of the line"/);
test(mistake, "mov eax, 5 / 0", /^Expected line 1, column 12 not to divide by zero, got 0/);
test(mistake, "times -1 nop", /^Expected line 1, column 1 to be a whole number from 0/);
test(mistake, "section .rodata", /^Expected line 1, column 1 to be .text, .data, .bss, got ".rodata"/);
test(mistake, "bits 64", /^Expected line 1, column 6 to be 16 or 32, got "64"/);
test(mistake, "mov eax, #1", /^Expected line 1, column 10 to begin a word, number, string or sign, got "#"/);
test(mistake, "%macro m 1\nnop", /^Expected line 1, column 1 to be followed by %endmacro, got "m"/);
test(mistake, "%macro m 1\nm %1\n%endmacro\nm 1", /to be a macro that does not use itself/);
test(mistake, "%macro m 1\nnop\n%endmacro\nm 1, 2", /to give 1 arguments to m, got 2/);
