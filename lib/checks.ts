/**
 * What numbers must be before a model takes them. Each throws a `DomainError` that names the number.
 *
 * @packageDocumentation
 */
import { DomainError } from "./errors";

/** Refuses what is below 0, infinite or no number: prices, hours, counts. */
export function requireNotNegative(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers))
    if (!(value >= 0 && value < Infinity)) throw new DomainError(name, "to be 0 or more", value);
}

/** Refuses what is not above 0, infinite or no number. */
export function requirePositive(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers))
    if (!(value > 0 && value < Infinity)) throw new DomainError(name, "to be above 0", value);
}

/** Refuses what is no whole number above 0: counts of things of which there is at least one. */
export function requireCount(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers))
    if (!Number.isInteger(value) || value < 1) throw new DomainError(name, "to be a whole number above 0", value);
}

/** Refuses what is not from 0 to 1. */
export function requireShare(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers))
    if (!(value >= 0 && value <= 1)) throw new DomainError(name, "to be a share from 0 to 1", value);
}
