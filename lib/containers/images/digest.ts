/**
 * Content addressing: a blob's name is the hash of its bytes. Who has the name can check what came.
 *
 * Source: OCI image specification, descriptor.md, "Digests".
 *
 * @packageDocumentation
 */
import { createHash } from "node:crypto";
import { DomainError } from "../../errors";

/** As OCI writes it: `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

/**
 * The digest of bytes, or of a text's UTF-8.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * assert.equal(containers.digestOf("").slice(0, 19), "sha256:e3b0c44298fc");
 * ```
 */
export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/**
 * A digest that came as text.
 *
 * @throws {@link DomainError} if it is none
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * assert.equal(containers.shortDigest(containers.requireDigest(containers.digestOf("hello"), "digest")), "2cf24dba5fb0");
 * assert.throws(() => containers.requireDigest("md5:1", "digest"), /digest to be "sha256:"/);
 * ```
 */
export function requireDigest(text: unknown, what: string): Digest {
  if (typeof text !== "string" || !/^sha256:[0-9a-f]{64}$/.test(text))
    throw new DomainError(what, 'to be "sha256:" and 64 hexadecimal digits', text);
  return text as Digest;
}

/** The first twelve digits: enough for people. */
export function shortDigest(digest: Digest): string {
  return digest.slice("sha256:".length, "sha256:".length + 12);
}
