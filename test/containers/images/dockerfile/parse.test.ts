import test from "ava";
import fc from "fast-check";
import { expandWord, parseDockerfile } from "../../../../lib/containers/images";
import { DomainError } from "../../../../lib/errors";

const wrong: [text: string, message: RegExp][] = [
  ["", /line 1 to be followed by a FROM/],
  ["RUN ls", /line 1 to come after a FROM, got "RUN"/],
  ["# comment\n\nFROM", /line 3 to be "FROM image"/],
  ["FROM a b", /line 1 to be "FROM image" or "FROM image AS name", got "FROM a b"/],
  ["FROM a AS", /line 1 to be "FROM image"/],
  ["FROM a AS 1st", /name its stage with a letter first, got "1st"/],
  ["FROM a AS x\nFROM b AS X", /line 2 to name its stage as no other, got "x"/],
  ["FROM a\nRUNN ls", /line 2 to begin with an instruction .*, got "RUNN"/],
  ["FROM a\nONBUILD RUN ls", /line 2 to be an instruction of this subset, got "ONBUILD"/],
  ["FROM a\nRUN", /line 2 to give RUN an argument/],
  ["FROM a\nRUN \\\n  ls\nCOPY x", /line 4 to give COPY a source and a destination, got "x"/],
  ["FROM a\nCOPY --form=b x y", /line 2 to have no flag for COPY but from, chown, chmod, got "--form"/],
  ["FROM a\nCOPY --from x y", /line 2 to give --from a value/],
  ["FROM a\nCOPY --from=0 x y", /line 2 to copy from an earlier stage, got "--from=0"/],
  ["FROM a\nENV X", /line 2 to give a value, got "X"/],
  ["FROM a\nENV X=1 Y", /line 2 to have name=value, got "Y"/],
  ['FROM a\nENV X="1', /line 2 to close its quote "/],
  ["FROM a\nARG 1x", /line 2 to be "ARG name"/],
  ["FROM a\nUSER a b", /line 2 to give USER one argument/],
  ["FROM a\nCMD []", /line 2 to give CMD an argument/],
  ["FROM a\nSHELL sh", /line 2 to give SHELL a list in JSON/],
  ["FROM a\nRUN <<END\nls\n", /line 2 to be followed by the end of its document, got "END"/],
  ["# escape=x\nFROM a", /line 1 to choose \\ or ` as escape/],
];
for (const [text, message] of wrong)
  test(`refused: ${JSON.stringify(text)}`, (t) => {
    t.regex(t.throws(() => parseDockerfile(text), { instanceOf: DomainError }).message, message);
  });

test("lines are joined, comments dropped, and instructions keep the line on which they begin", (t) => {
  const { stages } = parseDockerfile(
    "# first\nFROM a\n\nRUN one && \\\n# within\n\n   two # not a comment\nLABEL a=1 \\\n  b=2\n",
  );
  t.deepEqual(
    stages[0]!.instructions.map(({ line, keyword, text }) => [line, keyword, text]),
    [
      [4, "RUN", "RUN one && two # not a comment"],
      [8, "LABEL", "LABEL a=1 b=2"],
    ],
  );
});

test("another escape character may be chosen, as Windows paths need", (t) => {
  const { stages } = parseDockerfile("# escape=`\nFROM a\nRUN dir c:\\ `\n  /b\n");
  t.is(stages[0]!.instructions[0]!.rest, "dir c:\\   /b");
});

test("lists in JSON are lists; what only looks like one is for the shell", (t) => {
  const { stages } = parseDockerfile('FROM a\nCMD ["a", "b c"]\nRUN [ -f x ]\nRUN [\'a\']');
  t.deepEqual(
    stages[0]!.instructions.map(({ list }) => list),
    [["a", "b c"], undefined, undefined],
  );
});

test("documents belong to the line before them, with tabs taken away if a dash says so", (t) => {
  const { stages } = parseDockerfile("FROM a\nRUN <<-A\n\techo $x\n\tA\nCOPY <<'B' <<C /x/\none\nB\ntwo\nC\nUSER me\n");
  t.deepEqual(
    stages[0]!.instructions.map(({ line, documents }) => [line, documents]),
    [
      [2, [{ name: "A", content: "echo $x\n", expands: true }]],
      [
        5,
        [
          { name: "B", content: "one\n", expands: false },
          { name: "C", content: "two\n", expands: true },
        ],
      ],
      [10, []],
    ],
  );
});

const variables = new Map([
  ["x", "1"],
  ["empty", ""],
]);
const expansions: [text: string, value: string][] = [
  ["$x", "1"],
  ["a${x}b", "a1b"],
  ["${none}", ""],
  ["${none:-d}", "d"],
  ["${empty:-d}", "d"],
  ["${empty-d}", ""],
  ["${none-d}", "d"],
  ["${x:+y}", "y"],
  ["${empty:+y}", ""],
  ["${empty+y}", "y"],
  ["${none:-${x}2}", "12"],
  ["\\$x", "$x"],
  ["'$x'", "$x"],
  ['"$x y"', "1 y"],
  ['"a\\"b"', 'a"b'],
  ["a$", "a$"],
];
for (const [text, value] of expansions)
  test(`${text} stands for ${JSON.stringify(value)}`, (t) => {
    t.is(expandWord(text, variables, { line: 1, escape: "\\" }), value);
  });

test("a variable that is not closed, or is no name, is refused with its line", (t) => {
  for (const text of ["${x", "${}", "${x:?no}", "${1x}"])
    t.throws(() => expandWord(text, variables, { line: 7, escape: "\\" }), {
      instanceOf: DomainError,
      message: /line 7 to have \$\{name\}/,
    });
});

test("whatever text comes, it is read or refused with a line", (t) => {
  const piece = fc.constantFrom(
    "FROM a\n",
    "FROM ",
    "RUN ",
    "COPY ",
    "--from=",
    "\\\n",
    "<<E",
    "\nE\n",
    '"',
    "'",
    "$",
    "${",
    "}",
    "[",
    "]",
    "=",
    " ",
    "\n",
    "#",
    "x",
    "ARG ",
    "ENV ",
    "é",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 30 }).map((pieces) => `FROM a\n${pieces.join("")}`),
  );
  fc.assert(
    fc.property(text, (dockerfile) => {
      try {
        parseDockerfile(dockerfile);
        t.pass();
      } catch (error) {
        t.true(error instanceof DomainError, String(error));
        t.regex((error as Error).message, /^Expected Dockerfile line \d+/);
      }
    }),
    { seed: 8, numRuns: 2000 },
  );
});
