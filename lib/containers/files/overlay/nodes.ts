/**
 * The inodes that an overlay has shown so far: by number, by name, and by where they really are.
 *
 * ```text
 *   find(dir, "hosts")   in dir's names? ── in the layers: findInLayers ── the same file under another name? ── a new inode
 * ```
 *
 * An inode stays the same when its file is copied up. Names of one file in the upper layer are one inode. Names of one file in a lower
 * layer are several, as soon as one of them may be copied up: from then on they differ.
 *
 * Source: Linux, fs/overlayfs/inode.c (ovl_get_inode).
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../../result";
import type { Stat } from "../fileSystem";
import { copyUp } from "./copyUp";
import { findInLayers } from "./findInLayers";
import { isWhiteout, type Layer, type Layers, type Real } from "./layers";
import { OverlayNode } from "./node";

/** The number of the topmost directory. */
export const ROOT = 1;

/** All inodes of an overlay. */
export class OverlayNodes {
  readonly root: OverlayNode;
  readonly #layers: Layers;
  readonly #isReadOnly: boolean;
  readonly #all: (OverlayNode | undefined)[] = [undefined];
  readonly #byUpper = new Map<number, OverlayNode>();
  readonly #byLower = new Map<Layer, Map<number, OverlayNode>>();

  constructor(layers: Layers) {
    this.#layers = layers;
    this.#isReadOnly = layers.upper === undefined;
    const lowers = layers.lower.map((layer) => ({ layer, ino: layer.root }));
    this.root = this.add("directory", { parent: undefined, name: "" }, { upper: layers.upper?.root, lowers });
  }

  /** The inode of a number, if there is one. */
  get(ino: number): OverlayNode | undefined {
    return this.#all[ino];
  }

  /** A new node. */
  add(
    type: OverlayNode["type"],
    at: { readonly parent: OverlayNode | undefined; readonly name: string },
    real: { readonly upper: number | undefined; readonly lowers: readonly Real[] },
  ): OverlayNode {
    const node = new OverlayNode(this.#all.length, type, at, real);
    this.#all.push(node);
    if (type === "directory") return node;
    if (real.upper !== undefined) this.#byUpper.set(real.upper, node);
    return node;
  }

  /** A directory's node. */
  directory(ino: number): Result<OverlayNode> {
    const node = this.#all[ino];
    if (node === undefined) return failed("ESTALE");
    return node.type === "directory" ? done(node) : failed("ENOTDIR");
  }

  /** Where the overlay reads an inode. */
  real(ino: number): Result<Real> {
    const node = this.#all[ino];
    return node === undefined ? failed("ESTALE") : done(this.realOf(node));
  }

  /** Where the overlay reads a node: the topmost of its places. */
  realOf({ upper, lowers }: OverlayNode): Real {
    return upper === undefined ? lowers[0]! : { layer: this.#layers.upper!, ino: upper };
  }

  /** A name's node, from memory or from the layers. */
  find(directory: OverlayNode, name: string): OverlayNode | undefined {
    const known = directory.children?.get(name);
    if (known !== undefined) return known;
    const found = findInLayers(this.#layers, this.root, directory, name);
    if (found === undefined) return undefined;
    const { stat, upper, lowers, redirect, opaque } = found;
    const node = this.#same(stat, upper, lowers) ?? this.add(stat.type, { parent: directory, name }, { upper, lowers });
    node.redirect = redirect;
    node.opaque = opaque;
    this.#share(stat, node);
    return this.remember(directory, name, node);
  }

  /** The node of an entry that was just read, without asking the layers again for what is no directory. */
  entry(directory: OverlayNode, name: string, type: OverlayNode["type"], real: Real): number {
    const known = directory.children?.get(name);
    if (known !== undefined) return known.ino;
    const isLower = real.layer !== this.#layers.upper && !this.#isReadOnly;
    const isPlain = isLower && (type === "symlink" || (type === "file" && !this.#isWhiteout(real)));
    if (!isPlain) return this.find(directory, name)?.ino ?? 0;
    return this.remember(
      directory,
      name,
      this.add(type, { parent: directory, name }, { upper: undefined, lowers: [real] }),
    ).ino;
  }

  #isWhiteout(real: Real): boolean {
    const stat = real.layer.fileSystem.stat(real.ino);
    return stat.type === "done" && isWhiteout(this.#layers, real, stat.value);
  }

  /** The node of another name of the same file. Names of a lower file are different files as soon as one may be copied up. */
  #same({ type }: Stat, upper: number | undefined, lowers: readonly Real[]): OverlayNode | undefined {
    if (type === "directory") return undefined;
    if (upper !== undefined) return this.#byUpper.get(upper);
    return this.#isReadOnly ? this.#byLower.get(lowers[0]!.layer)?.get(lowers[0]!.ino) : undefined;
  }

  #share({ type, links }: Stat, node: OverlayNode): void {
    if (type === "directory" || links < 2 || !this.#isReadOnly) return;
    const { layer, ino } = node.lowers[0]!;
    const ofLayer = this.#byLower.get(layer) ?? new Map<number, OverlayNode>();
    this.#byLower.set(layer, ofLayer.set(ino, node));
  }

  /** Notes that a name leads to a node. */
  remember(directory: OverlayNode, name: string, node: OverlayNode): OverlayNode {
    directory.children ??= new Map();
    directory.children.set(name, node);
    return node;
  }

  /** A name is gone, and with its last name the node. */
  forget(directory: OverlayNode, name: string, node: OverlayNode): void {
    directory.children?.delete(name);
    const upper = this.#layers.upper!.fileSystem;
    const hasOthers = node.type !== "directory" && node.upper !== undefined && upper.stat(node.upper).type === "done";
    if (hasOthers) return;
    this.#all[node.ino] = undefined;
    if (node.upper !== undefined) this.#byUpper.delete(node.upper);
  }

  /** Holds on to what a file contains, for those who have it open. */
  keep(node: OverlayNode): void {
    if (node.type !== "file" || node.upper === undefined) return;
    const opened = this.#layers.upper!.fileSystem.open(node.upper, { write: false });
    if (opened.type === "done") node.kept = opened.value;
  }

  /** Copies a node up, if it is not in the upper layer yet. */
  copyUp(node: OverlayNode, content: "whole" | "none" = "whole"): Result {
    if (node.upper !== undefined) return done();
    const copied = copyUp(this.#layers, node, content);
    if (copied.type === "done" && node.type !== "directory") this.#byUpper.set(node.upper!, node);
    return copied;
  }
}
