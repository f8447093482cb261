import test from "ava";
import { judge } from "../../lib/claims";
import { hostStatements } from "../../lib/claims/hosts";

const ours = hostStatements().map(judge);

test("the slides' nine arguments and three sentences are here, once", (t) => {
  t.is(ours.filter(({ id }) => id.startsWith("K7/")).length, 9);
  t.is(ours.filter(({ id }) => id.startsWith("K8/")).length, 3);
  t.is(new Set(ours.map(({ id }) => id)).size, ours.length);
});

test("all hold, against the full VMs of the lecture's time", (t) => {
  t.deepEqual(
    ours.filter(({ holds }) => holds !== true),
    [],
  );
});
