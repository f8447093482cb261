/**
 * Who holds what: the book that every allocator keeps.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Extent } from "./contiguousAllocator";

/** Extents by owner. */
export class Owners {
  readonly #extents = new Map<string, readonly Extent[]>();

  /** Returns the owner if it holds nothing yet. @throws {@link DomainError} if it does */
  newcomer(owner: string): string {
    if (this.#extents.has(owner)) throw new DomainError("owner", "to hold no memory yet", owner);
    return owner;
  }

  /** Notes what an owner got. */
  add(owner: string, extents: readonly Extent[]): void {
    this.#extents.set(owner, extents);
  }

  /** Strikes an owner out and returns what it held. @throws {@link DomainError} if it held nothing */
  remove(owner: string): readonly Extent[] {
    const held = this.#extents.get(owner);
    if (held === undefined) throw new DomainError("owner", "to hold memory, which is freed once", owner);
    this.#extents.delete(owner);
    return held;
  }

  /** All that is held, in ascending order. */
  all(): readonly Extent[] {
    return [...this.#extents.values()].flat().sort((one, other) => one.first - other.first);
  }
}
