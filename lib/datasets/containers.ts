/**
 * Containers and virtual machines: their images, how they start, and what they cost.
 *
 * Source: `nice-weights`, `image-layers`, `felter-2014`, `slacker-2016` and `startup-overhead` in `datasets/datapackage.json`.
 *
 * @packageDocumentation
 */
import { number, oneOf, optional, text, whole } from "./columns";
import { type Loader, table } from "./table";

/** What a nice value weighs in the fair scheduler of Linux. */
export interface NiceWeight {
  /** From -20 (most time) to 19 (least). */
  readonly nice: number;
  /** 1024 is nice 0. */
  readonly weight: number;
}

/**
 * The weights of Linux's forty nice values.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const niceWeights: Loader<NiceWeight> = table("nice-weights.csv", {
  nice: whole("nice", { from: -20, to: 19 }),
  weight: whole("weight", { from: 1 }),
});

/** One layer of an image. */
export interface ImageLayer {
  /** Repository and tag, such as `nginx:1.23`. */
  readonly image: string;
  /** Place in the image, 0 at the bottom. */
  readonly layerIndex: number;
  /** First twelve hexadecimal digits of the layer's SHA-256. */
  readonly digestPrefix: string;
  /** Size as it is transferred, in bytes. */
  readonly compressedBytes: number;
  /** Total that the source states for the image, in bytes. */
  readonly imageTotalBytes: number;
}

/**
 * The layers of eight official images, January 2023.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const imageLayers: Loader<ImageLayer> = table("image-layers.csv", {
  image: text("image"),
  layerIndex: whole("layer_index"),
  digestPrefix: text("digest_prefix", /^[0-9a-f]{12}$/, "twelve hexadecimal digits"),
  compressedBytes: whole("compressed_bytes", { from: 1 }),
  imageTotalBytes: whole("image_total_bytes", { from: 1 }),
});

/** One workload, run without anything between, in a container, and in a virtual machine. */
export interface VirtualizationResult {
  readonly workload: string;
  /** Unit of the four values. */
  readonly unit: string;
  /** Which value is better. */
  readonly better: "higher" | "lower";
  readonly native: number;
  readonly docker: number | undefined;
  readonly kvmUntuned: number;
  readonly kvmTuned: number | undefined;
  /** Seen in print, recalled, or some of each. */
  readonly status: "seen" | "recalled" | "mixed";
  /** Which part was seen. */
  readonly note: string | undefined;
}

/**
 * Containers and virtual machines, measured by Felter and others in 2014.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const felter2014: Loader<VirtualizationResult> = table("felter-2014.csv", {
  workload: text("workload"),
  unit: text("unit"),
  better: oneOf("better", ["higher", "lower"]),
  native: number("native"),
  docker: optional(number("docker")),
  kvmUntuned: number("kvm_untuned"),
  kvmTuned: optional(number("kvm_tuned")),
  status: oneOf("status", ["seen", "recalled", "mixed"]),
  note: optional(text("note")),
});

/** One figure about starting containers from images. */
export interface ImageStartFigure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly status: "seen" | "seen second-hand";
}

/**
 * What a study of 57 images found in 2016.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const slacker2016: Loader<ImageStartFigure> = table("slacker-2016.csv", {
  figure: text("figure"),
  value: number("value"),
  unit: text("unit"),
  status: oneOf("status", ["seen", "seen second-hand"]),
});

/** One published figure about starting something. */
export interface StartupFigure {
  /** What is started. */
  readonly system: string;
  readonly metric: string;
  /** How the value bounds what was measured. */
  readonly relation: "=" | "about" | "at most" | "at least";
  readonly value: number;
  readonly unit: string;
  readonly status: "seen" | "seen second-hand" | "recalled";
  readonly source: string;
}

/**
 * Published times to start processes, containers and virtual machines, and what that costs.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const startupOverhead: Loader<StartupFigure> = table("startup-overhead.csv", {
  system: text("system"),
  metric: text("metric"),
  relation: oneOf("relation", ["=", "about", "at most", "at least"]),
  value: number("value"),
  unit: text("unit"),
  status: oneOf("status", ["seen", "seen second-hand", "recalled"]),
  source: text("source"),
});
