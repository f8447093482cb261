/**
 * Pages of many virtual machines on one host, by what they hold: frames with several owners, and copy on write.
 *
 * ```text
 *   VM A   page 0  1  2        VM B   page 0  1  2
 *             │  │  ╰──┐                 │  │  │
 *             │  ╰─────┼────╮      ╭─────╯  │  ╰──> on disk
 *   frame     5        7    9 ─────╯        3        references   1  1  2  1
 *   holds     "x"      "y"  0000            "z"
 * ```
 *
 * What a page holds is one number, its *content*; equal numbers stand for equal 4096 bytes. So a hundred machines of a gigabyte fit
 * into a few arrays. Left out: the bytes themselves (`host.ts` has them, for few frames), and huge pages.
 *
 * Source: C. Waldspurger, "Memory resource management in VMware ESX Server" (OSDI 2002), sections 2 to 4.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Frame, Page } from "../addresses";
import { ContentTable } from "./contentTable";

/** What a page that was never written holds. */
export const ZERO = 0;

/** Where a page of a machine is. */
export type Whereabouts = "nowhere" | "resident" | "swapped" | "ballooned";

const NOWHERE = -1;
const SWAPPED = -2;
const BALLOONED = -3;

/** The pages of one machine. */
export interface VmPages {
  readonly name: string;
  /** Pages that the guest believes to have. */
  readonly pages: number;
  /** Shares of the host's memory that were bought for it. */
  readonly shares: number;
}

interface Vm extends VmPages {
  /** The host frame of each page, or one of the marks below 0. */
  readonly frameOf: Int32Array;
  readonly swap: Map<Page, number>;
  /** Frames that it alone uses, and its parts of shared ones. */
  resident: number;
}

/** What has been done to keep the host's memory in order. */
export interface PageCounts {
  /** Frames given back because their content was there already. */
  shared: number;
  /** Copies made because a shared page was written. */
  copied: number;
  swappedOut: number;
  swappedIn: number;
}

/** Frames of a host, shared by machines. */
export class OvercommittedHost {
  /** What each frame holds. */
  readonly #content: Int32Array;
  readonly #references: Int32Array;
  readonly #free: Frame[] = [];
  readonly #vms = new Map<string, Vm>();
  /** A frame for each content that a scan has seen. */
  readonly #known: ContentTable;
  readonly counts: PageCounts = { shared: 0, copied: 0, swappedOut: 0, swappedIn: 0 };

  /** @throws {@link DomainError} if `frames` is not a whole number above 0 */
  constructor(readonly frames: number) {
    if (!Number.isInteger(frames) || frames < 1)
      throw new DomainError("frames", "to be a whole number above 0", frames);
    this.#content = new Int32Array(frames);
    this.#references = new Int32Array(frames);
    this.#known = new ContentTable(frames, this.#content);
    for (let frame = frames - 1; frame >= 0; frame--) this.#free.push(frame);
  }

  /** Frames that nobody uses. */
  get freeFrames(): number {
    return this.#free.length;
  }

  /** The machines, in the order of their arrival. */
  get vms(): readonly VmPages[] {
    return [...this.#vms.values()];
  }

  /**
   * Starts a machine. Its pages have no frames until they are written: memory may be promised more than once.
   *
   * @throws {@link DomainError} if the name is taken, or a number is not above 0
   */
  start({ name, pages, shares }: VmPages): void {
    if (this.#vms.has(name)) throw new DomainError("name", "to be free", name);
    if (!Number.isInteger(pages) || pages < 1) throw new DomainError("pages", "to be a whole number above 0", pages);
    if (!(shares > 0)) throw new DomainError("shares", "to be above 0", shares);
    const frameOf = new Int32Array(pages).fill(NOWHERE);
    this.#vms.set(name, { name, pages, shares, frameOf, swap: new Map(), resident: 0 });
  }

  /** Pages of a machine that have a frame, shared ones included. */
  residentPages(name: string): number {
    return this.#vm(name).resident;
  }

  /** Where a page is. */
  whereabouts(name: string, page: Page): Whereabouts {
    const frame = this.#entry(this.#vm(name), page);
    if (frame >= 0) return "resident";
    return frame === SWAPPED ? "swapped" : frame === BALLOONED ? "ballooned" : "nowhere";
  }

  /** The frame of a page, or `undefined`. */
  frameOf(name: string, page: Page): Frame | undefined {
    const frame = this.#entry(this.#vm(name), page);
    return frame >= 0 ? frame : undefined;
  }

  /** Whether a page shares its frame with another page. */
  isShared(name: string, page: Page): boolean {
    const frame = this.#entry(this.#vm(name), page);
    return frame >= 0 && this.#references[frame]! > 1;
  }

  /**
   * What a page holds. A page that is on disk comes back first; `room` is asked when no frame is free.
   *
   * @throws {@link DomainError} if there is no such page, or `room` makes none
   */
  read(name: string, page: Page, room: () => void = noRoom): number {
    const vm = this.#vm(name);
    const frame = this.#entry(vm, page);
    if (frame >= 0) return this.#content[frame]!;
    return frame === SWAPPED ? this.#content[this.#swapIn(vm, page, room)]! : ZERO;
  }

  /**
   * Writes a page. A shared frame is copied first; a page without a frame gets one.
   *
   * @throws {@link DomainError} if there is no such page, or `room` makes none
   */
  write(name: string, page: Page, content: number, room: () => void = noRoom): void {
    const vm = this.#vm(name);
    let frame = this.#entry(vm, page);
    if (frame === SWAPPED) frame = this.#swapIn(vm, page, room);
    if (frame >= 0 && this.#references[frame]! > 1) {
      this.counts.copied++;
      this.#release(vm, page, NOWHERE);
      frame = NOWHERE;
    }
    if (frame < 0) frame = this.#place(vm, page, room);
    this.#known.remove(frame);
    this.#content[frame] = content;
  }

  /** Puts a page onto the host's disk. False if it has no frame. */
  swapOut(name: string, page: Page): boolean {
    const vm = this.#vm(name);
    const frame = this.#entry(vm, page);
    if (frame < 0) return false;
    vm.swap.set(page, this.#content[frame]!);
    this.#release(vm, page, SWAPPED);
    this.counts.swappedOut++;
    return true;
  }

  /**
   * Takes a page that the guest has given up: its balloon holds it, and what it held is lost, by the guest's own decision.
   */
  balloon(name: string, page: Page): void {
    const vm = this.#vm(name);
    if (this.#entry(vm, page) >= 0) this.#release(vm, page, BALLOONED);
    vm.swap.delete(page);
    vm.frameOf[page] = BALLOONED;
  }

  /** Gives a page back to the guest, empty. */
  deflate(name: string, page: Page): void {
    const vm = this.#vm(name);
    if (this.#entry(vm, page) === BALLOONED) vm.frameOf[page] = NOWHERE;
  }

  /**
   * Looks at pages of a machine and lets equal ones share a frame.
   *
   * @param from - the first page to look at
   * @param count - how many
   * @returns frames that became free
   */
  scan(name: string, from: Page = 0, count = Infinity): number {
    const vm = this.#vm(name);
    const end = Math.min(vm.pages, from + count);
    let freed = 0;
    for (let page = from; page < end; page++) {
      const frame = vm.frameOf[page]!;
      if (frame >= 0 && this.#share(vm, page, frame)) freed++;
    }
    this.counts.shared += freed;
    return freed;
  }

  /** Lets a page share the frame that is known for its content; if none is, its own becomes the known one. */
  #share(vm: Vm, page: Page, frame: Frame): boolean {
    const known = this.#known.find(this.#content[frame]!);
    if (known === frame) return false;
    if (known < 0) {
      this.#known.add(frame);
      return false;
    }
    this.#references[known] = this.#references[known]! + 1;
    this.#release(vm, page, known);
    vm.resident++;
    return this.#references[frame] === 0;
  }

  #swapIn(vm: Vm, page: Page, room: () => void): Frame {
    const content = vm.swap.get(page)!;
    const frame = this.#place(vm, page, room);
    vm.swap.delete(page);
    this.#content[frame] = content;
    this.counts.swappedIn++;
    return frame;
  }

  #place(vm: Vm, page: Page, room: () => void): Frame {
    if (this.#free.length === 0) room();
    const frame = this.#free.pop();
    if (frame === undefined) throw new DomainError("host", "to have a free frame", `${this.frames} frames in use`);
    this.#references[frame] = 1;
    this.#content[frame] = ZERO;
    vm.frameOf[page] = frame;
    vm.resident++;
    return frame;
  }

  /** A page leaves its frame for another one, or for none. */
  #release(vm: Vm, page: Page, to: number): void {
    const frame = vm.frameOf[page]!;
    vm.frameOf[page] = to;
    vm.resident--;
    this.#references[frame] = this.#references[frame]! - 1;
    if (this.#references[frame] > 0) return;
    this.#known.remove(frame);
    this.#free.push(frame);
  }

  #vm(name: string): Vm {
    const vm = this.#vms.get(name);
    if (vm === undefined) throw new DomainError("name", "to be a machine's of this host", name);
    return vm;
  }

  #entry(vm: Vm, page: Page): number {
    const entry = vm.frameOf[page];
    if (entry === undefined) throw new DomainError("page", `to be from 0 to ${vm.pages - 1}`, page);
    return entry;
  }
}

function noRoom(): void {
  // Whoever calls without a way to make room is told by the error that follows.
}
