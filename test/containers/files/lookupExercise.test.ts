import test from "ava";
import { checkLookup, type LayerLookup } from "../../../lib/containers";

/** A right answer, as a student might write it. */
const right: LayerLookup = (layers, path) => {
  const parts = path.slice(1).split("/");
  let seenBy = layers.map((_, at) => at);
  for (let length = 1; length <= parts.length; length++) {
    const at = `/${parts.slice(0, length).join("/")}`;
    const merged: number[] = [];
    for (const one of seenBy) {
      const entry = layers[one]!.get(at);
      if (entry === undefined) continue;
      if (entry.type === "whiteout") break;
      if (entry.type === "file") {
        if (merged.length > 0) break;
        return length === parts.length ? { type: "file", content: entry.content } : { type: "nothing" };
      }
      merged.push(one);
      if (entry.opaque) break;
    }
    if (merged.length === 0) return { type: "nothing" };
    seenBy = merged;
  }
  return { type: "directory" };
};

const wrong: readonly (readonly [string, LayerLookup])[] = [
  ["knows the topmost layer only", (layers, path) => right(layers.slice(0, 1), path)],
  [
    "forgets opaque directories",
    (layers, path) =>
      right(
        layers.map(
          (layer) =>
            new Map(
              [...layer].map(([at, entry]) => [at, entry.type === "directory" ? { ...entry, opaque: false } : entry]),
            ),
        ),
        path,
      ),
  ],
  [
    "forgets whiteouts",
    (layers, path) =>
      right(
        layers.map((layer) => new Map([...layer].filter(([, { type }]) => type !== "whiteout"))),
        path,
      ),
  ],
  ["starts at the bottom", (layers, path) => right([...layers].reverse(), path)],
  [
    "throws",
    () => {
      throw new Error("lookup is still to be written");
    },
  ],
];

test("a right lookup passes on any seed", (t) => {
  for (const seed of [1, 2, 3]) t.true(checkLookup(right, { seed }).passed);
});

for (const [what, lookup] of wrong) {
  test(`a lookup that ${what} is caught, and told why`, (t) => {
    const report = checkLookup(lookup);
    t.false(report.passed);
    t.regex(report.text, /Asked: .*\n[\s\S]*Expected: .* Came: .*\n[\s\S]*To read:/);
  });
}
