/**
 * The classification by name: an instruction is what any of its forms is.
 *
 * @packageDocumentation
 */
import { groupBy } from "lodash";
import type { Deprivileged, Effect, FormSensitivity } from "./classify";

/** What is known of all forms of a name together. */
export interface InstructionSensitivity {
  readonly mnemonic: string;
  readonly forms: number;
  readonly privileged: boolean;
  readonly ioSensitive: boolean;
  readonly sensitive: boolean;
  readonly sensitiveUnprivileged: boolean;
  /** The forms that are sensitive and do not trap, as the table writes their operands. */
  readonly silent: readonly string[];
  /** Twelve: rings 1 to 3, each with IOPL 0 to 3; the worst of all forms. */
  readonly outside: readonly Deprivileged[];
}

const worst: readonly Effect[] = ["same", "traps", "differs"];

/** One row a name, in the order of the forms. */
export function byMnemonic(rows: readonly FormSensitivity[]): InstructionSensitivity[] {
  return Object.entries(groupBy(rows, ({ form }) => form.mnemonic)).map(([mnemonic, of]) => ({
    mnemonic,
    forms: of.length,
    privileged: of.some(({ privileged }) => privileged),
    ioSensitive: of.some(({ ioSensitive }) => ioSensitive),
    sensitive: of.some(isSensitive),
    sensitiveUnprivileged: of.some(({ sensitiveUnprivileged }) => sensitiveUnprivileged),
    silent: of.filter(({ sensitiveUnprivileged }) => sensitiveUnprivileged).map(textOf),
    outside: of[0]!.outside.map((_, at) => of.map(({ outside }) => outside[at]!).reduce(worse)),
  }));
}

/** Popek and Goldberg's word: control-sensitive, behaviour-sensitive, or both. */
export function isSensitive({ controlSensitive, behaviourSensitive }: FormSensitivity): boolean {
  return controlSensitive || behaviourSensitive;
}

/** Whether a monitor sees every instruction that it must: all sensitive ones trap. */
export function isVirtualizable(rows: readonly FormSensitivity[]): boolean {
  return rows.every((row) => !row.sensitiveUnprivileged);
}

function textOf({ form }: FormSensitivity): string {
  return `${form.mnemonic} ${form.operands.map(({ text }) => text).join(", ")}`.trim();
}

function worse(a: Deprivileged, b: Deprivileged): Deprivileged {
  return worst.indexOf(b.effect) > worst.indexOf(a.effect) ? b : a;
}
