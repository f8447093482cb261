/**
 * The exercise of the notebook on shadow paging: the student writes `fill`, this runs it on random programs and finds the
 * first access where the shadow parts from the law.
 *
 * ```text
 * program:  r p | w p | e p = entry | ...        r, w: load, store in user mode    e: the guest edits an entry
 * ```
 *
 * The frame around `fill` is a hypervisor with one table of eight pages that drops a shadow entry on every edit.
 *
 * @packageDocumentation
 */
import { type Random, seeded } from "../../sim";
import { pageFault, permits } from "../access";
import type { Frame, Page } from "../addresses";
import { type Entry, entryFor, noEntry } from "../entry";

/** What `fill` is asked: a user program used this page, and the shadow did not permit it. */
export interface FillAccess {
  /** The page, 0 to 7. */
  readonly page: Page;
  /** Whether the program loads or stores. */
  readonly kind: "read" | "write";
}

/** The guest's table, as the hypervisor can read and write it. */
export interface FillGuest {
  /** The guest's entry for a page. */
  entry(page: Page): Entry;
  /** Sets A in the guest's entry, as the hardware would on any use. */
  setAccessed(page: Page): void;
  /** Sets D in the guest's entry, as the hardware would on a write. */
  setDirty(page: Page): void;
}

/** The hypervisor's map. */
export interface FillHost {
  /** The host frame behind a guest frame; `undefined` if this guest has no such frame. */
  frameOf(guestFrame: Frame): Frame | undefined;
}

/** What `fill` answers. */
export type FillAnswer =
  | { readonly type: "fill"; readonly frame: Frame; readonly writable: boolean }
  | { readonly type: "pageFault" }
  | { readonly type: "nestedFault" };

/** The function to write. */
export type Fill = (access: FillAccess, guest: FillGuest, host: FillHost) => FillAnswer;

/** How a check of `fill` went. `text` is for reading. */
export interface FillReport {
  /** Whether the law held at every access. */
  readonly passed: boolean;
  /** Accesses that were checked. */
  readonly checked: number;
  /** What was asked, the input, what was expected and why, what came, where to read. */
  readonly text: string;
}

/** How far a check goes. */
export interface FillCheckOptions {
  /** The seed of the programs; 1 if not given. */
  readonly seed?: number;
  /** Programs to run; 200 if not given. */
  readonly programs?: number;
}

/**
 * Runs `fill` on random programs and compares with guest ∘ host, access by access, up to the first difference.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const forgetsTheMap: memory.Fill = (access, guest) => ({ type: "fill", frame: guest.entry(access.page).frame, writable: true });
 * const report = memory.checkFill(forgetsTheMap);
 * assert.equal(report.passed, false);
 * assert.match(report.text, /expected/);
 * ```
 */
export function checkFill(fill: Fill, options: FillCheckOptions = {}): FillReport {
  const random = seeded(options.seed ?? 1);
  let checked = 0;
  for (let program = 1; program <= (options.programs ?? 200); program++) {
    const machine = new ExerciseMachine(random);
    for (let step = 0; step < 12; step++) {
      if (random.integer(3) === 0) machine.edit(random.integer(8), randomEntry(random));
      const access = { page: random.integer(8), kind: random.pick(["read", "write"] as const) };
      checked++;
      const wrong = machine.run(access, fill);
      if (wrong !== undefined) return { passed: false, checked, text: tell(program, step, access, wrong) };
    }
  }
  return { passed: true, checked, text: `The law held at all ${checked} accesses.` };
}

/** A difference between an answer and the law. */
interface Difference {
  readonly guest: string;
  readonly host: string;
  readonly expected: string;
  readonly why: string;
  readonly came: string;
}

/** One guest of eight pages, its host frames, and the shadow that `fill` fills. */
class ExerciseMachine {
  readonly #guest: Entry[];
  readonly #host = new Map<Frame, Frame>();
  readonly #shadow = new Map<Page, { readonly frame: Frame; readonly writable: boolean }>();

  constructor(random: Random) {
    this.#guest = Array.from({ length: 8 }, () => randomEntry(random));
    for (const frame of [0, 1, 2, 3, 4, 6]) this.#host.set(frame, 8 + ((frame * 5 + random.integer(8) * 8) % 64));
  }

  /** The guest edits an entry; the shadow forgets it. */
  edit(page: Page, entry: Entry): void {
    this.#guest[page] = entry;
    this.#shadow.delete(page);
  }

  /** Runs one access and returns the first difference from the law, if any. */
  run(access: FillAccess, fill: Fill): Difference | undefined {
    const before = this.#guest[access.page]!;
    const law = this.#law(access, before);
    const known = this.#shadow.get(access.page);
    if (known !== undefined && (access.kind === "read" || known.writable)) return undefined;
    let answer: FillAnswer;
    try {
      answer = fill(access, this.#guestView(), { frameOf: (frame) => this.#host.get(frame) });
    } catch (error) {
      return this.#differs(before, law, `an error: ${error instanceof Error ? error.message : String(error)}`);
    }
    const came = describe(answer, this.#guest[access.page]!);
    if (came !== describe(law.answer, law.entry)) return this.#differs(before, law, came);
    if (answer.type === "fill") this.#shadow.set(access.page, answer);
    return undefined;
  }

  #guestView(): FillGuest {
    return {
      entry: (page) => ({ ...this.#guest[page]! }),
      setAccessed: (page) => void (this.#guest[page] = { ...this.#guest[page]!, accessed: true }),
      setDirty: (page) => void (this.#guest[page] = { ...this.#guest[page]!, dirty: true }),
    };
  }

  #law(access: FillAccess, entry: Entry): Law {
    const asked = { address: access.page * 4096, kind: access.kind, mode: "user" } as const;
    if (!entry.present)
      return {
        answer: pageFault(asked, "absent"),
        entry,
        why: "the guest's entry is not present: the fault is the guest's own",
      };
    if (!permits(entry, asked, { writeProtect: true })) {
      return {
        answer: pageFault(asked, "present"),
        entry,
        why: "the guest's entry forbids it: the fault is the guest's own",
      };
    }
    const frame = this.#host.get(entry.frame);
    if (frame === undefined)
      return { answer: { type: "nestedFault" }, entry, why: `this guest has no frame ${entry.frame}` };
    const dirty = entry.dirty || access.kind === "write";
    const answer = { type: "fill", frame, writable: entry.writable && dirty } as const;
    const why = "shadow = guest ∘ host; A is set on use, D on a write, and W waits in the shadow until D is set";
    return { answer, entry: { ...entry, accessed: true, dirty }, why };
  }

  #differs(before: Entry, law: Law, came: string): Difference {
    const frame = this.#host.get(before.frame);
    return {
      guest: before.present ? `frame ${before.frame}, ${describeEntry(before)}` : "not present",
      host:
        frame === undefined
          ? `guest frame ${before.frame} -> nothing`
          : `guest frame ${before.frame} -> host frame ${frame}`,
      expected: describe(law.answer, law.entry),
      why: law.why,
      came,
    };
  }
}

interface Law {
  readonly answer: FillAnswer;
  readonly entry: Entry;
  readonly why: string;
}

function randomEntry(random: Random): Entry {
  if (random.integer(5) === 0) return noEntry;
  const flag = () => random.integer(3) > 0;
  const dirty = random.integer(2) === 0;
  return entryFor(random.integer(8), { writable: flag(), user: flag(), accessed: dirty || flag(), dirty });
}

/** An answer and the bits it leaves; where there is no memory, the bits do not matter. */
function describe(answer: FillAnswer, entry: Entry): string {
  const bits = `; the guest's A = ${Number(entry.accessed)}, D = ${Number(entry.dirty)}`;
  if (answer.type !== "fill") return answer.type === "nestedFault" ? answer.type : answer.type + bits;
  return `fill with host frame ${answer.frame}, ${answer.writable ? "writable" : "not writable"}${bits}`;
}

function describeEntry(entry: Entry): string {
  const { writable, user, accessed, dirty } = entry;
  return `W = ${Number(writable)}, U = ${Number(user)}, A = ${Number(accessed)}, D = ${Number(dirty)}`;
}

function tell(program: number, step: number, access: FillAccess, wrong: Difference): string {
  return [
    `Program ${program}, access ${step + 1}: a user program ${access.kind === "read" ? "loads from" : "stores to"} page ${access.page}.`,
    `  guest's entry     ${wrong.guest}`,
    `  hypervisor's map  ${wrong.host}`,
    `  expected          ${wrong.expected}`,
    `  because           ${wrong.why}`,
    `  came              ${wrong.came}`,
    `  read              "Investigate: the shadow fills" and "Investigate: accessed and dirty bits", above`,
  ].join("\n");
}
