/** The grade sheet, measured and as on the slide; and which assumptions its grades hang on. */
import { countBy, uniq } from "lodash";
import { type Flip, type GradeCell, signs } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

const columnNames: Readonly<Record<GradeCell["column"], string>> = {
  payAsYouGo: "pay as you go",
  scalability: "scalability",
  automation: "automation",
  flexibility: "flexibility",
  isolation: "isolation",
  security: "security",
};

/**
 * Draws the sheet as a heat map: measured signs, and the slide's in brackets.
 *
 * @param slide - signs of the slide, by model and column
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const figure = figures.gradeSheetFigure(cloud.gradeSheet(), cloud.slideGrades);
 * assert.match(figure.sentence, /PaaS: pay as you go \+\+/);
 * ```
 */
export function gradeSheetFigure(
  sheet: readonly GradeCell[],
  slide: Readonly<Record<string, Readonly<Record<GradeCell["column"], string>>>>,
): Figure {
  const [models, names] = [uniq(sheet.map(({ model }) => model)), uniq(sheet.map(({ column }) => column))];
  const cellOf = (model: string, column: string) =>
    sheet.find((cell) => cell.model === model && cell.column === column)!;
  const shown = ({ model, column, grade }: GradeCell) => {
    const marks = slide[model]?.[column].replaceAll("-", "−");
    return marks === undefined ? signs(grade) : `${signs(grade)}  (${short(marks.replaceAll(" ", ""))})`;
  };
  const grid = <T>(value: (cell: GradeCell) => T) =>
    models.map((model) => names.map((column) => value(cellOf(model, column))));
  const words = models.map(
    (model) =>
      `${model}: ${names.map((column) => `${columnNames[column]} ${signs(cellOf(model, column).grade)}`).join(", ")}`,
  );
  return {
    data: [
      cellTable({
        columns: names.map((column) => columnNames[column]),
        rows: models,
        values: grid(({ grade }) => grade),
        texts: grid(shown),
        hints: grid(({ model, column, finding }) => `${model}, ${columnNames[column]}: ${finding}`),
        colours: [
          [0, tint(palette.wrong, 0.6)],
          [0.5, tint(palette.idle, 0.08)],
          [1, tint(palette.host, 0.6)],
        ],
        range: [-3, 3],
        gaps: [3, 3],
        textSize: 15,
      }),
    ],
    layout: layout(`${winner(sheet, models)}; measured grades, the slide's in brackets`, {
      xaxis: axis("column of the grade sheet", { type: "category", side: "bottom" }),
      yaxis: axis("", { type: "category", autorange: "reversed" }),
      margin: { l: 150, r: 20, t: 80, b: 60 },
      height: 130 + 60 * models.length,
    }),
    sentence: `Measured grades – ${words.join("; ")}.`,
  };
}

/** Nine signs as "9+". */
function short(marks: string): string {
  return marks.length > 4 ? `${marks.length}${marks[0]!}` : marks;
}

/** Who is graded best, or as well as the best, in every column. */
function winner(sheet: readonly GradeCell[], models: readonly string[]): string {
  const best = (of: GradeCell) =>
    Math.max(...sheet.filter(({ column }) => column === of.column).map(({ grade }) => grade));
  const winners = models.filter((model) => sheet.every((cell) => cell.model !== model || cell.grade === best(cell)));
  return winners.length === 0 ? "Nobody is best in every column" : `${winners.join(" and ")}: best in every column`;
}

/**
 * Draws how many grades change when one assumption is a third smaller or larger.
 *
 * @param assumptions - all that were moved, those without effect included
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const figure = figures.gradeFlipsFigure(cloud.gradeSensitivity([cloud.paas]), cloud.doubtable);
 * assert.match(figure.sentence, /length of a request/);
 * ```
 */
export function gradeFlipsFigure(flips: readonly Flip[], assumptions: readonly string[]): Figure {
  const factors = uniq(flips.map(({ factor }) => factor)).sort((a, b) => a - b);
  const bars = factors.map((factor): Trace => {
    const counts = countBy(
      flips.filter((flip) => flip.factor === factor),
      "assumption",
    );
    return {
      type: "bar",
      name: factor < 1 ? "a third smaller" : "a third larger",
      x: assumptions,
      y: assumptions.map((assumption) => counts[assumption] ?? 0),
      marker: { color: factor < 1 ? palette.guest : palette.hypervisor },
    };
  });
  const without = assumptions.filter((assumption) => !flips.some((flip) => flip.assumption === assumption));
  const most = Math.max(0, ...bars.flatMap(({ y }) => y as number[]));
  const cells = uniq(flips.map(({ model, column }) => `${model} ${column}`)).length;
  const steps = Math.max(0, ...flips.map(({ from, to }) => Math.abs(step(to) - step(from))));
  const furthest = steps === 1 ? "one step" : `${steps} steps`;
  return {
    data: bars,
    layout: layout(`A third more or less of one assumption changes ${cells} grades, by ${furthest} at most`, {
      barmode: "group",
      xaxis: axis("assumption", { type: "category", tickangle: -25 }),
      yaxis: axis("grades that change", { dtick: 1, range: [0, most + 0.5] }),
      margin: { l: 60, r: 20, t: 80, b: 120 },
      height: 460,
      legend: { orientation: "h", x: 0.6, y: 0.98 },
    }),
    sentence: `Grades that change with ${uniq(flips.map(({ assumption }) => assumption)).join(", ")}; none with ${without.length === 0 ? "any other" : without.join(", ")}.`,
  };
}

/** Grades have no 0 between their signs. */
function step(grade: number): number {
  return grade < 0 ? grade + 1 : grade;
}
