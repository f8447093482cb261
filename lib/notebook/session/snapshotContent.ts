/**
 * What the start-up snapshot is told to hold, and holds.
 *
 * @packageDocumentation
 */

import type * as TypeScript from "@tslab/typescript-for-tslab";

/** What the builder is told, as JSON in the environment variable `STRATA_SNAPSHOT`. */
export interface SnapshotOrder {
  /** The compiler's file. */
  typescript: string;
  options: TypeScript.CompilerOptions;
  /** Declarations to parse beside the language's own and Node's. */
  roots: string[];
}

/** What the snapshot holds, as a property of `globalThis` under `Symbol.for("strata.compiler")`. */
export interface SnapshotContent {
  exports: typeof TypeScript;
  /** Parsed and bound declarations, by file name. */
  files: Map<string, TypeScript.SourceFile>;
  /** When the files were read, in milliseconds since 1970. */
  readAt: number;
}
