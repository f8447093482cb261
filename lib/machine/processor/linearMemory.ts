/**
 * Memory by linear address, the way programs reach it once a segment's base is added: through page tables, and a TLB that remembers what they said.
 *
 * ```text
 *   linear address ──► TLB ──hit──► bytes
 *                       │ miss
 *                       ▼
 *                   page walk ──► #PF, or an entry for the TLB
 * ```
 *
 * The TLB is as stale as a real one: a change of the tables is seen when INVLPG, a load of CR3 or an eviction makes it. Each place holds one page and says for
 * whom it was read: user or supervisor, reading or writing. A page is entered for writing only once its D is set, and never while translated code lies in
 * it, so that {@link LinearMemory.onCodeWrite} hears of every change.
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";
import type { Bus } from "./bus";
import { walkTables } from "./paging";
import type { Ram } from "./ram";

const PLACES = 1024;
const NOBODY = -1;

/** What the control registers say about translation. */
export interface PagingControl {
  /** CR0.PG. */
  enabled: boolean;
  /** CR0.WP. */
  writeProtect: boolean;
  /** CR4.PSE: 4 MiB pages. */
  largePages: boolean;
  /** CR3. */
  root: number;
  /** CR2: the linear address of the last page fault. */
  faultAddress: number;
}

/** Who reads (or writes) which pages without a walk. */
class Rights {
  readonly user = new Int32Array(PLACES).fill(NOBODY);
  readonly supervisor = new Int32Array(PLACES).fill(NOBODY);

  of(user: boolean): Int32Array<ArrayBuffer> {
    return user ? this.user : this.supervisor;
  }

  forget(place: number): void {
    this.user[place] = NOBODY;
    this.supervisor[place] = NOBODY;
  }
}

/** Linear memory of one processor. Addresses are 32-bit numbers, of either sign. */
export class LinearMemory {
  readonly paging: PagingControl = { enabled: false, writeProtect: false, largePages: false, root: 0, faultAddress: 0 };
  /** Called before a store to bytes of a frame that {@link watchCode} named. It may throw to have the instruction begun again. */
  onCodeWrite: (physical: number, bytes: number) => void = () => {};

  /** Called before an access to a device's addresses; it may throw likewise. */
  onDevice: () => void = () => {};

  readonly #readable = new Rights();
  readonly #writable = new Rights();
  /** The page in each place. */
  readonly #pages = new Int32Array(PLACES).fill(NOBODY);
  /** Its physical address. */
  readonly #frames = new Int32Array(PLACES);
  readonly #codeFrames: Uint8Array;
  readonly #ram: Ram;
  readonly #view: DataView;
  readonly #bus: Bus;
  #user = false;
  #readTags = this.#readable.supervisor;
  #writeTags = this.#writable.supervisor;

  constructor(ram: Ram, bus: Bus) {
    this.#ram = ram;
    this.#view = ram.view;
    this.#bus = bus;
    this.#codeFrames = new Uint8Array(ram.size / 4096);
  }

  /** Whether accesses are those of ring 3. */
  get user(): boolean {
    return this.#user;
  }

  set user(user: boolean) {
    this.#user = user;
    this.#readTags = this.#readable.of(user);
    this.#writeTags = this.#writable.of(user);
  }

  /** A byte, without sign. */
  load8(linear: number): number {
    const place = (linear >>> 12) & (PLACES - 1);
    if (this.#readTags[place] === linear >>> 12) return this.#view.getUint8(this.#frames[place]! + (linear & 0xfff));
    return this.#loadSlowly(linear, 8);
  }

  /** A word of 16 bits, without sign. */
  load16(linear: number): number {
    const place = (linear >>> 12) & (PLACES - 1);
    if (this.#readTags[place] === linear >>> 12 && (linear & 0xfff) < 0xfff)
      return this.#view.getUint16(this.#frames[place]! + (linear & 0xfff), true);
    return this.#loadSlowly(linear, 16);
  }

  /** A word of 32 bits, with sign. */
  load32(linear: number): number {
    const place = (linear >>> 12) & (PLACES - 1);
    if (this.#readTags[place] === linear >>> 12 && (linear & 0xfff) < 0xffd)
      return this.#view.getInt32(this.#frames[place]! + (linear & 0xfff), true);
    return this.#loadSlowly(linear, 32);
  }

  /** Stores the lowest byte. */
  store8(linear: number, value: number): void {
    const place = (linear >>> 12) & (PLACES - 1);
    if (this.#writeTags[place] === linear >>> 12) this.#view.setUint8(this.#frames[place]! + (linear & 0xfff), value);
    else this.#storeSlowly(linear, value, 8);
  }

  /** Stores the lowest 16 bits. */
  store16(linear: number, value: number): void {
    const place = (linear >>> 12) & (PLACES - 1);
    if (this.#writeTags[place] === linear >>> 12 && (linear & 0xfff) < 0xfff)
      this.#view.setUint16(this.#frames[place]! + (linear & 0xfff), value, true);
    else this.#storeSlowly(linear, value, 16);
  }

  /** Stores 32 bits. */
  store32(linear: number, value: number): void {
    const place = (linear >>> 12) & (PLACES - 1);
    if (this.#writeTags[place] === linear >>> 12 && (linear & 0xfff) < 0xffd)
      this.#view.setInt32(this.#frames[place]! + (linear & 0xfff), value, true);
    else this.#storeSlowly(linear, value, 32);
  }

  /**
   * Copies bytes of one page to one page, as loads and stores of values one after the other would; whole values, none across the end of a page.
   *
   * @returns whether it was done: only if the TLB holds both pages for this
   */
  copyInPages(to: number, from: number, bytes: number, width: Width): boolean {
    const source = this.#inTlb(this.#readTags, from);
    const target = this.#inTlb(this.#writeTags, to);
    if (source === NOBODY || target === NOBODY) return false;
    if (target <= source || target >= source + bytes) this.#ram.bytes.copyWithin(target, source, source + bytes);
    else for (let at = 0; at < bytes; at += width >> 3) this.#copyValue(target + at, source + at, width);
    return true;
  }

  /** Fills bytes of one page with a value, likewise. */
  fillInPage(to: number, value: number, bytes: number, width: Width): boolean {
    const target = this.#inTlb(this.#writeTags, to);
    if (target === NOBODY) return false;
    const end = target + bytes;
    if (width === 8) this.#ram.bytes.fill(value, target, end);
    else if (width === 16) for (let at = target; at < end; at += 2) this.#view.setUint16(at, value, true);
    else for (let at = target; at < end; at += 4) this.#view.setInt32(at, value, true);
    return true;
  }

  /** The physical address, if its page is in the TLB for whom these tags are. */
  #inTlb(tags: Int32Array, linear: number): number {
    const place = (linear >>> 12) & (PLACES - 1);
    return tags[place] === linear >>> 12 ? this.#frames[place]! + (linear & 0xfff) : NOBODY;
  }

  #copyValue(to: number, from: number, width: Width): void {
    if (width === 8) this.#view.setUint8(to, this.#view.getUint8(from));
    else if (width === 16) this.#view.setUint16(to, this.#view.getUint16(from, true), true);
    else this.#view.setInt32(to, this.#view.getInt32(from, true), true);
  }

  /** Loads what will be stored to: a fault of the store comes now, before the instruction changed a flag. */
  loadForUpdate(linear: number, width: Width): number {
    const place = (linear >>> 12) & (PLACES - 1);
    if (this.#writeTags[place] !== linear >>> 12 || (linear & 0xfff) > 0xffc) this.requireWritable(linear, width);
    if (width === 32) return this.load32(linear);
    return width === 8 ? this.load8(linear) : this.load16(linear);
  }

  /** Makes sure that a store to these bytes will go through: whatever it would throw comes now. */
  requireWritable(linear: number, width: Width): void {
    const bytes = width / 8;
    const inPage = Math.min(bytes, 4096 - (linear & 0xfff));
    this.#prepareStore(linear, inPage);
    if (inPage < bytes) this.#prepareStore(nextPage(linear), bytes - inPage);
  }

  #prepareStore(linear: number, bytes: number): void {
    const physical = this.#translate(linear, true);
    if (this.#codeFrames[physical >>> 12] === 1) this.onCodeWrite(physical, bytes);
  }

  /** Does something with the rights of ring 0, as the processor itself reads its tables in whatever ring it is. */
  asSupervisor<T>(act: () => T): T {
    const user = this.#user;
    if (!user) return act();
    this.user = false;
    try {
      return act();
    } finally {
      this.user = user;
    }
  }

  /** The physical address of an instruction's byte. */
  fetch(linear: number): number {
    const place = (linear >>> 12) & (PLACES - 1);
    if (this.#readTags[place] === linear >>> 12) return this.#frames[place]! + (linear & 0xfff);
    return this.#translate(linear, false);
  }

  /** The physical address of an instruction's byte in memory, if it can be fetched without a fault; nothing changes but the TLB. */
  fetchable(linear: number): number | undefined {
    const place = (linear >>> 12) & (PLACES - 1);
    return this.#readTags[place] === linear >>> 12 ? this.#frames[place]! + (linear & 0xfff) : undefined;
  }

  /** Forgets all translations, as a load of CR3 does. */
  flush(): void {
    for (const rights of [this.#readable, this.#writable]) {
      rights.user.fill(NOBODY);
      rights.supervisor.fill(NOBODY);
    }
  }

  /** Forgets the translation of one page, as INVLPG does. */
  invalidate(linear: number): void {
    this.#forget((linear >>> 12) & (PLACES - 1));
  }

  /** From now on, stores to this frame call {@link onCodeWrite}. */
  watchCode(physical: number): void {
    const frame = physical >>> 12;
    if (this.#codeFrames[frame] !== 0) return;
    this.#codeFrames[frame] = 1;
    for (let place = 0; place < PLACES; place++)
      if (this.#frames[place]! >>> 12 === frame) this.#writable.forget(place);
  }

  /** No longer. */
  unwatchCode(physical: number): void {
    this.#codeFrames[physical >>> 12] = 0;
  }

  /** The physical address behind a linear one, from the TLB or by a walk that fills it. Throws #PF. */
  #translate(linear: number, write: boolean): number {
    const page = linear >>> 12;
    const place = page & (PLACES - 1);
    const tags = write ? this.#writeTags : this.#readTags;
    const offset = linear & 0xfff;
    if (tags[place] === page) return this.#frames[place]! + offset;
    const frame = this.paging.enabled
      ? walkTables(this.#ram, this.paging, linear, write, this.#user)
      : (linear & ~0xfff) >>> 0;
    if (!this.#bus.isDevice(frame) && frame < this.#ram.size) this.#remember(page, frame, write);
    return frame + offset;
  }

  #remember(page: number, frame: number, write: boolean): void {
    const place = page & (PLACES - 1);
    if (this.#pages[place] !== page || this.#frames[place] !== frame) this.#forget(place);
    this.#pages[place] = page;
    this.#frames[place] = frame;
    this.#readTags[place] = page;
    if (write && this.#codeFrames[frame >>> 12] === 0) this.#writeTags[place] = page;
  }

  #forget(place: number): void {
    this.#readable.forget(place);
    this.#writable.forget(place);
  }

  #loadSlowly(linear: number, width: Width): number {
    const bytes = width / 8;
    const physical = this.#translate(linear, false);
    if ((linear & 0xfff) + bytes > 4096) return this.#loadBytes(linear, bytes);
    if (this.#bus.isDevice(physical)) this.onDevice();
    return this.#bus.loadPhysical(physical, width);
  }

  #loadBytes(linear: number, bytes: number): number {
    this.#translate(nextPage(linear), false);
    let value = 0;
    for (let at = 0; at < bytes; at++) value |= this.load8((linear + at) | 0) << (8 * at);
    return value;
  }

  #storeSlowly(linear: number, value: number, width: Width): void {
    const bytes = width / 8;
    const physical = this.#translate(linear, true);
    if ((linear & 0xfff) + bytes > 4096) {
      this.#translate(nextPage(linear), true);
      for (let at = 0; at < bytes; at++) this.store8((linear + at) | 0, value >> (8 * at));
      return;
    }
    if (this.#codeFrames[physical >>> 12] === 1) this.onCodeWrite(physical, bytes);
    if (this.#bus.isDevice(physical)) this.onDevice();
    this.#bus.storePhysical(physical, value, width);
  }
}

/** Where a fault of an access across two pages is, if it is the second's. */
function nextPage(linear: number): number {
  return ((linear | 0xfff) + 1) | 0;
}
