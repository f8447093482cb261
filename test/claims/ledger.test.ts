import test from "ava";
import { judge, ledger } from "../../lib/claims";

const claims = ledger();

test("every claim has a name of its own, a statement, a source and a date", (t) => {
  t.is(new Set(claims.map(({ id }) => id)).size, claims.length);
  for (const claim of claims) {
    t.regex(claim.id, /^[CVMKD]\d+\/[\w.-]+$/);
    t.regex(claim.date, /^\d{4}(-\d\d(-\d\d)?)?$/, claim.id);
    t.true(claim.statement.length > 3 && claim.source.length > 3, claim.id);
    t.true(claim.tolerance >= 0 && claim.tolerance < 1, claim.id);
  }
});

test("what does not hold, or cannot be computed, says why", (t) => {
  for (const claim of claims.filter(({ holds }) => holds !== true)) t.true((claim.note ?? "").length > 10, claim.id);
});

test("the ledger is the same every time, to the byte", (t) => {
  t.is(JSON.stringify(ledger()), JSON.stringify(claims));
});

const row = { id: "C1/x", statement: "s", source: "slide", date: "2018", tolerance: 0.01 };

test("numbers hold within their tolerance, and tell by how much they are off", (t) => {
  t.true(judge({ ...row, stated: 100, computed: 101 }).holds);
  const off = judge({ ...row, stated: 100, computed: 102 });
  t.false(off.holds);
  t.true(Math.abs(off.difference! - 0.02) < 1e-12);
  t.true(judge({ ...row, stated: 0, computed: 0 }).holds);
  t.false(judge({ ...row, stated: 0, computed: 1 }).holds);
});

test("words hold if they are the same; what nothing computes does neither", (t) => {
  t.true(judge({ ...row, stated: "++", computed: "++" }).holds);
  t.false(judge({ ...row, stated: "++", computed: "+" }).holds);
  t.is(judge({ ...row, stated: 5, computed: undefined }).holds, undefined);
});
