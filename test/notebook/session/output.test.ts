import test from "ava";
import fc from "fast-check";
import type { SessionEvent } from "../../../lib/notebook/session";
import { DISPLAY_LIMIT, OutputGate, PRINT_LIMIT } from "../../../lib/notebook/session/output";

function gate(): { gate: OutputGate; events: SessionEvent[]; text(cell: string): string } {
  const events: SessionEvent[] = [];
  const text = (cell: string): string =>
    events.map((event) => (event.type === "stream" && event.cell === cell ? event.text : "")).join("");
  return { gate: new OutputGate((event) => events.push(event)), events, text };
}

test("below the limit every character arrives, in order, under its cell", (t) => {
  const writes = fc.array(
    fc.tuple(fc.constantFrom("1", "2"), fc.constantFrom("stdout" as const, "stderr" as const), fc.string()),
  );
  const property = fc.property(writes, (list) => {
    const out = gate();
    for (const [cell, name, text] of list) out.gate.write(cell, name, text);
    out.gate.close("1");
    out.gate.close("2");
    for (const cell of ["1", "2"])
      t.is(
        out.text(cell),
        list
          .filter(([of]) => of === cell)
          .map(([, , text]) => text)
          .join(""),
      );
  });
  fc.assert(property, { seed: 1, numRuns: 300 });
});

test("what is shown and what is said to be left out make up all that was written", (t) => {
  const property = fc.property(fc.array(fc.integer({ min: 1, max: PRINT_LIMIT }), { maxLength: 6 }), (sizes) => {
    const out = gate();
    out.gate.open("1");
    for (const size of sizes) out.gate.write("1", "stdout", "x".repeat(size));
    out.gate.close("1");
    const written = sizes.reduce((sum, size) => sum + size, 0);
    const text = out.text("1");
    const leftOut = Number((/\(([\d,]+) characters?\) left out/.exec(text)?.[1] ?? "0").replaceAll(",", ""));
    const shown = written <= PRINT_LIMIT ? text.length : text.indexOf("\n[Output cut");
    t.is(shown + leftOut, written);
  });
  fc.assert(property, { seed: 1, numRuns: 50 });
});

test("clearing gives a cell its room back", (t) => {
  const out = gate();
  out.gate.write("1", "stdout", "x".repeat(PRINT_LIMIT));
  out.gate.open("1");
  out.gate.write("1", "stdout", "again");
  out.gate.close("1");
  t.true(out.text("1").endsWith("again"));
});

test("renderings past their limit are left out and counted", (t) => {
  const out = gate();
  const huge = { "text/plain": "x".repeat(DISPLAY_LIMIT / 2) };
  for (let i = 0; i < 4; i++) out.gate.pass({ type: "display", cell: "1", data: huge, metadata: {}, update: false });
  out.gate.close("1");
  t.is(out.events.filter(({ type }) => type === "display").length, 2);
  t.regex(out.text("1"), /2 renderings left out/);
});
