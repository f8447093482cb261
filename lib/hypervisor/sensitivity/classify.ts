/**
 * Which instructions a monitor must see, and which of them it does not see: Popek and Goldberg's definitions, executed.
 *
 * ```text
 *                     the same instruction, the same registers and memory
 *        ring 0 of the guest's own machine          ring 1, 2, 3 under a monitor
 *                     │                                        │
 *                     ▼                                        ▼
 *                  outcome                  trap ──► "traps": the monitor can do the same by hand
 *                     │                     none ──► outcome
 *                     └──────────── equal? ─────────────┘
 *                          yes: "same"       no: "differs", and nobody was told
 * ```
 *
 * *privileged*: wherever ring 0 executes it, every other ring traps. *I/O-sensitive*: it traps exactly in rings beyond IOPL. *Sensitive*: it changes the machine itself (control),
 * or what it does depends on the ring or on registers that are the machine's (behaviour). A machine can be virtualized by trapping if every sensitive instruction traps.
 *
 * Source: G. Popek, R. Goldberg, "Formal Requirements for Virtualizable Third Generation Architectures", Communications of the ACM 17 (7), 1974; J. Robin, C. Irvine, "Analysis of
 * the Intel Pentium's Ability to Support a Secure Virtual Machine Monitor", USENIX Security 2000.
 *
 * @packageDocumentation
 */
import { type Form, forms } from "../../machine";
import { leavesMachine, type Outcome, tryOut, visibleDifference } from "./outcome";
import { Bench, type Setting } from "./setting";
import { type Trial, trialsOf } from "./trials";

/** What became of an instruction outside ring 0. */
export type Effect = "same" | "traps" | "differs";

/** One ring and IOPL. */
export interface Deprivileged {
  readonly ring: 1 | 2 | 3;
  readonly iopl: 0 | 1 | 2 | 3;
  /** `differs` if any trial did, else `traps` if any did. */
  readonly effect: Effect;
  /** Of a difference, what it was in the first trial that showed it. */
  readonly difference: Difference | undefined;
}

/** What the guest would see, or its monitor not know. */
export type Difference = "registers" | "memory" | "ring" | "machine" | "missing fault";

/** What is known of one form. */
export interface FormSensitivity {
  readonly form: Form;
  readonly trials: number;
  /** It changes the machine itself when ring 0 executes it. */
  readonly controlSensitive: boolean;
  /** Its outcome depends on the ring, or on registers that are the machine's. */
  readonly behaviourSensitive: boolean;
  readonly privileged: boolean;
  readonly ioSensitive: boolean;
  /** Sensitive, and outside ring 0 nothing traps though the outcome differs. IOPL is 0, as a monitor chooses it. */
  readonly sensitiveUnprivileged: boolean;
  /** Twelve: rings 1 to 3, each with IOPL 0 to 3. */
  readonly outside: readonly Deprivileged[];
}

const bare: Setting = { ring: 0, iopl: 0, owner: "guest", interrupts: false };
const ownSettings: readonly Setting[] = [
  { ...bare, interrupts: true },
  { ...bare, iopl: 3 },
  { ...bare, owner: "monitor" },
];
const rings = [1, 2, 3] as const;
const iopls = [0, 1, 2, 3] as const;

/** The benches of all settings, made once. */
interface Benches {
  readonly bare: Bench;
  readonly own: readonly Bench[];
  readonly outside: readonly { readonly ring: 1 | 2 | 3; readonly iopl: 0 | 1 | 2 | 3; readonly bench: Bench }[];
}

/**
 * Executes these forms, or all that the processor has, in every ring with every IOPL.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { hypervisor, machine } from "strata";
 *
 * const [hlt] = hypervisor.classify(machine.formsOfMnemonic("HLT"));
 * assert.equal(hlt?.privileged, true);
 * const [smsw] = hypervisor.classify(machine.formsOfMnemonic("SMSW"));
 * assert.equal(smsw?.sensitiveUnprivileged, true);
 * ```
 */
export function classify(of: readonly Form[] = forms): FormSensitivity[] {
  const benches: Benches = {
    bare: new Bench(bare),
    own: ownSettings.map((setting) => new Bench(setting)),
    outside: rings.flatMap((ring) =>
      iopls.map((iopl) => ({ ring, iopl, bench: new Bench({ ring, iopl, owner: "monitor", interrupts: true }) })),
    ),
  };
  return of.map((form) => classifyForm(form, benches));
}

function classifyForm(form: Form, benches: Benches): FormSensitivity {
  const trials = trialsOf(form);
  const expected = trials.map((trial) => tryOut(benches.bare, trial));
  const seen = benches.outside.map(({ ring, iopl, bench }) => compareAll(bench, { ring, iopl, trials, expected }));
  const controlSensitive = expected.some((outcome) => outcome.trapped === undefined && !leavesMachine(outcome));
  const differs = seen.some(({ effect }) => effect === "differs");
  const behaviourSensitive = differs || dependsOnMachine(benches.own, trials, expected);
  const executes = expected.some(({ trapped }) => trapped === undefined);
  return {
    form,
    trials: trials.length,
    controlSensitive,
    behaviourSensitive,
    privileged: executes && seen.every(({ alwaysTraps }) => alwaysTraps),
    ioSensitive: executes && seen.every(({ ring, iopl, alwaysTraps }) => alwaysTraps === ring > iopl),
    sensitiveUnprivileged: seen.some(({ iopl, effect }) => iopl === 0 && effect === "differs"),
    outside: seen.map(({ ring, iopl, effect, difference }) => ({ ring, iopl, effect, difference })),
  };
}

interface Compared extends Deprivileged {
  /** Wherever ring 0 executed it, this ring trapped. */
  readonly alwaysTraps: boolean;
}

function compareAll(
  bench: Bench,
  given: Pick<Deprivileged, "ring" | "iopl"> & {
    readonly trials: readonly Trial[];
    readonly expected: readonly Outcome[];
  },
): Compared {
  const { ring, iopl, trials, expected } = given;
  const verdicts = trials.map((trial, at) => compare(expected[at]!, tryOut(bench, trial), ring));
  const difference = verdicts.find((verdict) => verdict !== "same" && verdict !== "traps");
  const traps = verdicts.filter((verdict) => verdict === "traps").length;
  const executed = expected.filter(({ trapped }) => trapped === undefined).length;
  const effect = difference === undefined ? (traps > 0 ? "traps" : "same") : "differs";
  return {
    ring,
    iopl,
    effect,
    difference: difference,
    alwaysTraps: effect === "traps" && traps === executed,
  };
}

/** One trial outside ring 0, beside ring 0's. */
function compare(expected: Outcome, outcome: Outcome, ring: number): "same" | "traps" | Difference {
  if (outcome.trapped !== undefined) return expected.trapped === undefined ? "traps" : "same";
  if (expected.trapped !== undefined) return "missing fault";
  const ringForGuest = outcome.ring === ring ? 0 : outcome.ring;
  if (ringForGuest !== expected.ring) return "ring";
  // Nobody told the monitor: what the guest did to its own machine was lost, or done to the monitor's.
  if (!leavesMachine(expected) || !leavesMachine(outcome)) return "machine";
  return visibleDifference(expected, outcome) ?? "same";
}

/** Whether ring 0 itself finds another outcome if IF, IOPL, tables or CR0 are others. */
function dependsOnMachine(own: readonly Bench[], trials: readonly Trial[], expected: readonly Outcome[]): boolean {
  return own.some((bench) =>
    trials.some((trial, at) => {
      const outcome = tryOut(bench, trial);
      if (outcome.trapped !== undefined || expected[at]!.trapped !== undefined)
        return outcome.trapped !== expected[at]!.trapped;
      return visibleDifference(expected[at]!, outcome) !== undefined;
    }),
  );
}
