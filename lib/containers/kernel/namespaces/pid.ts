/**
 * Process-number namespaces: a process has a number in its own and in every one above, and none below or beside.
 *
 * ```text
 *   first            1 init   2 shell   3 ───────────┐   5 ────────┐
 *   └─ container                        1 init       │   2 worker  │      the same two processes
 *      (sees nobody outside)            └────────────┘   └─────────┘
 * ```
 *
 * Number 1 is its init: orphans become its children, and when it ends, everybody in it is killed.
 *
 * Source: pid_namespaces(7).
 *
 * @packageDocumentation
 */
import { Namespace } from "./namespace";
import type { UserNamespace } from "./user";

/** How deep process-number namespaces may nest below the first. */
export const MAX_PID_DEPTH = 32;

/** A namespace of process numbers; `Member` is what is numbered. */
export class PidNamespace<Member = unknown> extends Namespace {
  readonly kind = "pid";
  readonly #members = new Map<number, Member>();
  #next = 1;
  /** Its init has ended: nobody can be born here. */
  isDead = false;

  constructor(
    id: number,
    owner: UserNamespace | undefined,
    readonly parent: PidNamespace<Member> | undefined,
  ) {
    super(id, owner);
  }

  /** 0 for the first. */
  get level(): number {
    return this.parent === undefined ? 0 : this.parent.level + 1;
  }

  /** Gives a number here and in every namespace above. Returns them by namespace. */
  add(member: Member): Map<PidNamespace<Member>, number> {
    const numbers = this.parent?.add(member) ?? new Map<PidNamespace<Member>, number>();
    const number = this.#next++;
    this.#members.set(number, member);
    return numbers.set(this, number);
  }

  /** Takes a member's numbers back, here and above. */
  remove(numbers: ReadonlyMap<PidNamespace<Member>, number>): void {
    for (const [namespace, number] of numbers) namespace.#members.delete(number);
  }

  /** The number that the next member gets. */
  get next(): number {
    return this.#next;
  }

  get(number: number): Member | undefined {
    return this.#members.get(number);
  }

  /** All members with their numbers, ascending. */
  get members(): [number, Member][] {
    return [...this.#members].sort(([a], [b]) => a - b);
  }
}
