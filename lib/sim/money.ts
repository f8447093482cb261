/**
 * Amounts of money that know their currency. Amounts of one currency add up; others are refused, because no model here knows exchange rates.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";

/** An amount of money. */
export interface Money {
  /** In units of the currency, such as dollars; may be negative, as a debt or a saving. */
  readonly amount: number;
  /** ISO 4217: three capital letters. */
  readonly currency: string;
}

/**
 * An amount of money.
 *
 * @throws {@link DomainError} if the amount is not finite or the currency is not three capital letters
 */
export function money(amount: number, currency: string): Money {
  if (!Number.isFinite(amount)) throw new DomainError("amount", "to be a finite number", amount);
  if (!/^[A-Z]{3}$/.test(currency)) throw new DomainError("currency", "to be three capital letters", currency);
  return { amount, currency };
}

/** An amount of US dollars. */
export function usd(amount: number): Money {
  return money(amount, "USD");
}

/**
 * The currency that all of several amounts share.
 *
 * @param amounts - at least one, by what they are for
 * @throws {@link DomainError} if there are two currencies; it names both, and what they are for
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * assert.equal(sim.commonCurrency({ rent: sim.usd(3.06), price: sim.usd(37_245.4) }), "USD");
 * assert.throws(() => sim.commonCurrency({ rent: sim.usd(3.06), price: sim.money(30_000, "EUR") }), /price.*USD, as rent.*EUR/);
 * ```
 */
export function commonCurrency(amounts: Readonly<Record<string, Money>>): string {
  const [first, ...others] = Object.entries(amounts);
  if (first === undefined) throw new DomainError("amounts", "to be at least one", amounts);
  const [firstName, { currency }] = first;
  for (const [name, other] of others) {
    if (other.currency === currency) continue;
    throw new DomainError(name, `to be in ${currency}, as ${firstName} is`, `${other.amount} ${other.currency}`);
  }
  return currency;
}
