/**
 * What every device of the machine is: something at ports or addresses, that may want to act later, and whose state can be kept.
 *
 * ```text
 *   clock ───────┬────────────────┬──────────►     a device names the next moment at which it acts by itself;
 *                due              due               the machine calls `advance` then, never earlier
 * ```
 *
 * Time is the machine's clock, which counts instructions. No device knows another one.
 *
 * @packageDocumentation
 */
import type { BusDevice } from "../processor/bus";

/** A device. */
export interface Device<State = unknown> extends BusDevice {
  /** The clock at which it acts by itself next; Infinity if never. */
  readonly due: number;
  /** Acts: the clock has come to `due` or beyond. */
  advance(now: number): void;
  /** Copies its state as plain data. */
  save(): State;
  /** Puts a copied state in place of its own. */
  restore(state: State): void;
}

/** A wire from a device to an interrupt controller: tells it the level. */
export type InterruptLine = (level: boolean) => void;

/** A device whose state is one object of plain data, and which does nothing by itself unless it says so. */
export abstract class StatefulDevice<State extends object> implements Device<State> {
  abstract readonly name: string;
  protected state: State;

  constructor(state: State) {
    this.state = state;
  }

  get due(): number {
    return Infinity;
  }

  advance(now: number): void;
  advance(): void {}

  save(): State {
    return structuredClone(this.state);
  }

  restore(state: State): void {
    this.state = structuredClone(state);
  }
}
