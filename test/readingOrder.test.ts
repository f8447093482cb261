/** `lib/README.md` names every file of the library, once. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";

const lib = join(__dirname, "../lib");
const named = namedFiles(readFileSync(join(lib, "README.md"), "utf8"));
const present = readdirSync(lib, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== "README.md" && !entry.name.startsWith("."))
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(lib.length - "lib".length)
      .replaceAll("\\", "/"),
  );

test("every file of lib is named", (t) => {
  t.deepEqual(
    present.filter((file) => !named.includes(file)),
    [],
  );
});

test("every file that is named is there", (t) => {
  t.deepEqual(
    named.filter((file) => !present.includes(file)),
    [],
  );
});

test("no file is named twice", (t) => {
  t.deepEqual(
    named.filter((file, index) => named.indexOf(file) !== index),
    [],
  );
});

/** The files of the list: a heading names a folder, an item a file of it. */
function namedFiles(text: string): string[] {
  let folder = "";
  return text.split("\n").flatMap((line) => {
    folder = /^## `(.*)`$/.exec(line)?.[1] ?? folder;
    const file = /^- `([^`]+)` –/.exec(line)?.[1];
    return file === undefined ? [] : [folder + file];
  });
}
