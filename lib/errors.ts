/**
 * The caller's mistakes, as one small family. What a modelled machine does wrong is a returned value, never one of these.
 *
 * @packageDocumentation
 */

/** What kind of mistake it was; stable, for programs to test. */
export type ErrorCode = "domain" | "unknown-name" | "missing-tool" | "not-allowed" | "bad-file";

/** The common parent, so that one `catch` can tell a caller's mistake from our own. */
export class StrataError extends Error {
  /** What kind of mistake it was. */
  readonly code: ErrorCode;
  /** The value that was refused. */
  readonly value: unknown;

  constructor(code: ErrorCode, message: string, value?: unknown) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.value = value;
  }
}

/**
 * A value outside what a model is defined for.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { DomainError } from "strata";
 *
 * const error = new DomainError("root", "to be page-aligned", 4097);
 * assert.equal(error.message, "Expected root to be page-aligned, got 4097.");
 * ```
 */
export class DomainError extends StrataError {
  constructor(name: string, expected: string, value: unknown) {
    super("domain", `Expected ${name} ${expected}, got ${describe(value)}.`, value);
  }
}

/** Tools and files outside the library that are missing, broken or refused. */
export class EnvironmentError extends StrataError {
  constructor(code: Exclude<ErrorCode, "domain">, message: string, value?: unknown) {
    super(code, message, value);
  }
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return String(value);
}
