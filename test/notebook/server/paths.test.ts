import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import test from "ava";
import fc from "fast-check";
import { HttpError } from "../../../lib/notebook/server/httpError";
import { resolveInside, segmentsOf } from "../../../lib/notebook/server/paths";

const refused = test.macro({
  exec: (t, path: string, status: number) => {
    const error = t.throws(() => segmentsOf(path), { instanceOf: HttpError });
    t.is(error.statusCode, status);
  },
  title: (_title, path: string) => `a path is refused: ${JSON.stringify(path)}`,
});

test(refused, "..", 400);
test(refused, "../x", 400);
test(refused, "a/../../x", 400);
test(refused, "a/./b", 400);
test(refused, "a\\..\\b", 400);
test(refused, "a\0b", 400);
test(refused, ".strata", 404);
test(refused, "a/.git/config", 404);
test(refused, "node_modules/x", 404);

test("a path with needless slashes means the same file", (t) => {
  t.deepEqual(segmentsOf("/a//b.ipynb/"), ["a", "b.ipynb"]);
  t.deepEqual(segmentsOf(""), []);
});

/** Pieces of which a path that escapes would be made. */
const piece = fc.oneof(
  fc.constantFrom("..", ".", "", "...", "a", "b.ipynb", "out", "%2e%2e", "..%2f", "\\", "\0", "C:", "~", " ", "link"),
  fc.string({ maxLength: 6, unit: "binary" }),
);

test("whatever the path, the file lies inside of the served folder or is refused", async (t) => {
  const home = await realpath(await mkdtemp(join(tmpdir(), "strata-paths-")));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const root = join(home, "root");
  await mkdir(join(root, "a"), { recursive: true });
  await mkdir(join(home, "secret"));
  await symlink(join(home, "secret"), join(root, "link"));
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 6 }), fc.constantFrom("/", "//"), async (pieces, separator) => {
      try {
        const file = await resolveInside(root, pieces.join(separator));
        const outside = file.startsWith(join(root, "link"));
        t.true(file === root || (file.startsWith(root + sep) && !outside));
      } catch (error) {
        t.true(error instanceof HttpError);
      }
    }),
    { numRuns: 500 },
  );
});

const links = test.macro({
  exec: async (t, target: string, path: string) => {
    const home = await realpath(await mkdtemp(join(tmpdir(), "strata-links-")));
    t.teardown(() => rm(home, { recursive: true, force: true }));
    const root = join(home, "root");
    await mkdir(join(root, ".hidden"), { recursive: true });
    await mkdir(join(home, "secret"));
    await writeFile(join(home, "secret/key"), "");
    await symlink(target, join(root, "link"));
    await t.throwsAsync(resolveInside(root, path), { instanceOf: HttpError });
  },
  title: (_title, target: string, path: string) => `a link to ${target} does not let ${path} through`,
});

test(links, "../secret", "link");
test(links, "../secret", "link/key");
test(links, "../secret", "link/new.ipynb");
test(links, "../secret/none", "link");
test(links, ".hidden", "link/new.ipynb");
test(links, "link", "link");

test("a link that stays inside is followed", async (t) => {
  const root = await realpath(await mkdtemp(join(tmpdir(), "strata-links-")));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, "a"));
  await symlink("a", join(root, "b"));
  t.is(await resolveInside(root, "b/new.ipynb"), join(root, "b/new.ipynb"));
});
