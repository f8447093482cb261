import test from "ava";
import { judge } from "../../lib/claims";
import { containerStatements } from "../../lib/claims/containers";

const ours = containerStatements().map(judge);

test("each row of the map from K1 to K6 has its statements, once", (t) => {
  t.is(new Set(ours.map(({ id }) => id)).size, ours.length);
  for (const row of ["K1", "K2", "K3", "K4", "K5", "K6"])
    t.true(ours.filter(({ id }) => id.startsWith(`${row}/`)).length >= 2, row);
});

test("all of them hold", (t) => {
  t.deepEqual(
    ours.filter(({ holds }) => holds !== true),
    [],
  );
});
