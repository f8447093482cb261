/**
 * Devices: what opening a node in /dev leads to. A node is only a number; whoever may make one reaches the device.
 *
 * ```text
 *   /dev/null   1:3     /dev/zero    1:5      /dev/vda   254:0   a disk, bytes that stay
 *   /dev/random 1:8     /dev/urandom 1:9      /dev/console 5:1   what the operator sees
 * ```
 *
 * Source: Linux, Documentation/admin-guide/devices.txt; null(4), random(4).
 *
 * @packageDocumentation
 */
import type { Random } from "../../../sim";
import { done, failed, type Result } from "../../result";
import { Description } from "../descriptors/description";

/** A device of the kernel. */
export interface Device {
  readonly name: "null" | "zero" | "full" | "random" | "urandom" | "console" | "vda";
  readonly type: "character" | "block";
  readonly major: number;
  readonly minor: number;
  /** Permission bits of its node in /dev. */
  readonly mode: number;
  open(): Description;
}

class Stream extends Description {
  constructor(
    private readonly source: (length: number) => Uint8Array,
    private readonly sink: (bytes: Uint8Array) => Result<number>,
  ) {
    super();
  }

  override read(length: number): Result<Uint8Array> {
    return done(this.source(length));
  }

  override write(bytes: Uint8Array): Result<number> {
    return this.sink(bytes);
  }
}

/** An open disk. Bytes beyond its end are not there. */
class DiskDescription extends Description {
  #offset = 0;

  constructor(private readonly bytes: Uint8Array) {
    super();
  }

  override read(length: number): Result<Uint8Array> {
    const part = this.bytes.slice(this.#offset, this.#offset + length);
    this.#offset += part.length;
    return done(part);
  }

  override write(bytes: Uint8Array): Result<number> {
    const part = bytes.subarray(0, this.bytes.length - this.#offset);
    if (part.length === 0 && bytes.length > 0) return failed("ENOSPC");
    this.bytes.set(part, this.#offset);
    this.#offset += part.length;
    return done(part.length);
  }

  override seek(offset: number, whence: "set" | "current" | "end"): Result<number> {
    const to = { set: 0, current: this.#offset, end: this.bytes.length }[whence] + offset;
    if (to < 0 || to > this.bytes.length) return failed("EINVAL");
    this.#offset = to;
    return done(to);
  }
}

/** What the kernel's devices need. */
export interface DeviceOptions {
  readonly random: Random;
  readonly diskBytes: number;
  /** Gets what is written to the console. */
  readonly onConsole: (bytes: Uint8Array) => void;
}

/** The devices of a kernel. */
export function makeDevices({ random, diskBytes, onConsole }: DeviceOptions): Device[] {
  const disk = new Uint8Array(diskBytes);
  const none = () => new Uint8Array(0);
  const zeros = (length: number) => new Uint8Array(length);
  const chance = (length: number) => Uint8Array.from({ length }, () => random.integer(256));
  const swallow = (bytes: Uint8Array) => done(bytes.length);
  const show = (bytes: Uint8Array) => {
    onConsole(bytes);
    return done(bytes.length);
  };
  const character = (name: Device["name"], [major, minor]: [number, number], mode: number, open: () => Description) =>
    ({ name, type: "character", major, minor, mode, open }) as const;
  return [
    character("null", [1, 3], 0o666, () => new Stream(none, swallow)),
    character("zero", [1, 5], 0o666, () => new Stream(zeros, swallow)),
    character("full", [1, 7], 0o666, () => new Stream(zeros, () => failed("ENOSPC"))),
    character("random", [1, 8], 0o666, () => new Stream(chance, swallow)),
    character("urandom", [1, 9], 0o666, () => new Stream(chance, swallow)),
    character("console", [5, 1], 0o600, () => new Stream(none, show)),
    { name: "vda", type: "block", major: 254, minor: 0, mode: 0o660, open: () => new DiskDescription(disk) },
  ];
}
