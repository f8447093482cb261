/**
 * What to do with each of the course's notebooks in a student's folder, so that nothing the student changed is ever overwritten.
 *
 * ```text
 * delivered before?  the file now         the package's is   step
 * -----------------  -------------------  ----------------   ---------------------------------------
 * no                 missing              any                write
 * no                 another of the name  another            offer: put ours beside it, once
 * yes                missing: deleted     any                none; it is not brought back
 * yes                as delivered         another            replace
 * yes                changed              another            offer
 * any                any                  as delivered       none
 * any                the package's        the same           accept: record that it is there
 * ```
 *
 * A notebook that was only run has new outputs, so it counts as changed. Files are compared by digest, never by date. Every step may be
 * repeated: whoever stops halfway plans again and gets the steps that are left.
 *
 * @packageDocumentation
 */

import path from "node:path";

/** What was delivered at one path. */
export interface Delivery {
  /** The package's version then. */
  readonly version: string;
  /** The SHA-256 of what was written there; absent where the file has been the student's own from the start. */
  readonly sha256?: string;
  /** The SHA-256 of what was last put beside it. */
  readonly offered?: string;
}

/** By path from the student's folder, such as `notebooks/00-start-here.ipynb`. */
export type Deliveries = ReadonlyMap<string, Delivery>;

/** The SHA-256 of files by path. What is there but cannot be read has some other text in place of it. */
export type Digests = ReadonlyMap<string, string>;

/** One thing to do. `source` is a path in the package, `target` the path to write, `delivery` what to record for `source` then. */
export type Step =
  | {
      readonly type: "write" | "replace" | "offer";
      readonly source: string;
      readonly target: string;
      readonly delivery: Delivery;
    }
  | { readonly type: "accept"; readonly source: string; readonly delivery: Delivery };

/** The three sides of an update. */
export interface Update {
  /** What the package of `version` holds. */
  readonly packaged: Digests;
  readonly version: string;
  /** What was delivered up to now. */
  readonly delivered: Deliveries;
  /** What lies in the student's folder. */
  readonly present: Digests;
}

/** The steps that bring `packaged` to the student, one or none a file. */
export function planUpdate({ packaged, version, delivered, present }: Update): Step[] {
  return [...packaged].flatMap(([source, sha256]): Step[] => {
    const before = delivered.get(source);
    const now = present.get(source);
    const delivery = { version, sha256 };
    if (before?.sha256 === sha256 || before?.offered === sha256) return [];
    if (now === sha256) return [{ type: "accept", source, delivery }];
    if (now === undefined) return before === undefined ? [{ type: "write", source, target: source, delivery }] : [];
    if (now === before?.sha256) return [{ type: "replace", source, target: source, delivery }];
    return [offer(source, { ...before, version, offered: sha256 }, present)];
  });
}

/** The name of what is put beside `file`: `notebooks/a.ipynb` becomes `notebooks/a.new-0.2.0.ipynb`. */
export function nameBeside(file: string, version: string): string {
  const { dir, name, ext } = path.posix.parse(file);
  return path.posix.join(dir, `${name}.new-${version}${ext}`);
}

/** Puts the package's file beside the student's, unless something of that name is there already. */
function offer(source: string, delivery: Delivery, present: Digests): Step {
  const target = nameBeside(source, delivery.version);
  return present.has(target) ? { type: "accept", source, delivery } : { type: "offer", source, target, delivery };
}
