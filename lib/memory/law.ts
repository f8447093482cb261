/**
 * The law of shadow paging, as something to check: every entry that the shadow holds is the one that the guest's table
 * and the hypervisor's map give together, and allows no more.
 *
 * ```text
 * for every page p in the shadow:   shadow(p).frame = host(guest(p).frame)
 *                                   shadow(p).user implies guest(p).user          (but where the kernel alone uses it)
 *                                   shadow(p).writable implies guest(p).writable and guest(p).dirty
 * ```
 *
 * The shadow may hold *less*: an absent entry costs a hidden fault, never a wrong byte.
 *
 * @packageDocumentation
 */
import type { Page } from "./addresses";
import { composedPages } from "./compose";
import type { Entry } from "./entry";
import type { ShadowMmu } from "./shadow/shadow";

/** A page where a shadow parts from the law. */
export interface Breach {
  /** The page. */
  readonly page: Page;
  /** What the shadow holds. */
  readonly shadow: Entry;
  /** What guest ∘ host gives; `undefined` if the guest maps no memory there. */
  readonly composed: Entry | undefined;
}

/**
 * All pages where the shadow of the current root parts from the law, in ascending order; none if it holds.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const guest = new memory.Host({ frames: 16 }).createGuest({ name: "A", map: [[0, 5], [2, 2], [6, 4]] });
 * memory.writeSlideTable(guest, 0, [2, 6]);
 * const mmu = new memory.ShadowMmu(guest, { format: memory.slideFormat, policy: memory.unprotected });
 * mmu.translate({ address: 0, kind: "read", mode: "user" });
 * assert.deepEqual(memory.breaches(mmu), []);
 * memory.writeSlideTable(guest, 0, [6, 6]); // behind the hypervisor's back
 * assert.equal(memory.breaches(mmu).length, 1);
 * ```
 */
export function breaches(mmu: ShadowMmu): Breach[] {
  const composed = new Map(composedPages(mmu.guest, mmu.format, mmu.root).map(({ page, entry }) => [page, entry]));
  return mmu
    .entries()
    .map(({ page, entry }) => ({ page, shadow: entry, composed: composed.get(page) }))
    .filter(({ shadow, composed }) => !follows(shadow, composed, mmu));
}

function follows(shadow: Entry, composed: Entry | undefined, { control, serves }: ShadowMmu): boolean {
  if (composed === undefined || shadow.frame !== composed.frame) return false;
  const isForKernel = serves === "kernel" || !shadow.user;
  if (!isForKernel && !composed.user) return false;
  const kernelMayWrite = !control.writeProtect && isForKernel;
  return !shadow.writable || (composed.dirty && (composed.writable || kernelMayWrite));
}
