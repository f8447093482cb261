import test from "ava";
import { sideBySideFigure } from "../../lib/figures";

const told = test.macro((t, answers: readonly (readonly [string, string])[], sentence: string) => {
  const rows = answers.map(([model, reality]) => ({ what: "a question", model, reality }));
  t.is(sideBySideFigure(rows).sentence, sentence);
});

test("the same answer", told, [["1", "1"]], "Model and kernel agree on 1 of 1 questions.");
test("another answer", told, [["1", "2"]], "Model and kernel agree on 0 of 1 questions.");
test(
  "shares within a percentage point",
  told,
  [["6.7% 53.3%", "7.2% 52.7%"]],
  "Model and kernel agree on 1 of 1 questions, on shares to 0.6 percentage points.",
);
test("shares that differ by more", told, [["6.7% 53.3%", "9.2% 52.7%"]], "Model and kernel agree on 0 of 1 questions.");
test(
  "nothing was allowed",
  told,
  [["1", "not allowed here: no root"]],
  "The kernel at hand does not allow these questions; the model's answers stand alone (not allowed here: no root).",
);
