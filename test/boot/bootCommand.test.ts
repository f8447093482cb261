/** `strata boot` from outside: what it prints, what it reads, how it ends. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { teachingDisk, teachingKernel } from "../../lib/machine";
import { program } from "../../lib/packageFolder";
import { elfKernel, SAY_AND_END, sector } from "../machine/boot/images";

const ROOT = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "strata-boot-"));
test.after.always(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

function boot(words: readonly string[], input = ""): SpawnSyncReturns<string> {
  const options = { cwd: ROOT, input, encoding: "utf8", timeout: 60_000 } as const;
  return spawnSync(process.execPath, [program("cli"), "boot", ...words], options);
}

test("the teaching kernel prints to standard output, and the disk's file stays as it is", (t) => {
  const disk = file("disk", teachingDisk());
  const { stdout, stderr, status } = boot([file("kernel", teachingKernel()), "--disk", disk, "--memory", "4"]);
  t.is(stdout, readFileSync(join(ROOT, "test/machine/guest/recorded/teachingKernel.txt"), "utf8"));
  t.regex(stderr, /^Switched off after \d+ instructions\.\n$/);
  t.is(status, 0);
  t.deepEqual(new Uint8Array(readFileSync(disk)), teachingDisk());
});

test("what is typed reaches the serial port", (t) => {
  const echo = sector(`
    mov dx, 0x3fd
  again: in al, dx
    test al, 1
    jz again
    mov dx, 0x3f8
    in al, dx
    out dx, al
    cmp al, '.'
    mov dx, 0x3fd
    jne again
    ${SAY_AND_END}`);
  const { stdout, status } = boot([file("echo", echo)], "to and fro.");
  t.is(stdout, "to and fro.!");
  t.is(status, 0);
});

test("a system that only fills the screen is shown at its end", (t) => {
  const image = sector("mov ax, 0xb800\nmov ds, ax\nmov byte [0], 'S'\nmov byte [2], 'o'\nsti\nhlt");
  const { stdout, stderr } = boot([file("screen", image)]);
  t.is(stdout, "So\n");
  t.regex(stderr, /^Halted for good/);
});

test("a triple fault and, under --strict, an encoding that is not there end with status 1", (t) => {
  const image = file("unknown", elfKernel("db 0xd9, 0xe8"));
  const { stderr, status } = boot([image, "--strict"]);
  t.is(status, 1);
  t.regex(
    stderr,
    /^Shut down by a triple fault after 1 instructions\.\nNo such instruction here: d9 e8 00 00 at 10000c/,
  );
});

test("a limit ends it", (t) => {
  const { stderr, status } = boot([file("loop", sector("jmp $")), "--instructions", "1000"]);
  t.is(stderr, "Stopped after 1000 instructions.\n");
  t.is(status, 0);
});

/** Each costs the start of a process. */
const refused: readonly (readonly [words: () => string[], status: number, message: RegExp])[] = [
  [() => [join(folder, "nothing")], 1, /^Cannot read .*nothing/],
  [() => [file("text", new TextEncoder().encode("no image"))], 1, /^Expected image to have a multiboot header/],
  [() => [file("kernel2", teachingKernel()), "--disk", file("odd", new Uint8Array(9))], 1, /whole sectors/],
  [() => [file("kernel3", teachingKernel()), "--memory", "none"], 2, /whole number from 1 to 2047/],
  [() => [], 2, /image/],
];

test("what cannot be is said in a sentence", (t) => {
  for (const [words, expected, message] of refused.slice(0, process.env.CI === "true" ? undefined : 2)) {
    const { stderr, status } = boot(words());
    t.is(status, expected);
    t.regex(stderr, message);
  }
});
