/**
 * The catalogue of instance types: looked up by name, searched by need, and compared with older price lists.
 *
 * @packageDocumentation
 */
import { sortBy } from "lodash";
import { requireNotNegative } from "../checks";
import type { InstanceType, PriceChange } from "../datasets";
import { DomainError, StrataError } from "../errors";

/** Instance types by name. */
export interface Catalogue {
  /** Every type, in the order of the table. */
  readonly types: readonly InstanceType[];
  /**
   * The type of a name.
   *
   * @throws StrataError with code `unknown-name` if there is none; it names the three nearest
   */
  find(name: string): InstanceType;
}

/**
 * A catalogue from rows of a table.
 *
 * @throws {@link DomainError} if a name is there twice or a price is negative
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const ec2 = cloud.catalogue(datasets.ec2Catalogue());
 * assert.equal(ec2.find("t3.micro").usdPerHour, 0.0104);
 * assert.throws(() => ec2.find("t3.mikro"), /got "t3.mikro"; near it are t3.micro/);
 * ```
 */
export function catalogue(rows: readonly InstanceType[]): Catalogue {
  const byName = new Map(rows.map((row) => [row.instanceType, row]));
  for (const row of rows) {
    if (byName.get(row.instanceType) !== row)
      throw new DomainError("types", "to have names of their own", row.instanceType);
    requireNotNegative({ [`price of ${row.instanceType}`]: row.usdPerHour });
  }
  const find = (name: string) => {
    const found = byName.get(name);
    if (found !== undefined) return found;
    const near = sortBy([...byName.keys()], (other) => editDistance(name, other)).slice(0, 3);
    const message = `Expected instance type to be one of the catalogue's ${byName.size}, got "${name}"; near it are ${near.join(", ")}.`;
    throw new StrataError("unknown-name", message, name);
  };
  return { types: rows, find };
}

/** The prices of a catalogue, for a {@link bill}. */
export function priceIn(ec2: Catalogue): (instanceType: string) => number {
  return (instanceType) => ec2.find(instanceType).usdPerHour;
}

/** What a program needs of an instance. */
export interface Need {
  /** At least so many vCPUs; 0 if not given. */
  readonly vcpus?: number;
  /** At least so much memory, in MiB; 0 if not given. */
  readonly memoryMib?: number;
  /** Instruction set; any if not given. */
  readonly architecture?: InstanceType["architecture"];
}

/** The cheapest type that has what is needed; `undefined` if none has. Of equal prices the first in the table. */
export function cheapest(ec2: Catalogue, need: Need): InstanceType | undefined {
  const { vcpus = 0, memoryMib = 0, architecture } = need;
  requireNotNegative({ vcpus, memoryMib });
  const fits = ec2.types.filter(
    (type) =>
      type.vcpus >= vcpus &&
      type.memoryMib >= memoryMib &&
      (architecture === undefined || type.architecture === architecture),
  );
  return sortBy(fits, ({ usdPerHour }) => usdPerHour)[0];
}

/** A type's last price in the old price lists, beside its price in the catalogue. */
export interface PriceComparison {
  readonly instanceType: string;
  /** Day from which the old price held, ISO 8601. */
  readonly since: string;
  readonly oldUsdPerHour: number;
  readonly newUsdPerHour: number;
}

/** Compares the last old price of each type with the catalogue's; types that one of the two lacks are left out. */
export function comparePrices(ec2: Catalogue, changes: readonly PriceChange[]): PriceComparison[] {
  const last = new Map(sortBy(changes, ({ date }) => date).map((change) => [change.instanceType, change]));
  return ec2.types.flatMap(({ instanceType, usdPerHour }) => {
    const old = last.get(instanceType);
    if (old === undefined) return [];
    return [{ instanceType, since: old.date, oldUsdPerHour: old.usdPerHour, newUsdPerHour: usdPerHour }];
  });
}

/** How many letters must change to make one word of the other: Levenshtein's distance, row by row. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++)
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (to[j] === letter ? 0 : 1)));
    row = next;
  }
  return row[to.length]!;
}
