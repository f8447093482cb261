/**
 * Blocks by number: what a disk is, and an image of one.
 *
 * ```text
 *   block     0     1     2     3     …          each of blockBytes bytes; one that was never written reads as zeros
 *           ┌─────┬─────┬ ─ ─ ┬─────┬ ─
 *           │     │     │     │     │            and takes no room
 * ```
 *
 * @packageDocumentation
 */
import { requireCount } from "../../../checks";
import { DomainError } from "../../../errors";

/** Something that holds blocks. */
export interface BlockStore {
  /** Bytes of a block. */
  readonly blockBytes: number;
  /** Blocks that it has, written or not. */
  readonly blocks: number;
  /** Blocks that take room in this store itself. */
  readonly allocatedBlocks: number;
  /** A block's bytes; not to be changed. */
  read(block: number): Uint8Array;
  /** Replaces a block. */
  write(block: number, bytes: Uint8Array): void;
  /** Forgets a block: from now on it reads as zeros. */
  discard(block: number): void;
}

/** A disk of its own, of which only written blocks take room. */
export class BlockImage implements BlockStore {
  readonly blockBytes: number;
  readonly blocks: number;
  readonly #written = new Map<number, Uint8Array>();
  readonly #zeros: Uint8Array;

  /** @throws {@link DomainError} if a number is not a whole number above 0 */
  constructor({ blockBytes, blocks }: { readonly blockBytes: number; readonly blocks: number }) {
    requireCount({ blockBytes, blocks });
    this.blockBytes = blockBytes;
    this.blocks = blocks;
    this.#zeros = new Uint8Array(blockBytes);
  }

  get allocatedBlocks(): number {
    return this.#written.size;
  }

  read(block: number): Uint8Array {
    requireBlock(this, block);
    return this.#written.get(block) ?? this.#zeros;
  }

  write(block: number, bytes: Uint8Array): void {
    requireBlock(this, block, bytes);
    this.#written.set(block, bytes.slice());
  }

  discard(block: number): void {
    requireBlock(this, block);
    this.#written.delete(block);
  }
}

/**
 * Refuses a block that a store does not have, and bytes that are not one block.
 *
 * @throws {@link DomainError}
 */
export function requireBlock({ blocks, blockBytes }: BlockStore, block: number, bytes?: Uint8Array): void {
  if (!Number.isInteger(block) || block < 0 || block >= blocks)
    throw new DomainError("block", `to be from 0 to ${blocks - 1}`, block);
  if (bytes !== undefined && bytes.length !== blockBytes)
    throw new DomainError("bytes", `to be ${blockBytes} of them`, bytes.length);
}
