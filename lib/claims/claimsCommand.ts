/**
 * `strata claims`: the ledger as lines for people or as JSON for programs.
 *
 * @packageDocumentation
 */
import type { Claim } from "./claim";
import { ledger } from "./ledger";

/** Prints every claim. A claim that does not hold is a finding, not a failure of the work. */
export function claimsCommand(options: { json?: boolean }): void {
  const claims = ledger();
  if (options.json) {
    // JSON has no undefined: what nothing computes is null, so that every claim has every key.
    const rows = claims.map((claim) => ({ ...claim, computed: claim.computed ?? null, holds: claim.holds ?? null }));
    console.log(JSON.stringify(rows, null, 1));
    return;
  }
  for (const claim of claims) console.log(describe(claim));
  const count = (holds: boolean | undefined) => claims.filter((claim) => claim.holds === holds).length;
  console.log(`\n${count(true)} hold, ${count(false)} do not, ${count(undefined)} cannot be computed.`);
}

function describe({ id, holds, statement, stated, computed, unit, difference, note }: Claim): string {
  const verdict = holds === undefined ? "–" : holds ? "holds" : "DOES NOT HOLD";
  const off = holds === false && difference !== undefined ? `, ${(100 * difference).toFixed(1)}% off` : "";
  const numbers = `stated ${text(stated)}, computed ${text(computed)}${unit === undefined ? "" : ` ${unit}`}${off}`;
  return `${id}: ${verdict}. ${statement}: ${numbers}.${note === undefined ? "" : `\n    ${note}`}`;
}

function text(value: number | string | undefined): string {
  if (value === undefined) return "nothing";
  return typeof value === "number" ? value.toLocaleString("en-US", { maximumSignificantDigits: 12 }) : value;
}
