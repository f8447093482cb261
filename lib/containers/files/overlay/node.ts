/**
 * A file or directory as the overlay shows it, and where it really is.
 *
 * ```text
 *   directory    upper  ╲                       file    in the upper layer,
 *                lower 1 ├─ merged in one               or in one lower layer until it is copied up
 *                lower 3 ╱
 * ```
 *
 * @packageDocumentation
 */
import type { FileType, OpenFile } from "../fileSystem";
import type { Real } from "./layers";

/** An inode of an overlay. */
export class OverlayNode {
  /** Inode in the upper layer, if it is there. */
  upper: number | undefined;
  /** Where it is in lower layers, topmost first; a file is in one at most. */
  lowers: readonly Real[];
  /** The directory and name through which it was found; of use as long as it must be copied up there. */
  parent: OverlayNode | undefined;
  name: string;
  /** Where lower layers have it, if a rename made that differ from its name; from the root if it begins with "/". */
  redirect: string | undefined = undefined;
  /** Whether the upper directory hides those below. */
  opaque = false;
  /** What it holds in the upper layer, once a name of it was removed: who opened it before reads on. */
  kept: OpenFile | undefined = undefined;
  /** Names that were looked up before, of a directory. */
  children: Map<string, OverlayNode> | undefined = undefined;

  constructor(
    readonly ino: number,
    readonly type: FileType,
    at: { readonly parent: OverlayNode | undefined; readonly name: string },
    real: { readonly upper: number | undefined; readonly lowers: readonly Real[] },
  ) {
    this.parent = at.parent;
    this.name = at.name;
    this.upper = real.upper;
    this.lowers = real.lowers;
  }

  /** Whether a directory is put together from several. */
  get isMerged(): boolean {
    return this.type === "directory" && this.lowers.length > (this.upper === undefined ? 1 : 0);
  }

  /** Whether lower layers have a part in it. */
  get isMergedOrLower(): boolean {
    return this.isMerged || this.upper === undefined;
  }
}
