/**
 * What a system call gives: a value, or one of Linux's error names. A modelled kernel never throws at its programs.
 *
 * Source: errno(3).
 *
 * @packageDocumentation
 */

/** The error names of Linux that the small kernel uses. */
export type ErrorName =
  | "E2BIG"
  | "EACCES"
  | "EADDRINUSE"
  | "EADDRNOTAVAIL"
  | "EAFNOSUPPORT"
  | "EAGAIN"
  | "EBADF"
  | "EBUSY"
  | "ECHILD"
  | "ECONNREFUSED"
  | "ECONNRESET"
  | "EDQUOT"
  | "EEXIST"
  | "EFAULT"
  | "EFBIG"
  | "EHOSTUNREACH"
  | "EIDRM"
  | "EINTR"
  | "EINVAL"
  | "EIO"
  | "EISCONN"
  | "EISDIR"
  | "ELIBBAD"
  | "ELOOP"
  | "EMFILE"
  | "EMLINK"
  | "ENAMETOOLONG"
  | "ENETUNREACH"
  | "ENODATA"
  | "ENODEV"
  | "ENOENT"
  | "ENOEXEC"
  | "ENOMEM"
  | "ENOMSG"
  | "ENOSPC"
  | "ENOSYS"
  | "ENOTCONN"
  | "ENOTDIR"
  | "ENOTEMPTY"
  | "ENOTSOCK"
  | "ENXIO"
  | "EOPNOTSUPP"
  | "EPERM"
  | "EPIPE"
  | "ERANGE"
  | "EROFS"
  | "ESPIPE"
  | "ESRCH"
  | "ESTALE"
  | "ETIMEDOUT"
  | "ETXTBSY"
  | "EUSERS"
  | "EXDEV";

/** A system call's answer. */
export type Result<T = void> =
  | { readonly type: "done"; readonly value: T }
  | { readonly type: "failed"; readonly error: ErrorName };

/** It worked. */
export function done(): Result;
export function done<T>(value: T): Result<T>;
export function done<T>(value?: T): Result<T | undefined> {
  return { type: "done", value };
}

/** It did not, and why. */
export function failed(error: ErrorName): { readonly type: "failed"; readonly error: ErrorName } {
  return { type: "failed", error };
}

/**
 * The value of a call that is not expected to fail.
 *
 * @throws Error if it failed, with the error's name and what was tried
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * assert.equal(containers.valueOf(containers.done(3), "counting"), 3);
 * assert.throws(() => containers.valueOf(containers.failed("ENOENT"), "open /etc/hosts"), /open \/etc\/hosts: ENOENT/);
 * ```
 */
export function valueOf<T>(result: Result<T>, what: string): T {
  if (result.type === "failed") throw new Error(`${what}: ${result.error}`);
  return result.value;
}
