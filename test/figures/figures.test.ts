/** What holds for every figure. */
import test from "ava";
import * as figures from "../../lib/figures";
import { gallery } from "./gallery";

const all = gallery();

for (const [name, figure] of Object.entries(all)) {
  test(`${name}: is plain data, says its finding in title and sentence, and names units on axes`, (t) => {
    t.deepEqual(JSON.parse(JSON.stringify(figure)), figure, "survives JSON");
    const layout = figure.layout as Record<string, { text?: string; visible?: boolean; title?: { text: string } }>;
    t.regex(layout["title"]!.text!, /\w+ \w+/);
    t.regex(figure.sentence, /^[A-Z0-9].*\.$/);
    for (const axis of ["xaxis", "yaxis"]) t.true(layout[axis]!.visible === false || layout[axis]!.title !== undefined);
    for (const trace of figure.data) t.true(["scatter", "bar", "heatmap"].includes(trace.type));
  });

  test(`${name}: every position of its slider exists and replaces series that the figure has`, (t) => {
    const sliders = (figure.layout["sliders"] ?? []) as { steps: { args: [string[]] }[] }[];
    const frames = figure.frames ?? [];
    t.deepEqual(
      sliders.flatMap(({ steps }) => steps.map(({ args }) => args[0][0])),
      frames.map(({ name }) => name),
    );
    for (const { data, traces } of frames) {
      t.is(data.length, (traces ?? figure.data).length);
      t.true((traces ?? []).every((trace) => trace >= 0 && trace < figure.data.length));
    }
    t.true(figure.still === undefined || frames.some(({ name }) => name === figure.still));
  });
}

test("every figure function is in the gallery", (t) => {
  const functions = Object.keys(figures).filter((name) => name.endsWith("Figure"));
  t.deepEqual(
    functions.filter((name) => !(name in all)),
    [],
  );
});
