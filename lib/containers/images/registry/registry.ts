/**
 * A registry: repositories with tags, and below them one store of blobs for all.
 *
 * ```text
 *   repository shop                     repository blog
 *     tag 1.0 ─┐   tag latest ─┐           tag latest ─┐
 *              ▼               ▼                       ▼
 *        manifest a       manifest b              manifest c
 *           │    └──────┬──────┘ │                 │     │
 *         layer 3     layer 2   layer 4          layer 5 │
 *           └───────────┴── layer 1 ─────────────────────┘       kept once
 * ```
 *
 * A repository has a right to the blobs that were pushed or mounted into it, and to no others. Left out: users and their rights, uploads in
 * parts, indexes of several platforms, the HTTP interface itself.
 *
 * Source: OCI distribution specification 1.0, "Push", "Pull", "Mounting a blob from another repository".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import type { Digest } from "../digest";
import { BlobStore, type Descriptor, readManifest } from "../oci";

interface Repository {
  readonly blobs: Set<Digest>;
  readonly tags: Map<string, Descriptor>;
}

/** What garbage collection took away. */
export interface Collected {
  readonly digests: readonly Digest[];
  readonly bytes: number;
}

/** Repositories, and their blobs. */
export class Registry {
  /** All blobs of all repositories. */
  readonly store = new BlobStore();
  readonly #repositories = new Map<string, Repository>();

  /** Names of the repositories, in order. */
  repositories(): string[] {
    return [...this.#repositories.keys()].sort();
  }

  /** Tags of a repository, with the manifests that they name. */
  tags(repository: string): ReadonlyMap<string, Descriptor> {
    return this.#repositories.get(repository)?.tags ?? new Map<string, Descriptor>();
  }

  /** Whether a repository has a blob. That another one has it does not count. */
  has(repository: string, digest: Digest): boolean {
    return this.#repositories.get(repository)?.blobs.has(digest) ?? false;
  }

  /** Takes a blob into a repository. */
  upload(repository: string, descriptor: Descriptor, from: BlobStore): void {
    this.store.copyFrom(from, descriptor);
    this.#repository(repository).blobs.add(descriptor.digest);
  }

  /** Gives a repository a blob that another one has. Nothing moves. False if that has no such blob. */
  mount(digest: Digest, from: string, to: string): boolean {
    if (!this.has(from, digest)) return false;
    this.#repository(to).blobs.add(digest);
    return true;
  }

  /**
   * Names a manifest. The tag's earlier manifest stays, without a name, until garbage is collected.
   *
   * @throws {@link DomainError} if the repository lacks the manifest, or a blob that it names
   */
  tag(repository: string, tag: string, manifest: Descriptor): void {
    const { config, layers } = readManifest(this.store, manifest);
    const missing = [manifest, config, ...layers].find(({ digest }) => !this.has(repository, digest));
    if (missing !== undefined)
      throw new DomainError(`the repository ${repository}`, "to have all blobs of the manifest", missing.digest);
    this.#repository(repository).tags.set(tag, manifest);
  }

  /**
   * The manifest that a tag or a digest names.
   *
   * @throws {@link DomainError} if the repository has none
   */
  resolve(repository: string, reference: string): Descriptor {
    const tagged = this.tags(repository).get(reference);
    if (tagged !== undefined) return tagged;
    const digest = reference as Digest;
    const known = [...this.tags(repository).values()].find((one) => one.digest === digest);
    if (known !== undefined) return known;
    if (!this.has(repository, digest))
      throw new DomainError(`the reference`, `to be a tag or digest of ${repository}`, reference);
    return { mediaType: "", digest, size: this.store.size(digest) };
  }

  /** Takes a tag away; its blobs stay until garbage is collected. */
  untag(repository: string, tag: string): void {
    this.#repositories.get(repository)?.tags.delete(tag);
  }

  /**
   * Removes every blob that no tag leads to.
   *
   * @example
   * ```ts
   * import assert from "node:assert";
   * import { containers } from "strata";
   *
   * const [store, registry] = [new containers.BlobStore(), new containers.Registry()];
   * const image = containers.storeImage(store, [], { os: "linux", architecture: "amd64" });
   * containers.push(store, image.descriptor, registry, "shop:latest");
   * assert.equal(registry.collectGarbage().bytes, 0);
   * registry.untag("shop", "latest");
   * assert.equal(registry.collectGarbage().digests.length, 2); // manifest and configuration
   * ```
   */
  collectGarbage(): Collected {
    const used = new Set<Digest>();
    for (const repository of this.#repositories.values()) {
      const live = new Set([...repository.tags.values()].flatMap((manifest) => this.#reachable(manifest)));
      for (const digest of repository.blobs) if (!live.has(digest)) repository.blobs.delete(digest);
      for (const digest of live) used.add(digest);
    }
    const digests = this.store.digests().filter((digest) => !used.has(digest));
    const bytes = digests.reduce((total, digest) => total + this.store.size(digest), 0);
    for (const digest of digests) this.store.remove(digest);
    return { digests, bytes };
  }

  #reachable(manifest: Descriptor): Digest[] {
    const { config, layers } = readManifest(this.store, manifest);
    return [manifest, config, ...layers].map(({ digest }) => digest);
  }

  #repository(name: string): Repository {
    if (!/^[a-z0-9]+([._/-]+[a-z0-9]+)*$/.test(name))
      throw new DomainError("the repository's name", "to be lower-case letters, digits and . _ / - between them", name);
    const repository = this.#repositories.get(name) ?? { blobs: new Set(), tags: new Map() };
    this.#repositories.set(name, repository);
    return repository;
  }
}
