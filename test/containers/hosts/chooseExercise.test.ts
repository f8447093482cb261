/** The exercise passes what is right and shows where the wrong is wrong. */
import test from "ava";
import * as containers from "../../../lib/containers";
import * as datasets from "../../../lib/datasets";

const costs = containers.publishedCosts(datasets.startupOverhead());
const fits = (needs: containers.Needs, facts: containers.WayFacts) =>
  facts.systems.includes(needs.system) &&
  facts.startSeconds <= needs.startWithinSeconds &&
  facts.onOneKernel <= needs.atMostOnOneKernel;
const most = (ways: readonly containers.WayFacts[]) => [...ways].sort((a, b) => b.instances - a.instances)[0]?.way;

test("the rule passes", (t) => {
  const report = containers.checkChooseWay((needs, ways) => most(ways.filter((one) => fits(needs, one))), { costs });
  t.deepEqual(report, { passed: true, text: "Passed: the best way found for 300 needs on 25 hosts." });
});

const wrong: Readonly<Record<string, containers.ChooseWay>> = {
  "always containers": () => "container",
  "always VMs": () => "VM",
  "never anything": () => undefined,
  "most, whatever is needed": (_, ways) => most(ways),
  "without a look at the system": (needs, ways) => most(ways.filter((one) => fits({ ...needs, system: "linux" }, one))),
  "without a look at the start": (needs, ways) =>
    most(ways.filter((one) => fits({ ...needs, startWithinSeconds: Infinity }, one))),
  "without a look at neighbours": (needs, ways) =>
    most(ways.filter((one) => fits({ ...needs, atMostOnOneKernel: Infinity }, one))),
  "the first that fits": (needs, ways) => ways.find((one) => fits(needs, one))?.way,
  "the last that fits": (needs, ways) => [...ways].reverse().find((one) => fits(needs, one))?.way,
  "an unknown way": () => "unikernel" as containers.WayName,
};

for (const [name, student] of Object.entries(wrong))
  test(`wrong: ${name}`, (t) => {
    const { passed, text } = containers.checkChooseWay(student, { costs });
    t.false(passed);
    t.regex(text, /^Asked for: .*\n {2}process: [\s\S]*Expected: .*\nCame: .*\nRead /);
  });

test("an error inside the function is told, not thrown", (t) => {
  const student = () => {
    throw new Error("chooseWay is still to be written");
  };
  t.regex(containers.checkChooseWay(student, { costs }).text, /Came: an error: chooseWay is still to be written\./);
});

test("the facts cannot be forged by changing them", (t) => {
  const forger: containers.ChooseWay = (_, ways) => {
    for (const one of ways) (one as { instances: number }).instances = 1;
    return "VM";
  };
  t.false(containers.checkChooseWay(forger, { costs }).passed);
});
