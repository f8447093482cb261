import test from "ava";
import { judge } from "../../lib/claims";
import { machineStatements } from "../../lib/claims/machine";

const ours = machineStatements().map(judge);

test("the slides' sentences on modes, rings and guests outside ring 0 are here, once", (t) => {
  t.is(new Set(ours.map(({ id }) => id)).size, ours.length);
  t.deepEqual([...new Set(ours.map(({ id }) => id.slice(0, 2)))], ["V1", "V2", "V3"]);
});

test("all hold but two: not every sensitive instruction traps, and a guest that asks can find out", (t) => {
  t.deepEqual(
    ours.filter(({ holds }) => holds !== true).map(({ id, computed }) => [id, computed]),
    [
      ["V3/trap-on-sensitive", 18],
      ["V3/agnostic", "can find out"],
    ],
  );
});
