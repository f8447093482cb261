/**
 * The exercise on fair scheduling: the student writes three rules, this runs them on random programs and finds the first decision that parts
 * from the law.
 *
 * ```text
 *   pickNext    who of those that are ready runs next
 *   charge      the virtual runtime after a run
 *   wake        the virtual runtime with which a sleeper comes back
 * ```
 *
 * @packageDocumentation
 */
import { type Random, seeded } from "../../../sim";

/** A task, as the rules see it. */
export interface ExerciseTask {
  readonly id: number;
  /** 1024 is the weight of nice 0. */
  readonly weight: number;
  /** CPU time in ms that it would have had if its weight were 1024. */
  readonly vruntimeMs: number;
}

/** The functions to write. */
export interface FairRules {
  /** The task to run next; of equals, the one with the lowest id. `ready` is not empty and in no order. */
  pickNext(ready: readonly ExerciseTask[]): ExerciseTask;
  /** The virtual runtime of a task that ran for `ms`. */
  charge(task: ExerciseTask, ms: number): number;
  /** The virtual runtime of a task that slept, when the least of those that are ready is `leastMs`. */
  wake(task: ExerciseTask, leastMs: number): number;
}

/** How a check went. `text` is for reading. */
export interface FairReport {
  /** Whether every decision was the law's. */
  readonly passed: boolean;
  /** Decisions that were checked. */
  readonly checked: number;
  /** What was asked, the input, what was expected and why, what came, where to read. */
  readonly text: string;
}

const law: FairRules = {
  pickNext: (ready) =>
    ready.reduce((best, task) =>
      task.vruntimeMs < best.vruntimeMs || (task.vruntimeMs === best.vruntimeMs && task.id < best.id) ? task : best,
    ),
  charge: ({ vruntimeMs, weight }, ms) => vruntimeMs + (ms * 1024) / weight,
  wake: ({ vruntimeMs }, leastMs) => Math.max(vruntimeMs, leastMs),
};

const reasons: Record<keyof FairRules, string> = {
  pickNext: "the least virtual runtime is next",
  charge: "virtual runtime = time · 1024 / weight: who weighs twice as much ages half as fast",
  wake: "a sleeper must not save up time, nor lose the lead that it had used up",
};

/**
 * Runs rules on random programs and compares with the law, decision by decision, up to the first difference.
 *
 * @param options - seed of the programs, 1 if not given; number of programs, 100 if not given
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const forgetsWeights: containers.FairRules = {
 *   pickNext: (ready) => [...ready].sort((a, b) => a.vruntimeMs - b.vruntimeMs || a.id - b.id)[0]!,
 *   charge: (task, ms) => task.vruntimeMs + ms,
 *   wake: (task, leastMs) => Math.max(task.vruntimeMs, leastMs),
 * };
 * assert.match(containers.checkFairRules(forgetsWeights).text, /charge/);
 * ```
 */
export function checkFairRules(
  rules: FairRules,
  { seed = 1, programs = 100 }: { readonly seed?: number; readonly programs?: number } = {},
): FairReport {
  const random = seeded(seed);
  let checked = 0;
  for (let program = 1; program <= programs; program++) {
    const machine = new ExerciseScheduler(rules, random);
    for (let step = 1; step <= 20; step++) {
      for (const wrong of machine.step()) {
        checked++;
        if (wrong !== undefined) return { passed: false, checked, text: `Program ${program}, step ${step}: ${wrong}` };
      }
    }
  }
  return { passed: true, checked, text: `All ${checked} decisions were those of the law.` };
}

/** A few tasks on one CPU. A step gives a difference, or nothing, for each decision. */
class ExerciseScheduler {
  readonly #rules: FairRules;
  readonly #random: Random;
  readonly #ready: ExerciseTask[];
  readonly #sleeping: ExerciseTask[] = [];

  constructor(rules: FairRules, random: Random) {
    this.#rules = rules;
    this.#random = random;
    const weights = Array.from({ length: 2 + random.integer(4) }, () => random.pick([512, 820, 1024, 1024, 2048]));
    this.#ready = weights.map((weight, at) => ({ id: at + 1, weight, vruntimeMs: 0 })).sort(() => random.next() - 0.5);
  }

  *step(): Generator<string | undefined> {
    const chosen = law.pickNext(this.#ready);
    yield this.#compare("pickNext", [[...this.#ready]]);
    const ms = 1 + this.#random.integer(6);
    yield this.#compare("charge", [chosen, ms]);
    this.#ready.splice(this.#ready.indexOf(chosen), 1);
    const ran = { ...chosen, vruntimeMs: law.charge(chosen, ms) };
    if (this.#ready.length > 0 && this.#random.integer(4) === 0) this.#sleeping.push(ran);
    else this.#ready.push(ran);
    if (this.#sleeping.length === 0 || this.#random.integer(3) > 0) return;
    const sleeper = this.#sleeping.shift()!;
    const leastMs = Math.min(...this.#ready.map(({ vruntimeMs }) => vruntimeMs));
    yield this.#compare("wake", [sleeper, leastMs]);
    this.#ready.push({ ...sleeper, vruntimeMs: law.wake(sleeper, leastMs) });
  }

  #compare<Name extends keyof FairRules>(name: Name, args: Parameters<FairRules[Name]>): string | undefined {
    const ask = (rules: FairRules) => (rules[name] as (...words: unknown[]) => unknown)(...args);
    let came: string;
    try {
      came = show(ask(this.#rules));
    } catch (error) {
      came = `an error: ${error instanceof Error ? error.message : String(error)}`;
    }
    const expected = show(ask(law));
    if (came === expected) return undefined;
    return [
      `${name} is asked.`,
      `  given     ${args.map(show).join(", ")}`,
      `  expected  ${expected}`,
      `  because   ${reasons[name]}`,
      `  came      ${came}`,
      `  read      "Investigate: CPU weights", above`,
    ].join("\n");
  }
}

function show(value: unknown): string {
  if (typeof value === "number") return String(Math.round(value * 1e6) / 1e6);
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (typeof value !== "object" || value === null || !("id" in value)) return String(value);
  const { id, weight, vruntimeMs } = value as ExerciseTask;
  return `task ${id} (weight ${weight}, vruntime ${show(vruntimeMs)} ms)`;
}
