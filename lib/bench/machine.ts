/**
 * The machine, measured: loops over registers, memory and calls, and a kernel's boot, beside v86 whose own compiler is off, in one run. Both execute the same bytes. And
 * how much memory a whole run takes beside the guest's own.
 *
 * The kernel boots without its two faults in ring 0 and without a disk: v86 does not survive the first, and waits for ever for the second.
 *
 * @packageDocumentation
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { assemble, bootImage, Machine, teachingKernelSource } from "../machine";
import type { Bench, Comparison } from "./benchCommand";
import { compare, median, seconds } from "./measure";

const LOAD_ADDRESS = 0x10_0000;
const POWER_PORT = 0x604;
const MEBIBYTE = 2 ** 20;
const GUEST_BYTES = 16 * MEBIBYTE;
const RUNS = 5;
/** A boot is a tenth of a second: it takes some until the compilers below both are done. */
const WARM_BOOTS = 10;

/** Loops of some ten million instructions. */
const LOOPS: Readonly<Record<string, string>> = {
  "register loop": `
  mov ecx, 10000000
.again:
  add eax, ebx
  xor ebx, ecx
  dec ecx
  jnz .again`,
  "memory loop": `
  mov ecx, 5000000
.again:
  mov eax, [0x110000 + ebx*4]
  add [0x120000 + ebx*4], eax
  inc ebx
  and ebx, 1023
  dec ecx
  jnz .again`,
  "call loop": `
  mov esp, 0x130000
  mov ecx, 5000000
.again:
  call function
  dec ecx
  jnz .again
  jmp over
function:
  push ebp
  mov ebp, esp
  pop ebp
  ret
over:`,
};

/** Registers, memory, calls, a boot, and the memory that it takes. */
export const machineBench: Bench = async function* () {
  const image = bootingImage();
  yield await beside("booting the teaching kernel, the first time in a process", image, { warmUps: 0, runs: 1 });
  yield await beside("booting the teaching kernel", image, { warmUps: WARM_BOOTS, runs: 3 * RUNS });
  for (const [name, loop] of Object.entries(LOOPS))
    yield await beside(name, loopImage(loop), { warmUps: 1, runs: RUNS });
  yield peakMemory();
};

/** The multiboot header that loads the image as it is, and the way out. */
function loopImage(loop: string): Uint8Array {
  return assemble(`
bits 32
org ${LOAD_ADDRESS}
header:
  dd 0x1badb002, 0x10000, -(0x1badb002 + 0x10000)
  dd header, header, 0, 0, start
start:
${loop}
  mov ax, 0x2000
  mov dx, ${POWER_PORT}
  out dx, ax
  hlt
`).bytes;
}

function bootingImage(): Uint8Array {
  return assemble(teachingKernelSource.replace(/^ *call fault_in_kernel.*$/m, "")).bytes;
}

/** Ours and v86's in turn, so that both meet the same disturbances. */
async function beside(
  name: string,
  image: Uint8Array,
  { warmUps, runs }: { readonly warmUps: number; readonly runs: number },
): Promise<Comparison> {
  const [ours, peer]: [number[], number[]] = [[], []];
  for (let run = 0; run < warmUps + runs; run++) {
    ours.push(await seconds(() => ownRun(image)));
    peer.push(await peerSeconds(image));
  }
  return compare(name, "s", median(ours.slice(warmUps)), median(peer.slice(warmUps)), "v86 without its compiler");
}

function ownRun(image: Uint8Array): Promise<void> {
  const machine = new Machine({ memoryBytes: GUEST_BYTES });
  bootImage(machine, image);
  const { reason } = machine.run();
  if (reason !== "off") throw new Error(`The machine did not switch itself off: ${reason}.`);
  return Promise.resolve();
}

/** What is used of v86 beyond its declared types. */
interface Peer {
  readonly v86: {
    readonly cpu: {
      readonly io: { register_write(port: number, device: object, ...on: (() => void)[]): void };
    };
  };
}

/** From the first instruction to the write to the power port. */
async function peerSeconds(image: Uint8Array): Promise<number> {
  const { V86 } = await import("v86");
  const buffer = new Uint8Array(image).buffer;
  const options = {
    autostart: false,
    disable_jit: true,
    memory_size: GUEST_BYTES,
    vga_memory_size: MEBIBYTE,
  };
  const wasm = join(require.resolve("v86"), "../v86.wasm");
  const emulator = new V86({ ...options, multiboot: { buffer }, wasm_path: wasm });
  await new Promise<void>((resolve) => emulator.add_listener("emulator-loaded", () => resolve()));
  const { cpu } = (emulator as unknown as Peer).v86;
  const time = await seconds(async () => {
    const isOff = new Promise<void>((resolve) => cpu.io.register_write(POWER_PORT, cpu, resolve, resolve));
    await emulator.run();
    await isOff;
  });
  await emulator.destroy();
  return time;
}

/** What a process of Node has grown by after it has booted the kernel, the guest's memory aside. */
function peakMemory(): Comparison {
  const folder = JSON.stringify(join(__dirname, "../machine"));
  const script = `
    const before = process.memoryUsage.rss();
    const m = require(${folder});
    const c = new m.Machine({ memoryBytes: ${GUEST_BYTES} });
    m.bootImage(c, m.teachingKernel());
    let most = 0;
    while (c.run({ instructions: 50_000 }).reason === "limit") most = Math.max(most, process.memoryUsage.rss());
    console.log(most - before);`;
  const { stdout } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  const ours = Number(stdout.trim()) / MEBIBYTE - GUEST_BYTES / MEBIBYTE;
  const name = `memory of a boot, the guest's ${GUEST_BYTES / MEBIBYTE} MiB and Node's own aside`;
  return compare(name, "MiB", ours, null, null, "v86 keeps its memory in WebAssembly, whose size Node does not tell");
}
