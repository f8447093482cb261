/**
 * The law of shadow paging for one leaf entry: how it is made, and whether it still follows from the guest's.
 *
 * ```text
 *            the guest's tables say          the shadow's entry says
 * frame      guest frame g                   host frame of g
 * U          U at every level                the same
 * W          W at every level                the same, once D is set and if g holds no traced table
 * ```
 *
 * The exception is a kernel with CR0.WP clear that writes to a read-only page: W without U, until a user access swaps
 * it back. On a shadow that only the kernel uses, every page has U.
 *
 * @packageDocumentation
 */
import type { Access, FoundPage, Permission } from "../access";
import type { Frame } from "../addresses";
import { type Entry, entryFor } from "../entry";

/** Who runs on a shadow: programs and a kernel that is a supervisor, or a kernel alone that was pushed into user mode. */
export type Audience = "both" | "kernel";

/** Makes the entry for a page that the guest's tables permit; `holdBack` says what keeps W out of it. */
export function leafEntry(
  found: FoundPage,
  hostFrame: Frame,
  access: Access,
  holdBack: { readonly traced: boolean; readonly untilDirty: boolean; readonly serves: Audience },
): Entry {
  const override = access.kind === "write" && !found.writable;
  const writable = override || (found.writable && (found.dirty || !holdBack.untilDirty));
  const user = holdBack.serves === "kernel" || (found.user && !override);
  return entryFor(hostFrame, { writable: writable && !holdBack.traced, user, accessed: true });
}

/** Whether an entry made earlier allows no more than the guest's entry does now; its frame was compared before. */
export function stillFollows(
  shadow: Entry,
  guest: Entry,
  above: Permission,
  rules: { readonly writeProtect: boolean; readonly carries: boolean; readonly serves: Audience },
): boolean {
  if (!guest.present) return false;
  if (rules.carries && (!guest.accessed || (shadow.writable && !guest.dirty))) return false;
  const isForKernel = rules.serves === "kernel" || !shadow.user;
  if (!isForKernel && !(guest.user && above.user)) return false;
  const override = !rules.writeProtect && isForKernel;
  return !shadow.writable || override || (guest.writable && above.writable);
}
