/** The descriptor is a valid Frictionless data package, and every table is what it says. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { hasTool, PYTHON, pythonHas } from "../support/tools";
import { cellsOf, complaint, descriptorShape, type Field, folder, readDescriptor } from "./descriptor";

const { resources } = descriptorShape.parse(readDescriptor());

test("the descriptor has what the standard asks for, and every file of the folder is in it", (t) => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".csv"));
  t.deepEqual(resources.map(({ path }) => path).sort(), files.sort());
  t.is(new Set(resources.map(({ name }) => name)).size, resources.length);
});

for (const resource of resources) {
  const { name, schema, rows } = resource;
  const [header, ...lines] = cellsOf(resource);

  test(`${name}: every cell is what the schema says`, (t) => {
    t.deepEqual(
      header,
      schema.fields.map((field) => field.name),
    );
    t.is(lines.length, rows);
    const wrong = lines.flatMap((cells, row) =>
      schema.fields.flatMap((field, at) => {
        const what = complaint(cells[at]!, field);
        return what === undefined ? [] : [{ row: row + 2, column: field.name, cell: cells[at], what }];
      }),
    );
    t.deepEqual(wrong, []);
  });

  test(`${name}: keys are unique, and every number has a unit`, (t) => {
    const keyed = [schema.primaryKey ?? [], schema.fields.filter(isUnique).map((field) => field.name)].flat();
    const keys =
      schema.primaryKey === undefined ? lines.map((_, row) => String(row)) : lines.map((cells) => key(cells));
    t.is(new Set(keys).size, lines.length);
    t.deepEqual(
      schema.fields.filter(({ type, unit }) => /number|integer/.test(type) !== (unit !== undefined)),
      [],
    );
    function key(cells: readonly string[]): string {
      return JSON.stringify([...new Set(keyed)].map((column) => cells[header!.indexOf(column)]));
    }
  });
}

test("a cell against its schema is refused", (t) => {
  const field: Field = { name: "x", type: "integer", description: "x", constraints: { required: true, minimum: 1 } };
  t.deepEqual(
    ["1", "0", "1.5", ""].map((cell) => complaint(cell, field)),
    [undefined, "minimum", "integer", "required"],
  );
  t.is(complaint("2017-02-30", { name: "x", type: "date", description: "x" }), "date");
});

test("the counts are those of the sources", (t) => {
  const count = Object.fromEntries(resources.map(({ name, rows }) => [name, rows]));
  t.is(count["ec2-catalogue"], 1101);
  t.is(count["ec2-price-changes"], 162);
  t.is(count["aws-console"], 19 + 52 + 91);
  t.is(count["aws-launches"], 180);
  t.is(count["region-rtt"], 90);
  t.is(count["planetlab-histogram"], 101);
});

test("Frictionless' own validator agrees", (t) => {
  if (!hasTool(t, "Python's frictionless", () => pythonHas("frictionless"))) return;
  const run = spawnSync(PYTHON, ["-m", "frictionless", "validate", "--json", join(folder, "datapackage.json")]);
  const report = JSON.parse(run.stdout.toString()) as { valid: boolean; tasks: { name: string; valid: boolean }[] };
  t.deepEqual(
    report.tasks.filter(({ valid }) => !valid),
    [],
  );
  t.is(report.tasks.length, resources.length);
  t.true(report.valid);
});

function isUnique({ constraints }: Field): boolean {
  return constraints?.unique === true;
}
