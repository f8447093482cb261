import test from "ava";
import * as claims from "../../lib/claims";

test("pay as you go and expand quickly hold, with the numbers that say how far", (t) => {
  const claim = (id: string) => claims.ledger().find((one) => one.id === id)!;
  t.like(claim("C5/pay-as-you-go"), { holds: true });
  t.regex(claim("C5/pay-as-you-go").note!, /reactive \d\d%, target tracking \d\d%, predictive \d\d%/);
  t.like(claim("C5/expand-quickly"), { holds: true });
  t.regex(claim("C5/expand-quickly").note!, /^3 minutes/);
});
