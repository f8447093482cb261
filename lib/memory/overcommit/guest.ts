/**
 * A guest on an overcommitted host: what it runs, what it keeps in memory, and what it gives up when a balloon grows in it.
 *
 * ```text
 *   guest's memory   | kernel, code: as in every copy | data | file cache | never used |
 *   balloon grows -->                                          takes <──────  first
 * ```
 *
 * A balloon is a driver inside the guest: it asks the guest's own kernel for memory, and so the *guest* decides what it can do
 * without. That is the point: the host does not know which page is a file cache.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Random } from "../../sim";
import type { Page } from "../addresses";
import { type OvercommittedHost, ZERO } from "./pages";

/** What a guest's memory is made of, in pages. */
export interface GuestImage {
  /** The same in every guest with this image: kernel, libraries, programs. */
  readonly imagePages: number;
  /** Its own. */
  readonly dataPages: number;
  /** Pages of files, which are on its disk as well. */
  readonly cachePages: number;
}

/** A guest on a host. */
export class BalloonedGuest {
  readonly #cache: Page[] = [];
  readonly #balloon: Page[] = [];
  #next: Page = 0;
  #unusedTaken = 0;
  /** Pages of the file cache that were dropped for the balloon, and must be read from disk when they are needed again. */
  cacheDropped = 0;

  constructor(
    readonly host: OvercommittedHost,
    readonly name: string,
    readonly pages: number,
  ) {}

  /** Pages that the balloon holds. */
  get balloonPages(): number {
    return this.#balloon.length;
  }

  /**
   * Fills the memory: the image first, then data, then cache. Guests of one image hold the same in its pages.
   *
   * @param image - number of the image; equal numbers are equal contents
   * @param room - makes room on the host, if it has none
   * @throws {@link DomainError} if it is more than the guest has
   */
  fill(parts: GuestImage, image: number, random: Random, room?: () => void): void {
    const total = parts.imagePages + parts.dataPages + parts.cachePages;
    if (total > this.pages) throw new DomainError("image", `to fit into ${this.pages} pages`, total);
    const write = (content: number) => {
      this.host.write(this.name, this.#next, content, room);
      return this.#next++;
    };
    for (let page = 0; page < parts.imagePages; page++) write(contentOf(image, page));
    for (let page = 0; page < parts.dataPages; page++) write(-1 - random.integer(2 ** 31 - 1));
    for (let page = 0; page < parts.cachePages; page++) this.#cache.push(write(-1 - random.integer(2 ** 31 - 1)));
  }

  /**
   * Lets the balloon grow to so many pages, or shrink. The guest gives pages that it never used, then its file cache; it gives no
   * more than that.
   *
   * @returns how many pages the balloon holds now
   */
  inflateTo(pages: number): number {
    while (this.#balloon.length < pages) {
      const page = this.#giveUp();
      if (page === undefined) break;
      this.host.balloon(this.name, page);
      this.#balloon.push(page);
    }
    while (this.#balloon.length > pages) this.#takeBack(this.#balloon.pop()!);
    return this.#balloon.length;
  }

  /** A page of the file cache comes back empty: what it held has to be read from disk. */
  #takeBack(page: Page): void {
    this.host.deflate(this.name, page);
    if (page >= this.#next) this.#unusedTaken--;
  }

  /** A page that the guest can do without: one never used, from the end, or the last of the cache. */
  #giveUp(): Page | undefined {
    const last = this.pages - 1 - this.#unusedTaken;
    if (last >= this.#next) {
      this.#unusedTaken++;
      return last;
    }
    const page = this.#cache.pop();
    if (page !== undefined) this.cacheDropped++;
    return page;
  }
}

/** What a page of an image holds: above 0, so that it is neither empty nor anybody's data. */
function contentOf(image: number, page: Page): number {
  const mixed = (Math.imul(image + 1, 0x9e3779b1) ^ Math.imul(page + 1, 0x85ebca6b)) >>> 1;
  return mixed === ZERO ? 1 : mixed;
}
