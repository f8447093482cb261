/**
 * Imports point one way.
 *
 * ```text
 * sim, datasets <-- memory <-- machine <-- hypervisor; cloud, containers <-- figures, claims <-- notebook <-- bench, boot <-- cli.ts, index.ts
 *                                              <-- realHost                       errors.ts, checks.ts, packageFolder.ts: known to all
 * ```
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import test from "ava";
import ts from "typescript";

/** What each folder may know beside itself. */
const knows: Record<string, readonly string[]> = {
  sim: [],
  datasets: [],
  memory: ["sim"],
  machine: ["sim", "memory"],
  hypervisor: ["sim", "memory", "machine"],
  cloud: ["sim", "datasets"],
  containers: ["sim", "datasets"],
  figures: ["sim", "datasets", "memory", "machine", "hypervisor", "cloud", "containers", "realHost"],
  realHost: ["cloud", "containers"],
  claims: ["sim", "datasets", "memory", "machine", "hypervisor", "cloud", "containers"],
  notebook: ["figures"],
  boot: ["machine"],
  bench: ["sim", "datasets", "memory", "machine", "hypervisor", "cloud", "containers", "realHost", "notebook"],
};

/** Where processes, files and sockets may be touched. */
const touching = ["notebook", "grader", "bench", "boot", "realHost", "datasets", "packageFolder.ts", "cli.ts"];

/** Modules of Node that compute and touch nothing. */
const computing = ["node:crypto", "node:stream", "node:zlib"];

/** What figures may call of the models: functions of rows. */
const ofRows = ["crossover", "signs"];

interface Import {
  readonly file: string;
  /** The first part of the importing file's path below `lib/`. */
  readonly folder: string;
  /** A module's name, or a path below `lib/`. */
  readonly target: string;
  /** The names of values that are taken; none if only types are. */
  readonly values: readonly string[];
}

const imports = readdirSync(join(__dirname, "../lib"), { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.startsWith("notebook/frontend/"))
  .flatMap(importsOf);

for (const [folder, others] of Object.entries(knows)) {
  test(`${folder} knows ${others.length === 0 ? "nobody" : `no folder but ${others.join(", ")}`}`, (t) => {
    const wrong = imports.filter(
      (one) =>
        one.folder === folder &&
        isOurs(one) &&
        ![folder, "errors", "checks", "packageFolder", ...others].includes(top(one.target)),
    );
    t.deepEqual(wrong, []);
  });
}

test("every folder of lib has its place in the order", (t) => {
  const folders = imports.map(({ folder }) => folder).filter((folder) => !folder.endsWith(".ts"));
  t.deepEqual([...new Set(folders)].sort(), Object.keys(knows).sort());
});

test("figures know the types of rows, not how rows are made", (t) => {
  const models = ["sim", "datasets", "memory", "machine", "hypervisor", "cloud", "containers", "realHost"];
  const values = imports.filter((one) => one.folder === "figures" && models.includes(top(one.target)));
  t.deepEqual(
    values.flatMap((one) => one.values).filter((name) => !ofRows.includes(name)),
    [],
  );
});

test("models take rows of datasets, they do not load them", (t) => {
  const values = imports.filter(
    ({ folder, target }) => ["cloud", "containers"].includes(folder) && top(target) === "datasets",
  );
  t.deepEqual(
    values.flatMap((one) => one.values),
    [],
  );
});

test("models and figures touch no process, file or socket", (t) => {
  const wrong = imports.filter(
    ({ folder, target }) => !touching.includes(folder) && target.startsWith("node:") && !computing.includes(target),
  );
  t.deepEqual(wrong, []);
});

test("Node's own modules are named with node:", (t) => {
  const wrong = imports.filter((one) =>
    /^(fs|net|http|child_process|path|os|vm|worker_threads)(\/|$)/.test(one.target),
  );
  t.deepEqual(wrong, []);
});

function importsOf(file: string): Import[] {
  const text = readFileSync(join(__dirname, "../lib", file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement): Import[] => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const name = statement.moduleSpecifier.text;
    const target = name.startsWith(".") ? `./${posix.join(posix.dirname(file), name)}` : name;
    return [
      { file, folder: top(file), target, values: ts.isImportDeclaration(statement) ? valuesOf(statement) : ["*"] },
    ];
  });
}

function valuesOf({ importClause }: ts.ImportDeclaration): string[] {
  if (importClause === undefined || importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const named = importClause.namedBindings;
  if (named === undefined || ts.isNamespaceImport(named)) return ["*"];
  return named.elements.filter((element) => !element.isTypeOnly).map(({ name }) => name.text);
}

function isOurs({ target }: Import): boolean {
  return target.startsWith("./");
}

/** The first part of a path below `lib/`. */
function top(file: string): string {
  return file.replace(/^\.\//, "").split("/")[0]!;
}
