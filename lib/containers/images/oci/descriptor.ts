/**
 * A descriptor: what a blob is, what it is called, how long it is. Who follows one checks both name and length.
 *
 * ```text
 * { "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "sha256:6c3c…", "size": 32654 }
 * ```
 *
 * Source: OCI image specification 1.0, descriptor.md, media-types.md.
 *
 * @packageDocumentation
 */
import { z } from "zod";
import { DomainError } from "../../../errors";
import { type Digest, digestOf } from "../digest";

/** What blobs can be. */
export const mediaTypes = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
  layerGzip: "application/vnd.oci.image.layer.v1.tar+gzip",
} as const;

/** For which machine an image is, as Go names systems and processors. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** Names a blob. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What JSON must be to be a descriptor. */
export const descriptorSchema = z.object({
  mediaType: z.string().min(1),
  digest: z.custom<Digest>(
    (text) => typeof text === "string" && /^sha256:[0-9a-f]{64}$/.test(text),
    "expected a sha256 digest",
  ),
  size: z.number().int().nonnegative(),
  platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

/** The descriptor of bytes. */
export function describeBlob(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

/**
 * Whether what came is what was asked for.
 *
 * @throws {@link DomainError} naming both lengths, or both digests
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const hello = new TextEncoder().encode("hello");
 * const descriptor = containers.describeBlob(containers.mediaTypes.layer, hello);
 * containers.verifyBlob(descriptor, hello);
 * assert.throws(() => containers.verifyBlob(descriptor, hello.subarray(1)), /to have 5 bytes, got 4/);
 * ```
 */
export function verifyBlob({ digest, size }: Descriptor, bytes: Uint8Array): void {
  if (bytes.length !== size) throw new DomainError(`the blob ${digest}`, `to have ${size} bytes`, bytes.length);
  const is = digestOf(bytes);
  if (is !== digest) throw new DomainError("the blob's digest", `to be ${digest}`, is);
}

/**
 * JSON that somebody else wrote, held against what it must be.
 *
 * @throws {@link DomainError} if it is no JSON, or the first part that is not as it must be
 */
export function parseJson<T>(bytes: Uint8Array, schema: z.ZodType<T>, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new DomainError(what, "to be JSON", (error as Error).message);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new DomainError([what, ...path.map(String)].join(": "), "to be as OCI says", message);
}

/** The bytes of a value as JSON, always the same for the same value. */
export function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
