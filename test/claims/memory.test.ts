import test from "ava";
import { judge } from "../../lib/claims";
import { memoryStatements } from "../../lib/claims/memory";

const ours = memoryStatements()
  .filter(({ id }) => /^M[123]\//.test(id))
  .map(judge);

test("the slides' sentences on memory are here, once, and the table of eight pages entry by entry", (t) => {
  t.is(new Set(ours.map(({ id }) => id)).size, ours.length);
  t.deepEqual(
    ours.filter(({ id }) => id.startsWith("M2/page-")).map(({ stated, computed }) => [stated, computed]),
    [2, "-", "-", 0, 3, 7, "-", "-"].map((frame) => [frame, frame]),
  );
});

test("all hold but one: a page table is modified by plain stores", (t) => {
  t.deepEqual(
    ours.filter(({ holds }) => holds !== true).map(({ id, computed }) => [id, computed]),
    [["M2/privileged", "plain stores"]],
  );
});
