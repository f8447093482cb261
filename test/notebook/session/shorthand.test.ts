import vm from "node:vm";
import test from "ava";
import { Compiler } from "../../../lib/notebook/session/compiler";
import { PACKAGE_FOLDER } from "../../../lib/packageFolder";

/** Runs cells one after the other, as a session does; gives the exports of all. */
function run(...cells: string[]): Record<string, unknown> {
  const compiler = new Compiler(PACKAGE_FOLDER);
  const values: Record<string, unknown> = {};
  let declarations = "";
  for (const cell of cells) {
    const compiled = compiler.compile(declarations, cell);
    if ("diagnostics" in compiled) throw new Error(compiled.diagnostics[0]!.messageText);
    declarations = compiled.declarations;
    vm.runInNewContext(compiled.javascript ?? "", { exports: values });
  }
  return values;
}

test("a shorthand property takes an earlier cell's variable", (t) => {
  t.deepEqual(run("const list = [1]; const n = 2;", "const day = { list, n, m: n };")["day"], {
    list: [1],
    n: 2,
    m: 2,
  });
});

test("in functions, arguments and nested objects as well", (t) => {
  const { made, nested } = run(
    "const list = [1];",
    "function make() { return { list }; }\nconst made = ((x: object) => x)({ ...make(), list });\nconst nested = { a: { b: [{ list }] } };",
  );
  t.deepEqual(made, { list: [1] });
  t.deepEqual(nested, { a: { b: [{ list: [1] }] } });
});

test("a local variable of the same name wins, and this cell's own variables stay as they are", (t) => {
  const { own, local } = run(
    "const list = [1]; const other = 0;",
    "const mine = 3;\nconst own = { mine };\nconst local = ((list: number) => ({ list }))(7);",
  );
  t.deepEqual([own, local], [{ mine: 3 }, { list: 7 }]);
});

test("destructuring into an earlier cell's variable changes it", (t) => {
  const values = run(
    "let list = [1]; let rest = 0;",
    "({ list, rest = 5 } = { list: [2] } as { list: number[]; rest?: number });",
  );
  t.deepEqual([values["list"], values["rest"]], [[2], 5]);
});
