import test from "ava";
import { judge } from "../../lib/claims";
import { serviceStatements } from "../../lib/claims/services";

const claims = serviceStatements().map(judge);
const byId = new Map(claims.map((claim) => [claim.id, claim]));

test("services, groups and growth of the catalogue hold", (t) => {
  for (const id of ["C9/services-2012", "C9/services-2015", "C9/services-2018", "C9/groups-2018", "C9/growth"])
    t.true(byId.get(id)?.holds, id);
});

test("a t3.large's published sysbench holds within half a percent", (t) => {
  t.true(byId.get("C10/t3.large")?.holds);
  t.is(byId.get("C10/events")?.computed, 50_000);
});

test("the grade sheet holds where it does, and says why not where it does not", (t) => {
  t.true(byId.get("C3/grades-automation")?.holds);
  t.false(byId.get("C3/grades-security")?.holds);
  for (const claim of claims.filter(({ holds }) => holds === false))
    t.regex(claim.note ?? "", /\w+ before \w+/, claim.id);
});

test("what nothing computes has no verdict, and a reason", (t) => {
  const open = claims.filter(({ computed }) => computed === undefined);
  t.true(open.length > 0);
  for (const { holds, note } of open) t.true(holds === undefined && note !== undefined);
});
