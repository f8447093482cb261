/**
 * Real asynchronous functions on a simulated clock. The clock stands while any handler can still run; it jumps to the next
 * event when all of them wait.
 *
 * ```text
 *  event of the simulation --> resolves a promise --> handlers run until each awaits --> next event
 * ```
 *
 * @packageDocumentation
 */
import type { Simulation } from "../../sim";

/** @internal Lets events happen, and handlers between them, until nothing is left. */
export async function drive(simulation: Simulation): Promise<void> {
  do await settle();
  while (simulation.step());
}

/**
 * Waits until every promise that can be settled now has been. Nothing is timed: Node turns to `setImmediate` only when no
 * microtask is left.
 */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
