/**
 * A union of file systems, with the semantics of Linux's overlay.
 *
 * ```text
 *   lookup(dir, name)   known before? ── else ask the directory's layers from the top: findInLayers
 *   list(dir)           names of all layers, less whiteouts: readMerged
 *   change              copy up what changes and the directories above: copyUp; then change the copy
 *   remove              from the upper layer; a whiteout if a lower layer has the name
 *   rename              in the upper layer; EXDEV for directories of lower layers: renameMerged
 * ```
 *
 * Who may do what is asked before, with the merged view's owners and modes; the overlay itself then acts as root.
 *
 * Left out: `index`, `metacopy`, `nfs_export`, `volatile`, data-only layers, `fs-verity`. Changing a layer behind the overlay's back is
 * undefined in Linux, and shows here only for names that were not looked up before.
 *
 * Source: Linux, Documentation/filesystems/overlayfs.rst; fs/overlayfs.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import { done, failed, type Result } from "../../result";
import type {
  DirectoryEntry,
  FileSystem,
  NewAttributes,
  NewFile,
  OpenFile,
  RenameMode,
  Slot,
  Stat,
  XattrMode,
} from "../fileSystem";
import { isInLower } from "./findInLayers";
import { escaped, isPrivate, type Layer, type Layers, type OverlayCounts, setOpaque, unescaped } from "./layers";
import type { OverlayNode } from "./node";
import { OverlayNodes, ROOT } from "./nodes";
import { OverlayFile } from "./overlayFile";
import { readDirectory, readMerged } from "./readMerged";
import { cannotMove, isPureDirectory, type RenameEnd, renameUpper } from "./renameMerged";
import { isWhitedOut, removeUpper, whiteOut } from "./whiteOut";

/** How an overlay is put together. A layer is a whole file system, or a directory of one. */
export interface OverlayOptions {
  /** Layers that are only read, the topmost first. */
  readonly lower: readonly (FileSystem | Layer)[];
  /** Where changes go; without it every change is `EROFS`. */
  readonly upper?: FileSystem | Layer;
  /** Whether directories of lower layers can be renamed; `off` if not given, as in Linux. */
  readonly redirectDir?: "on" | "off";
  /** Marks are `user.overlay.*` rather than `trusted.overlay.*`, as users may write them. Redirects are ignored then. */
  readonly userxattr?: boolean;
}

/** The most lower layers. */
export const MAX_LOWER_LAYERS = 500;

/**
 * Layers in one tree.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const image = new containers.MemoryFileSystem();
 * containers.FileCalls.on(image).writeFile("/motd", "hello");
 * const container = new containers.MemoryFileSystem();
 * const files = containers.FileCalls.on(new containers.OverlayFileSystem({ lower: [image], upper: container }));
 *
 * files.unlink("/motd");
 * assert.deepEqual(files.stat("/motd"), containers.failed("ENOENT"));
 * assert.equal(containers.valueOf(containers.FileCalls.on(image).readText("/motd"), "read"), "hello");
 * assert.equal(containers.valueOf(containers.FileCalls.on(container).stat("/motd"), "stat").type, "character");
 * ```
 */
export class OverlayFileSystem implements FileSystem {
  readonly type = "overlay";
  readonly root = ROOT;
  readonly #layers: Layers;
  readonly #nodes: OverlayNodes;

  /** @throws {@link DomainError} if there are more than 500 lower layers, or the upper one is also a lower one */
  constructor({ lower, upper, redirectDir = "off", userxattr = false }: OverlayOptions) {
    if (lower.length > MAX_LOWER_LAYERS)
      throw new DomainError("lower", `to be ${MAX_LOWER_LAYERS} layers at most`, lower.length);
    const layers = lower.map(layerOf);
    const top = upper === undefined ? undefined : layerOf(upper);
    if (top !== undefined && layers.some((one) => one.fileSystem === top.fileSystem && one.root === top.root))
      throw new DomainError("upper", "to be no lower layer", top.fileSystem.type);
    this.#layers = {
      lower: layers,
      upper: top,
      prefix: userxattr ? "user.overlay." : "trusted.overlay.",
      redirects: userxattr ? "ignore" : redirectDir === "on" ? "make" : "follow",
      counts: { lookups: 0, copies: 0, copiedBytes: 0, whiteouts: 0 },
    };
    this.#nodes = new OverlayNodes(this.#layers);
  }

  get readOnly(): boolean {
    return this.#layers.upper === undefined;
  }

  /** How many overlays lie on one another, this one included. */
  get depth(): number {
    const { lower, upper } = this.#layers;
    const below = [...lower, ...(upper === undefined ? [] : [upper])].map(({ fileSystem }) => fileSystem);
    return 1 + Math.max(0, ...below.map((one) => (one instanceof OverlayFileSystem ? one.depth : 0)));
  }

  /** What it has done so far. */
  get counts(): Readonly<OverlayCounts> {
    return { ...this.#layers.counts };
  }

  /** Which layers have a part in an inode, topmost first: -1 is the upper one, the others are places in `lower`. */
  layersOf(ino: number): Result<readonly number[]> {
    const node = this.#nodes.get(ino);
    if (node === undefined) return failed("ESTALE");
    const lowers = node.lowers.map(({ layer }) => this.#layers.lower.indexOf(layer));
    return done(node.upper === undefined ? lowers : [-1, ...lowers]);
  }

  stat(ino: number): Result<Stat> {
    const real = this.#nodes.real(ino);
    if (real.type === "failed") return real;
    const stat = real.value.layer.fileSystem.stat(real.value.ino);
    if (stat.type === "failed") return stat;
    // How many subdirectories a merged directory has is not known without reading it; Linux says 1.
    return done({ ...stat.value, ino, links: this.#nodes.get(ino)!.isMerged ? 1 : stat.value.links });
  }

  lookup({ directory, name }: Slot): Result<number> {
    const parent = this.#nodes.directory(directory);
    if (parent.type === "failed") return parent;
    const node = this.#nodes.find(parent.value, name);
    return node === undefined ? failed("ENOENT") : done(node.ino);
  }

  parent(directory: number): Result<number> {
    const node = this.#nodes.directory(directory);
    return node.type === "failed" ? node : done(node.value.parent?.ino ?? this.root);
  }

  list(directory: number): Result<readonly DirectoryEntry[]> {
    const node = this.#nodes.directory(directory);
    if (node.type === "failed") return node;
    const entries = readDirectory(this.#layers, node.value);
    return done(
      entries.map(({ name, type, real }) => ({ name, type, ino: this.#nodes.entry(node.value, name, type, real) })),
    );
  }

  create(slot: Slot, file: NewFile): Result<number> {
    // Nobody makes a whiteout through an overlay.
    if (file.type === "character" && !file.device?.major && !file.device?.minor) return failed("EPERM");
    const free = this.#free(slot);
    if (free.type === "failed") return free;
    const { directory, at, wasHidden } = free.value;
    const upper = this.#layers.upper!.fileSystem;
    if (wasHidden) upper.unlink(at);
    const made = upper.create(at, file);
    if (made.type === "failed") return made;
    const node = this.#nodes.add(file.type, { parent: directory, name: slot.name }, { upper: made.value, lowers: [] });
    // With redirects, layers are not expected to change: a new directory need not look for others of its name.
    const isCertain = directory.isMerged && this.#layers.redirects === "make";
    if (file.type === "directory" && (wasHidden || isCertain)) {
      setOpaque(this.#layers, made.value);
      node.opaque = true;
    }
    this.#nodes.remember(directory, slot.name, node);
    return done(node.ino);
  }

  link(ino: number, slot: Slot): Result {
    const node = this.#nodes.get(ino);
    if (node === undefined) return failed("ESTALE");
    if (node.type === "directory") return failed("EPERM");
    const copied = this.#nodes.copyUp(node);
    if (copied.type === "failed") return copied;
    const free = this.#free(slot);
    if (free.type === "failed") return free;
    const { directory, at, wasHidden } = free.value;
    const upper = this.#layers.upper!.fileSystem;
    if (wasHidden) upper.unlink(at);
    const linked = upper.link(node.upper!, at);
    if (linked.type === "done") this.#nodes.remember(directory, slot.name, node);
    return linked;
  }

  unlink(slot: Slot): Result {
    const found = this.#present(slot);
    if (found.type === "failed") return found;
    return found.value.node.type === "directory" ? failed("EISDIR") : this.#remove(found.value);
  }

  removeDirectory(slot: Slot): Result {
    const found = this.#present(slot);
    if (found.type === "failed") return found;
    const { node } = found.value;
    if (node.type !== "directory") return failed("ENOTDIR");
    return this.#isEmpty(node) ? this.#remove(found.value) : failed("ENOTEMPTY");
  }

  rename(from: Slot, to: Slot, mode: RenameMode): Result {
    const source = this.#present(from);
    if (source.type === "failed") return source;
    const directory = this.#nodes.directory(to.directory);
    if (directory.type === "failed") return directory;
    const { node } = source.value;
    const target = { directory: directory.value, name: to.name, node: this.#nodes.find(directory.value, to.name) };
    if (target.node === node) return mode === "noReplace" ? failed("EEXIST") : done();
    const wrong = this.#refusal(node, target, mode) ?? cannotMove(this.#layers, node, target.node, mode);
    if (wrong !== undefined) return failed(wrong);
    if (mode === "exchange" && target.node !== undefined && isBelow(source.value.directory, target.node))
      return failed("EINVAL");
    const replaced = mode === "exchange" ? undefined : target.node;
    if (replaced?.type === "directory" && !isPureDirectory(replaced) && !this.#isEmpty(replaced))
      return failed("ENOTEMPTY");
    const copied = this.#copyUpAll([node, directory.value, ...(mode === "exchange" ? [target.node!] : [])]);
    if (copied.type === "failed") return copied;
    if (replaced !== undefined) this.#nodes.keep(replaced);
    const renamed = renameUpper(this.#layers, source.value, target, mode);
    if (renamed.type === "failed") return renamed;
    if (replaced !== undefined) this.#nodes.forget(target.directory, to.name, replaced);
    this.#move(source.value, target, mode);
    return done();
  }

  open(
    ino: number,
    { write, truncate = false }: { readonly write: boolean; readonly truncate?: boolean },
  ): Result<OpenFile> {
    const node = this.#nodes.get(ino);
    if (node === undefined) return failed("ESTALE");
    if (write && node.type === "file") {
      const copied = this.#nodes.copyUp(node, truncate ? "none" : "whole");
      if (copied.type === "failed") return copied;
    }
    const { layer, ino: realIno } = this.#nodes.realOf(node);
    const opened = layer.fileSystem.open(realIno, { write, truncate });
    return opened.type === "failed" ? opened : done(new OverlayFile(this.#layers, node, opened.value));
  }

  setAttributes(ino: number, attributes: NewAttributes): Result {
    return this.#changed(ino, (upper, real) => upper.setAttributes(real, attributes));
  }

  readLink(ino: number): Result<string> {
    const real = this.#nodes.real(ino);
    return real.type === "failed" ? real : real.value.layer.fileSystem.readLink(real.value.ino);
  }

  getXattr(ino: number, name: string): Result<Uint8Array> {
    const real = this.#nodes.real(ino);
    if (real.type === "failed") return real;
    return real.value.layer.fileSystem.getXattr(real.value.ino, escaped(this.#layers, name));
  }

  setXattr(ino: number, name: string, value: Uint8Array, mode: XattrMode = "either"): Result {
    return this.#changed(ino, (upper, real) => upper.setXattr(real, escaped(this.#layers, name), value, mode));
  }

  removeXattr(ino: number, name: string): Result {
    const there = this.getXattr(ino, name);
    if (there.type === "failed") return there;
    return this.#changed(ino, (upper, real) => upper.removeXattr(real, escaped(this.#layers, name)));
  }

  listXattrs(ino: number): Result<readonly string[]> {
    const real = this.#nodes.real(ino);
    if (real.type === "failed") return real;
    const names = real.value.layer.fileSystem.listXattrs(real.value.ino);
    if (names.type === "failed") return names;
    const seen = names.value.filter((name) => !isPrivate(this.#layers, name));
    return done(seen.map((name) => unescaped(this.#layers, name)).sort());
  }

  #present({ directory, name }: Slot): Result<RenameEnd & { readonly node: OverlayNode }> {
    if (this.readOnly) return failed("EROFS");
    const parent = this.#nodes.directory(directory);
    if (parent.type === "failed") return parent;
    const node = this.#nodes.find(parent.value, name);
    return node === undefined ? failed("ENOENT") : done({ directory: parent.value, name, node });
  }

  /** A free name in a directory that is in the upper layer by now. */
  #free({ directory, name }: Slot): Result<{ directory: OverlayNode; at: Slot; wasHidden: boolean }> {
    if (this.readOnly) return failed("EROFS");
    const parent = this.#nodes.directory(directory);
    if (parent.type === "failed") return parent;
    if (this.#nodes.find(parent.value, name) !== undefined) return failed("EEXIST");
    const copied = this.#nodes.copyUp(parent.value);
    if (copied.type === "failed") return copied;
    const at = { directory: parent.value.upper!, name };
    return done({ directory: parent.value, at, wasHidden: isWhitedOut(this.#layers, at) });
  }

  #isEmpty(node: OverlayNode): boolean {
    if (node.lowers.length > 0) return readMerged(this.#layers, node).length === 0;
    const entries = this.#layers.upper!.fileSystem.list(node.upper!);
    return entries.type === "done" && entries.value.length === 0;
  }

  #remove({ directory, name, node }: RenameEnd & { readonly node: OverlayNode }): Result {
    const copied = this.#nodes.copyUp(directory);
    if (copied.type === "failed") return copied;
    const at = { directory: directory.upper!, name };
    const isBelow = node.upper === undefined || isInLower(this.#layers, directory, name);
    this.#nodes.keep(node);
    const removed = removeUpper(this.#layers, at);
    if (removed.type === "failed") return removed;
    if (isBelow) whiteOut(this.#layers, at);
    this.#nodes.forget(directory, name, node);
    return done();
  }

  #refusal(node: OverlayNode, target: RenameEnd, mode: RenameMode) {
    if (isBelow(target.directory, node)) return "EINVAL";
    if (target.node === undefined) return mode === "exchange" ? "ENOENT" : undefined;
    if (mode === "noReplace") return "EEXIST";
    if (mode === "exchange" || (node.type === "directory") === (target.node.type === "directory")) return undefined;
    return node.type === "directory" ? "ENOTDIR" : "EISDIR";
  }

  #move(from: RenameEnd & { readonly node: OverlayNode }, to: RenameEnd, mode: RenameMode): void {
    from.directory.children?.delete(from.name);
    this.#place(from.node, to);
    if (mode === "exchange" && to.node !== undefined) this.#place(to.node, from);
  }

  #place(node: OverlayNode, { directory, name }: RenameEnd): void {
    node.parent = directory;
    node.name = name;
    this.#nodes.remember(directory, name, node);
  }

  #changed(ino: number, change: (upper: FileSystem, real: number) => Result): Result {
    const node = this.#nodes.get(ino);
    if (node === undefined) return failed("ESTALE");
    const copied = this.#nodes.copyUp(node);
    return copied.type === "failed" ? copied : change(this.#layers.upper!.fileSystem, node.upper!);
  }

  #copyUpAll(nodes: readonly OverlayNode[]): Result {
    for (const node of nodes) {
      const copied = this.#nodes.copyUp(node);
      if (copied.type === "failed") return copied;
    }
    return done();
  }
}

function layerOf(layer: FileSystem | Layer): Layer {
  return "fileSystem" in layer ? layer : { fileSystem: layer, root: layer.root };
}

/** Whether a directory is `other` or lies below it. */
function isBelow(directory: OverlayNode, other: OverlayNode): boolean {
  for (let at: OverlayNode | undefined = directory; at !== undefined; at = at.parent) if (at === other) return true;
  return false;
}
