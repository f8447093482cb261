import test from "ava";
import * as figures from "../../lib/figures";
import * as memory from "../../lib/memory";

test("the mapping's boxes and arrows are those of the rows", (t) => {
  const figure = figures.mappingFigure([
    { page: 0, guestFrame: 3, hostFrame: 1 },
    { page: 1, guestFrame: undefined, hostFrame: undefined },
  ]);
  const arrows = figure.data.filter((trace) => trace["mode"] === "lines+markers").map(({ y }) => y);
  t.deepEqual(arrows, [
    [0, 3],
    [3, 1],
    [1, 1],
  ]);
  t.is(figure.sentence, "Page 0 reaches host frame 1 by way of guest frame 3; page 1 reaches nothing.");
});

test("the filling's pictures show the shadow of each step", (t) => {
  const steps = memory.fillingSteps([1]);
  const figure = figures.fillingFigure(steps);
  const shadows = figure.frames!.map(({ data }) => (data[0]!["text"] as string[]).slice(-6));
  t.deepEqual(shadows[0], ["0", "", "1", "", "2", ""]);
  t.deepEqual(shadows.at(-1), ["0", "", "1", "4", "2", ""]);
});

test("the lines of exits are the rows, one a policy", (t) => {
  const rows = memory.measureEdits([memory.writeProtect, memory.waitForInvalidate], 4);
  const figure = figures.editsFigure(rows);
  t.deepEqual(
    figure.data.map(({ y }) => y),
    ["writeProtect", "waitForInvalidate"].map((policy) =>
      rows.filter((row) => row.policy === policy).map(({ exits }) => exits),
    ),
  );
});

test("the bars of references stack to the counts", (t) => {
  const rows = memory.countReferences();
  const figure = figures.referencesFigure(rows);
  const sums = rows.map((_, index) => figure.data.reduce((sum, { y }) => sum + (y as number[])[index]!, 0));
  t.deepEqual(
    sums,
    rows.map(({ references }) => references.length),
  );
});

test("the heat map tells a frame of another guest that was reached from one that was not", (t) => {
  const row = (frame: number, owner: string, reached: number) => ({ frame, owner, reached });
  const probe = { rows: [row(0, "A", 0), row(1, "A", 2), row(2, "C", 1)], tried: 3, refused: 0, hostile: "C" };
  const figure = figures.isolationFigure(probe);
  t.deepEqual(figure.data[0]!["z"], [[1, 4, 3]]);
  t.regex(figure.sentence, /and 1 of others/);
});

test("a crossover that does not exist is not drawn", (t) => {
  const point = { tlbEntries: 16, processes: 1, switchesPerThousand: 0 };
  const rows = [0, 10].map((editsPerThousand) => ({ ...point, editsPerThousand, shadow: 1, nested: 2 }));
  const figure = figures.crossoverFigure(rows, "tlbEntries");
  t.deepEqual(figure.data[2]!["x"], [null, null]);
  t.regex(figure.sentence, /never/);
});

test("colours of the palette differ, and each stands on white and on black", (t) => {
  const colours = Object.values(figures.palette);
  t.is(new Set(colours).size, colours.length);
  for (const colour of colours) {
    const light = luminance(colour);
    t.true(1.05 / (light + 0.05) > 1.9, `${colour} on white`);
    t.true((light + 0.05) / 0.05 > 3, `${colour} on black`);
  }
});

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
