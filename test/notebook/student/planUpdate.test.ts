import test, { type ExecutionContext } from "ava";
import fc from "fast-check";
import { type Delivery, nameBeside, planUpdate, type Step } from "../../../lib/notebook/student/planUpdate";

/** One file: what was delivered, what is there, what the package has – a letter stands for a digest – and the step that follows. */
function gives(
  t: ExecutionContext,
  before: Omit<Delivery, "version"> | undefined,
  now: string | undefined,
  type?: Step["type"],
): void {
  const steps = planUpdate({
    packaged: new Map([["n.ipynb", "B"]]),
    version: "2",
    delivered: new Map(before ? [["n.ipynb", { version: "1", ...before }]] : []),
    present: new Map(now === undefined ? [] : [["n.ipynb", now]]),
  });
  t.deepEqual(
    steps.map((step) => step.type),
    type === undefined ? [] : [type],
  );
}

test("never delivered and missing: written", gives, undefined, undefined, "write");
test("never delivered, the same file is there: recorded", gives, undefined, "B", "accept");
test("never delivered, another file of the name is there: ours goes beside", gives, undefined, "S", "offer");
test("as delivered, the package has another: replaced", gives, { sha256: "A" }, "A", "replace");
test("changed, the package has another: ours goes beside", gives, { sha256: "A" }, "S", "offer");
test("changed, and offered already: left alone", gives, { sha256: "A", offered: "B" }, "S");
test("changed, the package's is the one delivered: left alone", gives, { sha256: "B" }, "S");
test("changed into the package's: recorded", gives, { sha256: "A" }, "B", "accept");
test("deleted: not brought back", gives, { sha256: "A" }, undefined);
test("deleted, and the package's is the same: not brought back", gives, { sha256: "B" }, undefined);

test("what goes beside is named after the version, and keeps its kind", (t) => {
  t.is(nameBeside("notebooks/11-shadow.paging.ipynb", "0.2.0"), "notebooks/11-shadow.paging.new-0.2.0.ipynb");
});

const names = fc.constantFrom("a.ipynb", "b.ipynb");
const contents = fc.constantFrom("A", "B", "C", "D");

/** A life of a folder: the student edits and deletes, versions come. */
const events = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant("edit" as const),
      name: fc.oneof(
        names,
        names.map((name) => nameBeside(name, "1")),
      ),
      text: contents,
    }),
    fc.record({ type: fc.constant("delete" as const), name: names }),
    fc.record({
      type: fc.constant("update" as const),
      version: fc.constantFrom("1", "2", "3"),
      packaged: fc.dictionary(names, contents),
    }),
  ),
  { maxLength: 30 },
);

test("whatever the student wrote last is never overwritten, and what was deleted stays deleted", (t) => {
  fc.assert(
    fc.property(events, (life) => {
      const folder = new Map<string, { text: string; by: "student" | "course" }>();
      const delivered = new Map<string, Delivery>();
      const deleted = new Set<string>();
      for (const event of life) {
        if (event.type === "edit") {
          folder.set(event.name, { text: event.text, by: "student" });
          deleted.delete(event.name);
        } else if (event.type === "delete") {
          folder.delete(event.name);
          if (delivered.has(event.name)) deleted.add(event.name);
        } else {
          const present = new Map([...folder].map(([name, { text }]) => [name, text]));
          const packaged = new Map(Object.entries(event.packaged));
          for (const step of planUpdate({ packaged, version: event.version, delivered, present })) {
            if (step.type !== "accept") {
              const there = folder.get(step.target);
              // The one exception: the student put back, to the letter, what was delivered.
              const isOurs =
                there === undefined || there.by === "course" || there.text === delivered.get(step.target)?.sha256;
              t.true(isOurs, `${step.type} ${step.target}`);
              t.false(deleted.has(step.target));
              folder.set(step.target, { text: packaged.get(step.source)!, by: "course" });
            }
            delivered.set(step.source, step.delivery);
          }
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test("an update that was made once has nothing left to do, unless files were put in its way", (t) => {
  const sides = fc.tuple(
    fc.dictionary(names, contents),
    fc.dictionary(names, contents),
    fc.dictionary(names, contents),
  );
  fc.assert(
    fc.property(sides, ([packed, there, before]) => {
      const packaged = new Map(Object.entries(packed));
      const present = new Map<string, string>(Object.entries(there));
      const delivered = new Map<string, Delivery>(
        Object.entries(before).map(([name, sha256]) => [name, { version: "1", sha256 }]),
      );
      for (const step of planUpdate({ packaged, version: "2", delivered, present })) {
        delivered.set(step.source, step.delivery);
        if (step.type !== "accept") present.set(step.target, packaged.get(step.source)!);
      }
      t.deepEqual(planUpdate({ packaged, version: "2", delivered, present }), []);
    }),
  );
});
