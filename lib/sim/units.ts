/**
 * Units and money: conversion with a check of dimensions, and amounts that know their currency.
 *
 * ```text
 * "USD/kWh" = money . energy^-1        8 MW = 8,000,000 W        8 MW in kWh: refused
 *      |                               1 TB = 8e12 bit           3 USD + 2 EUR: refused
 *      prefix k, unit Wh
 * ```
 *
 * A unit is atoms with `/` between them. A year has 365 days, a month a twelfth of that (730 h), as is usual in cost models; a currency is its
 * three letters. Left out: exchange rates, temperatures, powers of units.
 *
 * Source: Bureau International des Poids et Mesures, "The International System of Units" (decimal prefixes); IEC 80000-13 (binary prefixes).
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";

/** A unit as a multiple of base units: seconds, bits, joules, and one of each currency. */
interface Unit {
  readonly factor: number;
  /** Exponent by base unit; zero exponents are left out. */
  readonly dimension: Readonly<Record<string, number>>;
}

const hour = 3600;
const atoms: Readonly<Record<string, Unit>> = {
  "1": { factor: 1, dimension: {} },
  count: { factor: 1, dimension: {} },
  "%": { factor: 0.01, dimension: {} },
  ms: { factor: 0.001, dimension: { s: 1 } },
  s: { factor: 1, dimension: { s: 1 } },
  min: { factor: 60, dimension: { s: 1 } },
  hour: { factor: hour, dimension: { s: 1 } },
  day: { factor: 24 * hour, dimension: { s: 1 } },
  month: { factor: 730 * hour, dimension: { s: 1 } },
  year: { factor: 8760 * hour, dimension: { s: 1 } },
};
/** Atoms that take prefixes. */
const scaled: Readonly<Record<string, Unit>> = {
  b: { factor: 1, dimension: { bit: 1 } },
  B: { factor: 8, dimension: { bit: 1 } },
  W: { factor: 1, dimension: { J: 1, s: -1 } },
  Wh: { factor: hour, dimension: { J: 1 } },
  J: { factor: 1, dimension: { J: 1 } },
};
const decimal = ["", "k", "M", "G", "T", "P", "E"];
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/**
 * Converts a value from one unit to another of the same dimension.
 *
 * @param value - any finite number
 * @param from - its unit: atoms such as `MW`, `kWh`, `GiB`, `Gb`, `hour`, `year`, `USD`, with `/` between them
 * @param to - the unit wanted
 * @throws {@link DomainError} if a unit is unknown, the dimensions differ, or the value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * assert.equal(sim.convert(8, "MW", "W"), 8_000_000);
 * assert.equal(sim.convert(1, "TB", "Gb"), 8000);
 * assert.throws(() => sim.convert(8, "MW", "kWh"), /kWh.*8 MW/);
 * ```
 */
export function convert(value: number, from: string, to: string): number {
  if (!Number.isFinite(value)) throw new DomainError("value", "to be a finite number", value);
  const [given, wanted] = [parseUnit(from), parseUnit(to)];
  if (describe(given) !== describe(wanted)) {
    throw new DomainError("unit", `to be of the dimension of ${to} (${describe(wanted)})`, `${value} ${from}`);
  }
  return from === to ? value : (value * given.factor) / wanted.factor;
}

function parseUnit(text: string): Unit {
  const [first, ...others] = text.split("/").map((atom) => parseAtom(atom, text));
  return others.reduce(divide, first!);
}

function parseAtom(atom: string, whole: string): Unit {
  const known = Object.hasOwn(atoms, atom) ? atoms[atom] : undefined;
  if (known !== undefined) return known;
  if (/^[A-Z]{3}$/.test(atom)) return { factor: 1, dimension: { [atom]: 1 } };
  for (const [name, { factor, dimension }] of Object.entries(scaled)) {
    if (!atom.endsWith(name)) continue;
    const prefix = atom.slice(0, atom.length - name.length);
    const [power, power2] = [decimal.indexOf(prefix), binary.indexOf(prefix)];
    if (power >= 0) return { factor: factor * 1000 ** power, dimension };
    if (power2 >= 0 && "bit" in dimension) return { factor: factor * 1024 ** power2, dimension };
  }
  throw new DomainError("unit", "to be made of atoms such as W, kWh, GiB, hour, year or USD", whole);
}

function divide(above: Unit, below: Unit): Unit {
  const names = [...new Set([...Object.keys(above.dimension), ...Object.keys(below.dimension)])];
  const exponents = names.map((name) => [name, (above.dimension[name] ?? 0) - (below.dimension[name] ?? 0)] as const);
  return {
    factor: above.factor / below.factor,
    dimension: Object.fromEntries(exponents.filter(([, exponent]) => exponent !== 0)),
  };
}

/** A dimension in words that compare: `J.s^-1`. */
function describe({ dimension }: Unit): string {
  const names = Object.keys(dimension).sort();
  if (names.length === 0) return "a plain number";
  return names.map((name) => (dimension[name] === 1 ? name : `${name}^${dimension[name]}`)).join(".");
}
