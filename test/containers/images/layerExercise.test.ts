import test from "ava";
import { type ApplyPaths, checkApplyPaths } from "../../../lib/containers";

const right: ApplyPaths = (tree, layer) => {
  const marks = layer.filter((path) => /(^|\/)\.wh\./.test(path));
  const gone = marks.map((mark) => mark.replace(/\.wh\.\.wh\.\.opq$/, "").replace(/\.wh\./, ""));
  const isGone = (path: string) =>
    gone.some((one) => path === one || path.startsWith(one.endsWith("/") ? one : `${one}/`));
  return [...new Set([...tree.filter((path) => !isGone(path)), ...layer.filter((path) => !marks.includes(path))])];
};

test("a function that follows the rules passes, whatever the order of its result", (t) => {
  t.deepEqual(checkApplyPaths(right), { passed: true, checked: 300, text: "All 300 layers were applied as OCI says." });
  t.true(checkApplyPaths((tree, layer) => [...right(tree, layer)].reverse(), { seed: 2 }).passed);
});

const wrong: [title: string, apply: ApplyPaths, because: RegExp][] = [
  ["forgets marks", (tree, layer) => [...new Set([...tree, ...layer])], /takes it away|is a mark|empties/],
  [
    "hides what its own layer brings",
    (tree, layer) =>
      right(
        [...tree, ...layer.filter((path) => !path.includes(".wh."))],
        layer.filter((path) => path.includes(".wh.")),
      ),
    /the layer itself brings it/,
  ],
  [
    "forgets opaque directories",
    (tree, layer) =>
      right(
        tree,
        layer.filter((path) => !path.includes("opq")),
      ),
    /opq empties its directory/,
  ],
  [
    "takes only files away, not directories",
    (tree, layer) =>
      right(
        tree,
        layer.filter((path) => !/\.wh\.(srv|www)/.test(path)),
      ),
    /takes it away/,
  ],
  [
    "takes away too much",
    (tree, layer) => right(tree, layer).filter((path) => !path.startsWith("etc/")),
    /nothing in the layer takes it away|layer itself/,
  ],
  ["gives a path twice", (tree, layer) => [...right(tree, layer), ...right(tree, layer)], /once|before/],
];
for (const [title, apply, because] of wrong)
  test(`a function that ${title} is told where`, (t) => {
    const { passed, text } = checkApplyPaths(apply);
    t.false(passed);
    t.regex(text, because);
    t.regex(text, /expected .*\n {2}came /);
  });

test("a function that throws is told so, and the stub stops nothing", (t) => {
  const { passed, checked, text } = checkApplyPaths(() => {
    throw new Error("applyPaths is still to be written");
  });
  t.deepEqual([passed, checked], [false, 1]);
  t.regex(text, /came {6}an error: applyPaths is still to be written/);
});
