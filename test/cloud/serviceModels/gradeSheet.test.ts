import test from "ava";
import {
  agreement,
  assumedGrading,
  assumedScales,
  type Column,
  columns,
  doubtable,
  type GradeCell,
  gradeOf,
  gradeSensitivity,
  gradeSheet,
  iaas,
  lectureModels,
  paas,
  readMarks,
  type ServiceModel,
  saas,
  signs,
  slideGrades,
} from "../../../lib/cloud";
import { DomainError } from "../../../lib/errors";

const sheet = gradeSheet();
const cell = (model: string, column: Column): GradeCell =>
  sheet.find((one) => one.model === model && one.column === column)!;

test("every model has a grade and a finding in every column", (t) => {
  t.is(sheet.length, lectureModels.length * columns.length);
  for (const { finding, value } of sheet) t.true(finding.length > 3 && Number.isFinite(value));
});

const expected: Record<Column, [agree: number, pairs: number]> = {
  payAsYouGo: [4, 5],
  scalability: [5, 6],
  automation: [6, 6],
  flexibility: [6, 6],
  isolation: [5, 5],
  security: [0, 5],
};

for (const one of agreement(sheet)) {
  test(`${one.column}: ${expected[one.column].join(" of ")} orders of the slide come out`, (t) => {
    t.deepEqual([one.agree, one.pairs], expected[one.column]);
    t.is(one.disagreements.length, one.pairs - one.agree);
    for (const { finding } of one.disagreements) t.regex(finding, /: .*; .*: /);
  });
}

test("isolation and security put the models in opposite order", (t) => {
  const order = (column: Column) =>
    [...lectureModels].sort((a, b) => cell(a.name, column).value - cell(b.name, column).value).map(({ name }) => name);
  t.deepEqual(order("isolation"), order("security").reverse());
});

test("marks are read: plain, with gaps, mixed", (t) => {
  t.deepEqual(["++", "- - -", "++ +", "- +", "+++++ +++ +"].map(readMarks), [
    [2, 2],
    [-3, -3],
    [3, 3],
    [-1, 1],
    [9, 9],
  ]);
  t.throws(() => readMarks("good"), { instanceOf: DomainError, message: /signs, got "good"/ });
  t.throws(() => readMarks(" "), { instanceOf: DomainError });
});

test("grades follow the cuts, from the worst to the best", (t) => {
  const scale = assumedScales.payAsYouGo;
  t.deepEqual(
    [0, 0.2, 0.4, 0.5, 0.7, 1].map((value) => gradeOf(value, scale)),
    [-3, -2, -1, 1, 2, 3],
  );
  const losses = [1, 0.4, 0.2, 0.05, 0.01, 0];
  t.deepEqual(
    losses.map((value) => gradeOf(value, assumedScales.scalability)),
    [-3, -2, -1, 1, 2, 3],
  );
  t.deepEqual([-3, 2].map(signs), ["−−−", "++"]);
  t.throws(() => gradeOf(1, { ...scale, cuts: [1, 2, 2, 3, 4] }), { message: /cuts.*worst to best/ });
});

test("the slide's grade sheet has every cell", (t) => {
  for (const { name } of lectureModels)
    for (const column of columns) t.notThrows(() => readMarks(slideGrades[name]![column]));
});

test("a model of the reader's own is graded like the others, and left out of the comparison", (t) => {
  const functions: ServiceModel = { ...paas, name: "Functions", billing: { type: "request", unitSeconds: 0.001 } };
  const graded = gradeSheet([paas, functions]);
  const share = (model: string) => graded.find((one) => one.model === model && one.column === "payAsYouGo")!.value;
  t.true(share("Functions") > 0.99 && share("PaaS") < 0.85);
  t.is(agreement(graded).find(({ column }) => column === "automation")!.pairs, 0);
});

test("sensitivity tells exactly the grades that change", (t) => {
  const flips = gradeSensitivity([iaas, saas]);
  t.true(flips.length > 0 && flips.every(({ from, to }) => from !== to));
  t.true(flips.every(({ assumption }) => doubtable.includes(assumption)));
  const flip = flips.find(({ assumption, model }) => assumption === "how often users come" && model === "SaaS")!;
  const { customer } = assumedGrading();
  const seldom = {
    ...customer,
    comesOnWorkday: customer.comesOnWorkday * flip.factor,
    comesOnWeekend: customer.comesOnWeekend * flip.factor,
  };
  const moved = gradeSheet([saas], { ...assumedGrading(), customer: seldom });
  t.is(moved.find(({ column }) => column === flip.column)!.grade, flip.to as GradeCell["grade"]);
  t.deepEqual(gradeSensitivity([iaas], assumedGrading(), [1]), []);
});

test("the same seed gives the same sheet, to the byte", (t) => {
  t.is(JSON.stringify(gradeSheet()), JSON.stringify(sheet));
});
