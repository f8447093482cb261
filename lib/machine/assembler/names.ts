/**
 * Instructions with several names: the table has one of each.
 *
 * @packageDocumentation
 */
import { formsOfMnemonic, type Mode } from "../isa";

const CONDITIONS: Readonly<Record<string, string>> = {
  C: "B",
  NAE: "B",
  NB: "AE",
  NC: "AE",
  Z: "E",
  NZ: "NE",
  NA: "BE",
  NBE: "A",
  PE: "P",
  PO: "NP",
  NGE: "L",
  NL: "GE",
  NG: "LE",
  NLE: "G",
};

const OTHERS: Readonly<Record<string, string>> = {
  SAL: "SHL",
  XLAT: "XLATB",
  LOOPZ: "LOOPE",
  LOOPNZ: "LOOPNE",
  RETN: "RET",
  ICEBP: "INT1",
  IRETW: "IRET",
  PUSHFW: "PUSHF",
  POPFW: "POPF",
  PUSHAW: "PUSHA",
  POPAW: "POPA",
};

/** Names that mean the operand size of the code they stand in. */
const BY_MODE = ["IRET", "PUSHF", "POPF", "PUSHA", "POPA"];

/** The table's name of an instruction; nothing if there is no such instruction. */
export function tableName(written: string, mode: Mode): string | undefined {
  const name = written.toUpperCase();
  if (BY_MODE.includes(name)) return mode === 32 ? `${name}D` : name;
  const [, start = "", condition = ""] = /^(J|SET|CMOV)(\w+)$/.exec(name) ?? [];
  const found = OTHERS[name] ?? (CONDITIONS[condition] === undefined ? name : start + CONDITIONS[condition]);
  return formsOfMnemonic(found).length > 0 ? found : undefined;
}
