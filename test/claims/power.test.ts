import test from "ava";
import * as claims from "../../lib/claims";

const ours = claims.ledger().filter(({ id }) => /^C(13|14)\//.test(id));

test("every number of the slides about heat, power and utilization is here, once", (t) => {
  t.is(new Set(ours.map(({ id }) => id)).size, ours.length);
  const stated = ours.map((claim) => claim.stated);
  t.deepEqual(stated, [55, 72, 1000, "several", 1.3, 0.5, "many below 50%", "10-50%"]);
});

test("what is computed holds; what is not says why", (t) => {
  t.deepEqual(
    ours.filter(({ holds }) => holds === true).map(({ id }) => id),
    ["C13/homes", "C13/several-megawatts", "C13/half-goes-to-it", "C14/poorly-utilized"],
  );
  for (const { id, holds, note } of ours) t.true(holds === true || (note ?? "").length > 40, id);
});
