/**
 * What a build takes and gives.
 *
 * @packageDocumentation
 */
import type { FileSystem } from "../../files";
import type { CommandOptions, CommandResult } from "../../kernel";
import type { Compression } from "../layers";
import type { BlobStore, Image, Platform } from "../oci";
import type { BuildCache } from "./cache";

/** What is built, and from what. */
export interface BuildOptions {
  /** The text of a Dockerfile. */
  readonly dockerfile: string;
  /** Where COPY takes files from; nothing if not given. A .dockerignore in it is heeded. */
  readonly context?: FileSystem;
  /** Values for ARG. */
  readonly args?: Readonly<Record<string, string>>;
  /** Where layers and image are kept. */
  readonly store: BlobStore;
  /** Base images by name, as FROM gives it. Their blobs must be in the store. */
  readonly images?: Readonly<Record<string, Image>>;
  /** Steps of earlier builds; none if not given. */
  readonly cache?: BuildCache;
  /** The stage to build; the last one if not given. */
  readonly target?: string;
  /** For `FROM scratch`; linux/amd64 if not given. */
  readonly platform?: Platform;
  /** gzip if not given. */
  readonly compression?: Compression;
  /** Runs the commands of RUN; in a small kernel with the usual tools and package managers if not given. */
  readonly run?: (command: CommandOptions) => CommandResult;
}

/** What became of one instruction. */
export interface BuildStep {
  readonly stage: string;
  readonly line: number;
  readonly text: string;
  /** `setting` changed the configuration alone. */
  readonly outcome: "base" | "cached" | "built" | "setting" | "failed";
  /** Compressed bytes of the step's layer; 0 if it has none. */
  readonly layerBytes: number;
  /** What a command wrote. */
  readonly output: string;
}

/** An image, or why there is none. */
export interface BuildResult {
  readonly steps: readonly BuildStep[];
  /** Nothing if a command failed. */
  readonly image: Image | undefined;
  /** The command that failed. */
  readonly failure:
    | { readonly line: number; readonly text: string; readonly exitCode: number; readonly output: string }
    | undefined;
}
