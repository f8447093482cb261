/**
 * A host promises more memory than it has. Machines of one image start one after the other, and then all of them work. Who makes room,
 * and what does it cost?
 *
 * ```text
 *   swap      the host puts pages on its disk, any pages: it does not know which ones are needed
 *   balloon   guests give up what they can do without; the host swaps only what is still missing
 *   share     equal pages share a frame first; then as above
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { type Random, streams } from "../../sim";
import { BalloonedGuest, type GuestImage } from "../overcommit/guest";
import { allot } from "../overcommit/idleTax";
import { OvercommittedHost } from "../overcommit/pages";

/** Who makes room. */
export type Reclaiming = "swap" | "balloon" | "share and balloon";

/** The host, and what is started on it. */
export interface OvercommitOptions {
  readonly vms: number;
  /** Pages that each machine believes to have. */
  readonly pagesEach: number;
  /** What is in them, the same mixture in each. */
  readonly image: GuestImage;
  /** Frames of the host. */
  readonly frames: number;
  readonly reclaiming: Reclaiming;
  readonly seed?: number;
}

/** After each machine's start, and after each round of work. All in pages or frames. */
export interface OvercommitRow {
  readonly step: number;
  /** Machines that run. */
  readonly vms: number;
  /** Pages promised to them. */
  readonly promised: number;
  /** Frames in use. */
  readonly used: number;
  /** Frames saved, because several pages share one. */
  readonly saved: number;
  /** Pages that balloons hold and that had been in use. */
  readonly ballooned: number;
  /** Pages on the host's disk. */
  readonly swapped: number;
  /** Pages that were read from a disk in this step: the host's swap, or files that a guest had dropped. */
  readonly diskReads: number;
}

/** Rounds of work after the last start. */
const ROUNDS = 4;

/**
 * Runs it.
 *
 * @throws {@link DomainError} if a number is out of range, or the host is too small for one machine
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const image = { imagePages: 100, dataPages: 100, cachePages: 200 };
 * const options = { vms: 4, pagesEach: 512, image, frames: 1000 };
 * const reads = (reclaiming: memory.Reclaiming) =>
 *   memory.overcommit({ ...options, reclaiming }).reduce((sum, row) => sum + row.diskReads, 0);
 * assert.ok(reads("balloon") < reads("swap"));
 * ```
 */
export function overcommit(options: OvercommitOptions): OvercommitRow[] {
  const { vms, pagesEach, frames, image } = options;
  if (!Number.isInteger(vms) || vms < 1) throw new DomainError("vms", "to be a whole number above 0", vms);
  const working = image.imagePages + image.dataPages;
  if (frames <= working)
    throw new DomainError("frames", `to be more than the ${working} that one machine works in`, frames);
  const run = new OvercommitRun(options);
  const rows: OvercommitRow[] = [];
  for (let step = 0; step < vms + ROUNDS; step++) {
    const diskReads = step < vms ? run.startOne(step) : run.work();
    rows.push({
      step: step + 1,
      vms: Math.min(vms, step + 1),
      promised: Math.min(vms, step + 1) * pagesEach,
      diskReads,
      ...run.state(),
    });
  }
  return rows;
}

class OvercommitRun {
  readonly #host: OvercommittedHost;
  readonly #guests: BalloonedGuest[] = [];
  readonly #chance: Random;
  readonly #data: Random;
  /** Pages that had come back from disk when all guests were scanned last. */
  #scannedAt = 0;

  constructor(readonly options: OvercommitOptions) {
    const stream = streams(options.seed ?? 1);
    this.#host = new OvercommittedHost(options.frames);
    this.#chance = stream("victims");
    this.#data = stream("data");
  }

  startOne(number: number): number {
    const before = this.#host.counts.swappedIn;
    const name = `VM ${number + 1}`;
    this.#host.start({ name, pages: this.options.pagesEach, shares: 100 });
    const guest = new BalloonedGuest(this.#host, name, this.options.pagesEach);
    this.#guests.push(guest);
    guest.fill(this.options.image, 1, this.#data, this.#makeRoom);
    this.#scan();
    return this.#host.counts.swappedIn - before;
  }

  /** Every machine uses its image and its data, and a tenth of its file cache. */
  work(): number {
    const { imagePages, dataPages, cachePages } = this.options.image;
    const before = this.#host.counts.swappedIn;
    let dropped = 0;
    for (const { name } of this.#guests) {
      const touch = (page: number) => {
        if (this.#host.whereabouts(name, page) === "ballooned") dropped++;
        else this.#host.read(name, page, this.#makeRoom);
      };
      for (let page = 0; page < imagePages + dataPages; page++) touch(page);
      for (let n = 0; n < cachePages / 10; n++) touch(imagePages + dataPages + this.#chance.integer(cachePages));
    }
    this.#scan();
    return this.#host.counts.swappedIn - before + dropped;
  }

  state() {
    const host = this.#host;
    const resident = this.#guests.reduce((sum, { name }) => sum + host.residentPages(name), 0);
    const used = host.frames - host.freeFrames;
    const { swappedOut, swappedIn } = host.counts;
    const ballooned = this.#guests.reduce((sum, guest) => sum + guest.cacheDropped, 0);
    return { used, saved: resident - used, ballooned, swapped: swappedOut - swappedIn };
  }

  #scan(guests: readonly BalloonedGuest[] = this.#guests): void {
    if (this.options.reclaiming !== "share and balloon") return;
    for (const { name } of guests) this.#host.scan(name);
    if (guests.length === this.#guests.length) this.#scannedAt = this.#host.counts.swappedIn;
  }

  readonly #makeRoom = (): void => {
    if (this.options.reclaiming !== "swap") {
      // Others than the newest have been scanned, unless pages came back from disk since then.
      const cameBack = this.#host.counts.swappedIn - this.#scannedAt;
      this.#scan(cameBack > this.options.frames / 50 ? this.#guests : this.#guests.slice(-1));
      if (this.#host.freeFrames === 0) this.#inflate();
    }
    while (this.#host.freeFrames === 0) this.#swapAny();
  };

  /** Balloons grow so that each machine is left what shares and the idle tax give it. */
  #inflate(): void {
    const { imagePages, dataPages, cachePages } = this.options.image;
    const activePages = imagePages + dataPages + cachePages / 10;
    const competitors = this.#guests.map(({ name }) => ({
      name,
      shares: 100,
      wantedPages: this.#host.residentPages(name),
      activePages,
    }));
    const resident = competitors.reduce((sum, { wantedPages }) => sum + wantedPages, 0);
    const slack = Math.max(1, Math.round(this.options.frames / 100));
    const allotments = allot(competitors, { pages: Math.max(0, resident - slack), tax: 0.75 });
    this.#guests.forEach((guest, at) => {
      const give = competitors[at]!.wantedPages - allotments[at]!.pages;
      const unused = this.options.pagesEach - (imagePages + dataPages + cachePages);
      if (give > 0) guest.inflateTo(Math.max(guest.balloonPages, unused) + give);
    });
  }

  /** Any page of any machine: the host does not know better. */
  #swapAny(): void {
    const { name, pages } = this.#chance.pick(this.#guests);
    this.#host.swapOut(name, this.#chance.integer(pages));
  }
}
