/** The same instructions as iced-x86, on random bytes: names, lengths, and which bytes are none. */
import test from "ava";
import { Code, CpuidFeature, Decoder, DecoderOptions, Mnemonic } from "iced-x86";
import { decode, type Mode } from "../../../lib/machine";
import { seeded } from "../../../lib/sim";

/** Floating point, vectors, other processors' inventions, and what the 32-bit machine leaves out. */
const OUTSIDE = [
  "RESERVEDNOP",
  "SALC",
  "WAIT",
  "SYSCALL",
  "SYSRET",
  "SYSENTER",
  "SYSEXIT",
  "RSM",
  "RDPMC",
  "UD0",
  "UD1",
];
/** What newer processors make of a repeat prefix; names of which the table has another. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  JMPE: "JMP",
  SAL: "SHL",
  TZCNT: "BSF",
  LZCNT: "BSR",
  WBNOINVD: "WBINVD",
};
const SIZE_OF_BSWAP = [Code.Bswap_r16];
const OLD = [
  "INTEL8086",
  "INTEL186",
  "INTEL286",
  "INTEL386",
  "INTEL486",
  "CPUID",
  "INVLPG",
  "MSR",
  "TSC",
  "CMOV",
  "PAUSE",
  "MULTIBYTENOP",
];
const PREFIXES = [0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e, 0x64];

for (const mode of [16, 32] as const)
  test(`${mode}-bit code: 40,000 random byte strings`, (t) => {
    const random = seeded(mode);
    const differences: string[] = [];
    let agreed = 0;
    for (let at = 0; at < 40_000; at++) {
      const bytes = Uint8Array.from({ length: 20 }, () => random.integer(256));
      if (random.integer(2) === 0) bytes[0] = 0x0f;
      else if (random.integer(2) === 0) bytes.set([random.pick(PREFIXES), 0x0f]);
      const difference = compare(bytes, mode);
      if (difference === undefined) agreed += 1;
      else differences.push(`${Buffer.from(bytes.subarray(0, 15)).toString("hex")}: ${difference}`);
    }
    t.deepEqual(differences.slice(0, 20), []);
    t.is(agreed, 40_000);
  });

function compare(bytes: Uint8Array, mode: Mode): string | undefined {
  const ours = decode(bytes, 0, mode);
  const decoder = new Decoder(mode, bytes, DecoderOptions.None);
  const theirs = decoder.decode();
  try {
    const name = theirs.isInvalid ? undefined : Mnemonic[theirs.mnemonic].toUpperCase();
    if (ours.type !== "instruction")
      return name === undefined || isOutside(theirs, name) ? undefined : `only iced has ${name}`;
    const { form, length } = ours.instruction;
    if (name === undefined) return `only we have ${form.mnemonic}`;
    const isSame = name === form.mnemonic || OLD_NAMES[name] === form.mnemonic;
    if (!isSame) return `${form.mnemonic}, iced ${name}`;
    return length === theirs.length ? undefined : `${form.mnemonic} of ${length} bytes, iced ${theirs.length}`;
  } finally {
    theirs.free();
    decoder.free();
  }
}

function isOutside(theirs: { readonly code: Code; cpuidFeatures(): Int32Array }, name: string): boolean {
  if (OUTSIDE.includes(name) || SIZE_OF_BSWAP.includes(theirs.code)) return true;
  return [...theirs.cpuidFeatures()].some((feature) => !OLD.includes(CpuidFeature[feature]!));
}
