/**
 * Two IDE disks on the first channel, read and written a sector at a time through the data port (PIO).
 *
 * ```text
 *   1F0 data   1F2 sectors   1F3–1F5 address   1F6 drive, address   1F7 command / status   3F6 control: bit 1 no interrupts
 *
 *   READ   busy ──► a block waits, interrupt ──► 256 words a sector are read ──► busy ──► … ──► done
 *   WRITE  a block is wanted ──► words are written ──► busy ──► interrupt, next ──► …
 * ```
 *
 * A block is one sector, or as many as SET MULTIPLE said. Each takes {@link INSTRUCTIONS_PER_BLOCK} instructions. Left out: DMA, 48-bit addresses.
 *
 * Source: ANSI X3.298-1997, AT Attachment-3 (ATA-3), sections 7 and 8.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Width } from "../isa";
import { type InterruptLine, StatefulDevice } from "./device";
import { identity, SECTOR_BYTES, sectorAddress } from "./diskFormat";

/** Instructions from a command to its first block, and between two blocks. */
export const INSTRUCTIONS_PER_BLOCK = 2000;

const BASE = 0x1f0;
const CONTROL = 0x3f6;
const status = { busy: 0x80, ready: 0x40, seekComplete: 0x10, data: 8, error: 1 } as const;
const errors = { aborted: 4, notFound: 0x10 } as const;

/** Commands that need nothing done: verify, set geometry, flush, set features. */
const withoutEffect = new Set([0x40, 0x41, 0x91, 0xe7, 0xef]);

/** What goes through the data port. */
export type DiskTransfer = "none" | "read" | "write";

/** Its state. */
export interface DiskControllerState {
  /** Registers 1 to 6 of the channel, by number. */
  registers: number[];
  status: number[];
  error: number;
  control: number;
  transfer: DiskTransfer;
  buffer: Uint8Array;
  position: number;
  sector: number;
  sectorsLeft: number;
  /** Sectors in a block of the command under way. */
  blockSectors: number;
  /** What SET MULTIPLE said. */
  multiple: number[];
  due: number;
  disks: (Uint8Array | undefined)[];
}

/** The channel with its disks. */
export class DiskController extends StatefulDevice<DiskControllerState> {
  readonly name = "disk controller";
  readonly ports = [
    { first: BASE, count: 8 },
    { first: CONTROL, count: 1 },
  ];
  readonly #now: () => number;
  readonly #line: InterruptLine;
  readonly #disks: readonly (Uint8Array | undefined)[];

  /** @throws {@link DomainError} if a disk is not whole sectors */
  constructor(now: () => number, line: InterruptLine, disks: readonly (Uint8Array | undefined)[]) {
    super(initialState());
    this.#now = now;
    this.#line = line;
    this.#disks = disks;
    for (const disk of disks) if (disk !== undefined) requireSectors(disk);
  }

  override get due(): number {
    return this.state.due;
  }

  /** The block that was waited for: read from the disk, or written to it. */
  override advance(): void {
    const { state } = this;
    state.due = Infinity;
    if (state.transfer === "write") this.#store();
    if (state.transfer === "read") this.#fetch();
    this.#setStatus(state.transfer === "none" ? 0 : status.data);
    this.#interrupt();
  }

  /** A disk's bytes, changed in place by the machine. */
  diskAt(drive: 0 | 1): Uint8Array | undefined {
    return this.#disks[drive];
  }

  override save(): DiskControllerState {
    return structuredClone({ ...this.state, disks: [...this.#disks] });
  }

  /** Disks keep their arrays; the bytes are put into them. */
  override restore(state: DiskControllerState): void {
    super.restore({ ...state, disks: [] });
    for (const [drive, bytes] of state.disks.entries()) if (bytes !== undefined) this.#disks[drive]?.set(bytes);
  }

  readPort(port: number, width: Width): number {
    if (port === BASE) return this.#readData(width);
    if (port === BASE + 1) return this.state.error;
    if (port < BASE + 7) return this.state.registers[port - BASE]!;
    if (port === BASE + 7) this.#line(false);
    return this.#disk === undefined ? 0 : this.state.status[this.#drive]!;
  }

  writePort(port: number, value: number, width: Width): void {
    if (port === BASE) this.#writeData(value, width);
    else if (port === CONTROL) this.#writeControl(value & 0xff);
    else if (port < BASE + 7) this.state.registers[port - BASE] = value & 0xff;
    else if (this.#disk !== undefined && (this.#status & status.busy) === 0) this.#execute(value & 0xff);
  }

  get #drive(): number {
    return (this.state.registers[6]! >> 4) & 1;
  }

  get #disk(): Uint8Array | undefined {
    return this.#disks[this.#drive];
  }

  get #status(): number {
    return this.state.status[this.#drive]!;
  }

  #setStatus(bits: number): void {
    this.state.status[this.#drive] = status.ready | status.seekComplete | bits;
  }

  #interrupt(): void {
    if ((this.state.control & 2) === 0) this.#line(true);
  }

  /** The edge of its reset bit stops everything. */
  #writeControl(value: number): void {
    const { state } = this;
    if ((value & 4) !== 0) Object.assign(state, { ...initialState(), multiple: state.multiple, control: value });
    state.control = value;
    if ((value & 6) !== 0) this.#line(false);
  }

  #execute(command: number): void {
    this.#line(false);
    this.state.error = 0;
    this.state.transfer = "none";
    const multiple = this.state.multiple[this.#drive]!;
    if (command === 0x20 || command === 0x21) this.#begin("read", 1);
    else if (command === 0x30 || command === 0x31) this.#begin("write", 1);
    else if (command === 0xc4) this.#begin("read", multiple);
    else if (command === 0xc5) this.#begin("write", multiple);
    else if (command === 0xc6) this.#setMultiple(this.state.registers[2]!);
    else if (command === 0xec) this.#identify();
    else if (withoutEffect.has(command) || (command & 0xf0) === 0x10) this.#wait();
    else this.#fail(errors.aborted);
  }

  #wait(): void {
    this.#setStatus(status.busy);
    this.state.due = this.#now() + INSTRUCTIONS_PER_BLOCK;
  }

  #fail(error: number): void {
    this.state.transfer = "none";
    this.state.error = error;
    this.#setStatus(status.error);
    this.#interrupt();
  }

  #setMultiple(sectors: number): void {
    if (sectors > 16 || (sectors & (sectors - 1)) !== 0) this.#fail(errors.aborted);
    else {
      this.state.multiple[this.#drive] = sectors;
      this.#wait();
    }
  }

  #begin(transfer: DiskTransfer, blockSectors: number): void {
    const { state } = this;
    const sectors = state.registers[2]! === 0 ? 256 : state.registers[2]!;
    const sector = sectorAddress(state.registers);
    const isThere = sector >= 0 && (sector + sectors) * SECTOR_BYTES <= this.#disk!.length;
    Object.assign(state, { transfer, sector, sectorsLeft: sectors, blockSectors });
    if (blockSectors === 0) this.#fail(errors.aborted);
    else if (!isThere) this.#fail(errors.notFound);
    else if (transfer === "read") this.#wait();
    else this.#openBuffer();
  }

  #identify(): void {
    const { state } = this;
    Object.assign(state, { transfer: "read", sector: -1, sectorsLeft: 1, blockSectors: 1 });
    this.#wait();
  }

  /** The next block is wanted from the processor. */
  #openBuffer(): void {
    const { state } = this;
    state.buffer = new Uint8Array(Math.min(state.blockSectors, state.sectorsLeft) * SECTOR_BYTES);
    state.position = 0;
    this.#setStatus(status.data);
  }

  /** The next block waits for the processor. */
  #fetch(): void {
    const { state } = this;
    const sectors = Math.min(state.blockSectors, state.sectorsLeft);
    const from = state.sector * SECTOR_BYTES;
    const disk = this.#disk!;
    state.buffer =
      state.sector < 0
        ? identity(disk.length / SECTOR_BYTES, state.multiple[this.#drive]!)
        : disk.slice(from, from + sectors * SECTOR_BYTES);
    state.position = 0;
    state.sector += sectors;
    state.sectorsLeft -= sectors;
  }

  /** A block has come from the processor. */
  #store(): void {
    const { state } = this;
    this.#disk!.set(state.buffer, state.sector * SECTOR_BYTES);
    const sectors = state.buffer.length / SECTOR_BYTES;
    state.sector += sectors;
    state.sectorsLeft -= sectors;
    if (state.sectorsLeft === 0) state.transfer = "none";
    else this.#openBuffer();
  }

  #readData(width: Width): number {
    const { state } = this;
    if (state.transfer !== "read" || (this.#status & status.data) === 0) return 0;
    let value = 0;
    for (let byte = 0; byte < width / 8; byte++) value += (state.buffer[state.position + byte] ?? 0) * 2 ** (8 * byte);
    this.#move(width);
    return value;
  }

  #writeData(value: number, width: Width): void {
    const { state } = this;
    if (state.transfer !== "write" || (this.#status & status.data) === 0) return;
    for (let byte = 0; byte < width / 8; byte++) state.buffer[state.position + byte] = (value >>> (8 * byte)) & 0xff;
    this.#move(width);
  }

  /** After the last word of a block: the next one, or the end. */
  #move(width: Width): void {
    const { state } = this;
    state.position += width / 8;
    if (state.position < state.buffer.length) return;
    if (state.transfer === "write" || state.sectorsLeft > 0) this.#wait();
    else {
      state.transfer = "none";
      this.#setStatus(0);
    }
  }
}

function initialState(): DiskControllerState {
  const idle = status.ready | status.seekComplete;
  return {
    registers: [0, 0, 1, 1, 0, 0, 0],
    status: [idle, idle],
    error: 1,
    control: 0,
    transfer: "none",
    buffer: new Uint8Array(0),
    position: 0,
    sector: 0,
    sectorsLeft: 0,
    blockSectors: 1,
    multiple: [0, 0],
    due: Infinity,
    disks: [],
  };
}

function requireSectors({ length }: Uint8Array): void {
  if (length === 0 || length % SECTOR_BYTES !== 0)
    throw new DomainError("disk", `to have whole sectors of ${SECTOR_BYTES} bytes`, length);
}
