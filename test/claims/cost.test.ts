import test from "ava";
import * as claims from "../../lib/claims";

const ours = claims.ledger().filter(({ id }) => /^C(1|2|4|11|12)\//.test(id));
const idsThat = (holds: boolean | undefined) => ours.filter((claim) => claim.holds === holds).map(({ id }) => id);

test("every number of the slides about cost and scale is here, once", (t) => {
  t.is(new Set(ours.map(({ id }) => id)).size, ours.length);
  const stated = ours.map((claim) => claim.stated);
  const numbers = [100, 1, 42, 1100, 11, 1.5e6, 2e6, "50-80K", 68, 3.4e6, 5.4e6, 2, 8.5, 0.01, 8, 0.08, 144, 72, 3.06];
  const more = [0.1, 25, 3, 26_805.6, 37_245.4, 59_210, 21_964.6, 50_000, 57, 18, 4, 13];
  t.deepEqual(
    [...numbers, ...more].filter((number) => !stated.includes(number)),
    [],
  );
});

test("what does not hold is what the notes explain: an older estimate, and threads that are no cores", (t) => {
  t.deepEqual(idsThat(false), ["C1/servers-2014-low", "C1/servers-2014-high", "C4/t3.micro-cores"]);
  for (const { id, holds, note } of ours) t.true(holds === true || note !== undefined, id);
});

test("a year of c5.18xlarge holds, and so do the pie's five shares", (t) => {
  const holding = idsThat(true);
  const pie = ["servers", "networking", "power-distribution-and-cooling", "other-infrastructure", "power"];
  for (const id of ["C11/year-of-c5.18xlarge", "C11/r930-savings", ...pie.map((part) => `C12/${part}`)])
    t.true(holding.includes(id), id);
});

test("what nothing computes are facts and offers", (t) => {
  t.deepEqual(idsThat(undefined), [
    "C2/link-rate",
    "C1/server-height",
    "C1/rack-height",
    "C1/disks-per-rack",
    "C1/servers-per-site",
    "C1/sites",
    "C1/revenue-2000",
    "C1/revenue-2005",
    "C4/ebs-price",
    "C11/c5.18xlarge-clock",
    "C11/c5.18xlarge-network",
    "C11/r930-price",
    "C11/r930-list-price",
  ]);
});
