/**
 * An application to be run many times, and what it is shipped in.
 *
 * ```text
 *   image:   layer 0 (distribution) ── layer 1 (libraries) ── layer 2 (application)      on disk, shared by digest
 *   memory:  text: code and libraries, mapped from files │ data: its own
 * ```
 *
 * @packageDocumentation
 */
import { requireNotNegative } from "../../checks";
import { DomainError } from "../../errors";

/** The operating system whose system calls a program makes. */
export type System = "linux" | "windows";

/** A layer of an image, known by its digest. */
export interface SizedLayer {
  readonly digest: string;
  /** Bytes as transferred, compressed. */
  readonly bytes: number;
}

/** What is to run. */
export interface Application {
  readonly name: string;
  readonly system: System;
  /** Layers of its image, bottom first. */
  readonly layers: readonly SizedLayer[];
  /** Code and libraries that it maps from its image, MiB; everyone who maps the same file of the same file system shares it. */
  readonly textMib: number;
  /** Memory of its own, MiB. */
  readonly dataMib: number;
}

/**
 * Checks an application.
 *
 * @throws {@link DomainError} if a size is negative or two layers have one digest
 */
export function requireApplication({ layers, textMib, dataMib }: Application): void {
  requireNotNegative({ textMib, dataMib });
  for (const { bytes, digest } of layers) requireNotNegative({ [`bytes of layer ${digest}`]: bytes });
  const twice = layers.find((layer, at) => layers.findIndex(({ digest }) => digest === layer.digest) !== at);
  if (twice !== undefined) throw new DomainError("layers", "to have different digests", twice.digest);
}

/** MiB of an image on disk, as `ratio` times what was transferred. */
export function unpackedMib({ layers }: Application, ratio: number): number {
  return (ratio * layers.reduce((sum, { bytes }) => sum + bytes, 0)) / 2 ** 20;
}
