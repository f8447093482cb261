/**
 * What a hypervisor may do about a guest that edits its own page tables. Four rivals, each a few decisions:
 *
 * ```text
 *                     on a write to a table            on INVLPG            on a root switch
 * unprotected         sees nothing                     sees nothing         switches shadows      wrong, to learn from
 * writeProtect        exit, drop the entry             nothing to do        switches shadows      always exact
 * eager               as writeProtect                  nothing to do        fills what was used   always exact
 * waitForInvalidate   first write: exit, let go        exit, drop entry     exit, check all       exact when the
 *                     later writes: free                                    tables let go         architecture asks
 * ```
 *
 * All but *eager* fill the shadow lazily, at the first hidden fault of a page. The last rests on a promise of the processor manual: software that changes an entry must not count on the change
 * before it executes INVLPG or loads CR3. Only tables of leaves are let go; a directory stays protected.
 *
 * @see K. Adams, O. Agesen, "A comparison of software and hardware techniques for x86 virtualization", ASPLOS 2006,
 * section 2.3 ("traces"); Linux, Documentation/virt/kvm/x86/mmu.rst, "Unsync pages"
 *
 * @packageDocumentation
 */

/** How a shadow is kept in step with the guest's edits. */
export interface ShadowPolicy {
  /** What figures call it. */
  readonly name: "unprotected" | "writeProtect" | "eager" | "waitForInvalidate";
  /** Whether frames that hold page tables are kept read-only. */
  readonly tracesTables: boolean;
  /** What a write to a traced table of leaves meets. */
  readonly onTableWrite: "emulate" | "letGo";
  /** Whether INVLPG exits. */
  readonly interceptsInvalidate: boolean;
  /**
   * When the shadow fills: page by page at hidden faults, or at a root switch at once, with every page whose A is set at every level. A page without A
   * must fault, or the guest would never learn that it was used.
   */
  readonly fills: "lazily" | "eagerly";
}

/** Does nothing: the shadow goes stale. */
export const unprotected: ShadowPolicy = {
  name: "unprotected",
  tracesTables: false,
  onTableWrite: "emulate",
  interceptsInvalidate: false,
  fills: "lazily",
};

/** Every table is read-only: each edit exits. */
export const writeProtect: ShadowPolicy = {
  name: "writeProtect",
  tracesTables: true,
  onTableWrite: "emulate",
  interceptsInvalidate: false,
  fills: "lazily",
};

/** As {@link writeProtect}, and a root switch fills all that its process used before: one long exit instead of many faults. */
export const eager: ShadowPolicy = { ...writeProtect, name: "eager", fills: "eagerly" };

/** A table that is written is let go until the guest says INVLPG or loads CR3. */
export const waitForInvalidate: ShadowPolicy = {
  name: "waitForInvalidate",
  tracesTables: true,
  onTableWrite: "letGo",
  interceptsInvalidate: true,
  fills: "lazily",
};
