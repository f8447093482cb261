/** Images that boot, and images that are refused with a sentence. */
import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../../lib/errors";
import {
  bootImage,
  EAX,
  imageKind,
  Machine,
  SECTOR_BYTES,
  teachingKernel,
  UnknownEncodings,
} from "../../../lib/machine";
import { elfKernel, SAY_AND_END, sector } from "./images";

function run(image: Uint8Array, disk?: Uint8Array): Machine {
  const machine = new Machine({ memoryBytes: 2 ** 21, ...(disk !== undefined && { disk }) });
  bootImage(machine, image);
  machine.run({ instructions: 20_000 });
  return machine;
}

test("a boot sector is started in real mode", (t) => {
  const { board, processor } = run(sector(SAY_AND_END));
  t.is(board.power.output, "!");
  t.true(board.isOff);
  t.false(processor.isProtected);
});

test("a boot sector reads the rest of itself from the disk", (t) => {
  const image = new Uint8Array(2 * SECTOR_BYTES);
  const code = `
    mov dx, 0x1f2
    mov al, 1
    out dx, al            ; one sector
    inc dx
    out dx, al            ; its number: 1
    inc dx
    mov al, 0
    out dx, al
    inc dx
    out dx, al
    inc dx
    mov al, 0xe0
    out dx, al
    inc dx
    mov al, 0x20
    out dx, al
  wait: in al, dx
    test al, 8
    jz wait
    mov dx, 0x1f0
    mov di, 0x7e00
    mov cx, 256
    rep insw
    jmp 0x7e00`;
  image.set(sector(code));
  image.set(sector(SAY_AND_END).subarray(0, 510), SECTOR_BYTES);
  t.is(run(image, image).board.power.output, "!");
});

test("an ELF kernel with a multiboot header is started in 32-bit mode, with what is behind its bytes cleared", (t) => {
  const image = elfKernel(`${SAY_AND_END}\nhlt`);
  const machine = new Machine({ memoryBytes: 2 ** 21 });
  machine.ram.bytes.fill(0xff, 0x10_0000);
  bootImage(machine, image);
  t.true(machine.processor.isProtected);
  t.is(machine.processor.general[EAX], 0x2bad_b002);
  t.deepEqual([...machine.ram.bytes.subarray(0x10_0200, 0x10_1200)], new Array(4096).fill(0));
  t.is(machine.ram.bytes[0x10_1200], 0xff);
  t.is(machine.run().reason, "off");
  t.is(machine.board.power.output, "!");
});

test("a kernel is told how much memory there is", (t) => {
  const { processor } = run(elfKernel("mov eax, [ebx + 8]\nhlt"));
  t.is(processor.general[EAX], 1024);
});

const refused: readonly (readonly [title: string, image: () => Uint8Array, message: RegExp])[] = [
  ["nothing", () => new Uint8Array(0), /multiboot header .* 55 AA/],
  ["a text", () => new TextEncoder().encode("no image at all"), /multiboot header/],
  ["a header cut off", () => teachingKernel().slice(0, 20), /whole multiboot header/],
  ["a kernel cut off", () => teachingKernel().slice(0, 5000), /the bytes that its header names/],
  ["ELF of 64 bits", () => elfKernel("hlt", (view) => view.setUint8(4, 2)), /ELF of 32 bits.*64/],
  ["ELF for another processor", () => elfKernel("hlt", (view) => view.setUint16(18, 40, true)), /80386/],
  [
    "ELF with its headers elsewhere",
    () => elfKernel("hlt", (view) => view.setUint32(28, 9999, true)),
    /headers within/,
  ],
  ["ELF with a segment elsewhere", () => elfKernel("hlt", (view) => view.setUint32(56, 9999, true)), /segments within/],
  ["ELF for more memory than there is", () => elfKernel("hlt", (view) => view.setUint32(64, 2 ** 30, true)), /to fit/],
];

for (const [title, image, message] of refused)
  test(`refused: ${title}`, (t) => {
    const error = t.throws(() => run(image()), { instanceOf: DomainError });
    t.regex(error.message, message);
  });

test("whatever the bytes of an image are: refused with a sentence, or run", (t) => {
  const good = [teachingKernel(), elfKernel(SAY_AND_END), sector(SAY_AND_END)];
  const change = fc.tuple(fc.nat(2047), fc.nat(255));
  const property = fc.property(fc.constantFrom(...good), fc.array(change, { maxLength: 12 }), (image, changes) => {
    const broken = image.slice();
    for (const [at, byte] of changes) if (at < broken.length) broken[at] = byte;
    try {
      const machine = new Machine({ memoryBytes: 2 ** 21 });
      bootImage(machine, broken);
      machine.run({ instructions: 2_000 });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  });
  t.notThrows(() => fc.assert(property, { seed: 6, numRuns: process.env.CI === "true" ? 100 : 25 }));
});

test("a disk that holds an ELF kernel is a boot sector", (t) => {
  const disk = new Uint8Array(8192);
  disk.set(sector("hlt"));
  disk.set(elfKernel("hlt"), 512);
  t.is(imageKind(disk), "boot sector");
});

test("encodings that the machine does not have are listed, UD2 is not", (t) => {
  const machine = new Machine({ memoryBytes: 2 ** 21 });
  bootImage(machine, elfKernel("db 0xd9, 0xd0"));
  const unknown = new UnknownEncodings(machine.processor);
  t.is(machine.run().reason, "shutdown");
  t.deepEqual(
    unknown.list.map(({ bytes, address, times }) => [bytes, address, times]),
    [["d9 d0 00 00", 0x10_000c, 1]],
  );
  const other = new Machine({ memoryBytes: 2 ** 21 });
  bootImage(other, elfKernel("ud2"));
  const none = new UnknownEncodings(other.processor);
  t.is(other.run().reason, "shutdown");
  t.deepEqual(none.list, []);
});
