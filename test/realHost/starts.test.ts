/** Starting processes on the computer at hand. */
import test from "ava";
import * as realHost from "../../lib/realHost";

test("both ways take time, or say why they are not possible", (t) => {
  const rows = realHost.startsHere({ runs: 3 });
  t.deepEqual(
    rows.map(({ what }) => what),
    ["a process", "a process in seven new namespaces"],
  );
  for (const { medianMs, reason } of rows) t.not(medianMs === undefined, reason === undefined);
  t.true(rows.every(({ medianMs = 1 }) => medianMs > 0));
});

test("bad input is refused by name", (t) => {
  t.throws(() => realHost.startsHere({ runs: 0 }), {
    message: "Expected runs to be a whole number from 1 to 1000, got 0.",
  });
});
