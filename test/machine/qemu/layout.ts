/** Where a program has its tables, and what is in them before the first case. */

/** Addresses; the program itself begins before and goes on behind. */
export const IDT = 0x9000;
export const GDT = 0x9800;
export const LDT = 0x9a00;
export const TASK = 0x9b00;
export const TASK_16 = 0x9d00;
export const DIRECTORY = 0xa000;
export const LOW_TABLE = 0xb000;
export const HIGH_TABLE = 0xc000;
/** The first of eight pages that cases map as they like; their frames are those of their own addresses at first. */
export const PAGES = 0x30_0000;
/** Offset in each of these frames at which `int 0F0h` stands again and again. */
export const CODE_IN_PAGE = 0xff8;
/** Gates that cases make, from this vector on, eight. */
export const FREE_VECTOR = 0x60;
/** Gates to rings 0, 1 and 2, and one that conforms, which come back. */
export const ROUND_VECTOR = 0x70;
/** The gate that ends a case. */
export const END_VECTOR = 0xf0;

/** Selectors by ring. */
export const codeOf = [0x08, 0x19, 0x2a, 0x3b] as const;
export const dataOf = [0x10, 0x21, 0x32, 0x43] as const;
/** ESP by ring; all in the first 64 KiB, so that stacks of 16 bits reach them. */
export const stackOf = [0x2000, 0x3000, 0x4000, 0x5000] as const;
export const TASK_SELECTOR = 0x48;
export const LDT_SELECTOR = 0x50;
export const TASK_16_SELECTOR = 0x58;
export const CONFORMING = 0x60;
/** Call gates that everybody may use, into rings 0, 1 and 2, with as many parameters. */
export const callGates = [0x68, 0x70, 0x78] as const;
/** Index of the first of eight descriptors that cases make; the local table has eight more. */
export const FREE_INDEX = 16;

const flat = (access: number): [number, number] => [0x0000_ffff, 0x00cf_0000 | (access << 8)];
const system = (base: number, limit: number, access: number): [number, number] => [
  ((base & 0xffff) << 16) | limit,
  (base >> 16) | (access << 8),
];

const globals: readonly (readonly [number | string, number | string])[] = [
  [0, 0],
  ...[0, 1, 2, 3].flatMap((ring) => [flat(0x9b | (ring << 5)), flat(0x93 | (ring << 5))]),
  system(TASK, 104 + 128, 0x89),
  system(LDT, 63, 0x82),
  system(TASK_16, 43, 0x81),
  flat(0x9f),
  ...[0, 1, 2].map((ring): [string, string] => [
    `(${codeOf[ring]} << 16) | (back_${ring} & 0xffff)`,
    `(back_${ring} & 0xffff0000) | ${0xec00 | ring}`,
  ]),
];

function gate(label: string, selector: number, access: number): string {
  return `dd (${selector} << 16) | (${label} & 0xffff), (${label} & 0xffff0000) | ${access << 8}`;
}

function vector(number: number): string {
  if (number < 32) return gate(`exception_${number}`, 0x08, number === 3 || number === 4 ? 0xee : 0x8e);
  if (number === ROUND_VECTOR + 3) return gate("back_iret", CONFORMING, 0xef);
  if (number >= ROUND_VECTOR && number < ROUND_VECTOR + 3)
    return gate("back_iret", codeOf[number - ROUND_VECTOR]!, 0xee | (number & 1));
  return number === END_VECTOR ? gate("ended", 0x08, 0xee) : "dd 0, 0";
}

function padded(address: number, lines: readonly string[]): string {
  return [`times ${address} - $ db 0`, ...lines, ""].join("\n");
}

const identity = Array.from({ length: 1024 }, (_, page) => `dd ${(page * 4096) | 0x67}`);

/** The tables as source, from {@link IDT} on. */
export const tables = [
  padded(
    IDT,
    Array.from({ length: 256 }, (_, number) => vector(number)),
  ),
  padded(
    GDT,
    globals.map(([low, high]) => `dd ${low}, ${high}`),
  ),
  padded(TASK, [
    `dd 0, ${stackOf[0]}, ${dataOf[0]}, ${stackOf[1]}, ${dataOf[1]}, ${stackOf[2]}, ${dataOf[2]}`,
    "times 74 db 0",
    "dw 104",
  ]),
  padded(TASK_16, [`dw 0, ${stackOf[0]}, ${dataOf[0]}, ${stackOf[1]}, ${dataOf[1]}, ${stackOf[2]}, ${dataOf[2]}`]),
  padded(DIRECTORY, [`dd ${LOW_TABLE | 0x27}, ${HIGH_TABLE | 0x27}, 0xe7`]),
  padded(LOW_TABLE, identity),
  padded(HIGH_TABLE, identity.slice(0, 8)),
  padded(HIGH_TABLE + 4096, []),
].join("");
