import { spawnSync } from "node:child_process";
import test from "ava";
import { ledger } from "../../lib/claims";
import { program } from "../../lib/packageFolder";

function claims(...words: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program("cli"), "claims", ...words], {
    encoding: "utf8",
  });
  return { status, out: stdout, err: stderr };
}

test("--json prints every claim with every key", (t) => {
  const { status, out } = claims("--json");
  t.is(status, 0);
  const rows = JSON.parse(out) as Record<string, unknown>[];
  t.is(rows.length, ledger().length);
  const keys = ["id", "statement", "source", "date", "stated", "computed", "tolerance", "holds"];
  for (const row of rows) for (const key of keys) t.true(key in row, `${String(row["id"])}: ${key}`);
  t.true(rows.some(({ computed, holds }) => computed === null && holds === null));
});

test("without it, a line a claim, how many hold, and by how much not", (t) => {
  const { status, out } = claims();
  t.is(status, 0);
  t.regex(out, /C11\/year-of-c5\.18xlarge: holds\..*26,805\.6/);
  t.regex(out, /DOES NOT HOLD.*% off/);
  t.regex(out, /\d+ hold, \d+ do not, \d+ cannot be computed\.\n$/);
});

test("an unknown option is wrong usage", (t) => {
  const { status, err } = claims("--yaml");
  t.is(status, 2);
  t.regex(err, /--yaml/);
});
