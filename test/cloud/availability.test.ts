import test from "ava";
import fc from "fast-check";
import {
  atLeast,
  availability,
  downtimeMinutesPerYear,
  parallel,
  part,
  type System,
  series,
  simulateFailures,
  unavailability,
} from "../../lib/cloud";
import { DomainError } from "../../lib/errors";
import { seeded } from "../../lib/sim";

/** A part that works nine tenths of the time. */
const nine = (name: string) => part(name, { mtbfHours: 90, mttrHours: 10 });

const table: [string, System, number][] = [
  ["one part", nine("a"), 0.9],
  ["two in series", series(nine("a"), nine("b")), 0.81],
  ["two in parallel", parallel(nine("a"), nine("b")), 0.99],
  ["two of three", atLeast(2, [nine("a"), nine("b"), nine("c")]), 0.972],
  ["a part drawn twice", parallel(nine("a"), nine("a")), 0.9],
  ["replicas on one power supply", parallel(series(nine("p"), nine("a")), series(nine("p"), nine("b"))), 0.9 * 0.99],
  ["replicas on two", parallel(series(nine("p"), nine("a")), series(nine("q"), nine("b"))), 1 - 0.19 ** 2],
];

for (const [title, system, expected] of table) {
  test(`${title}: ${expected}`, (t) => t.true(Math.abs(availability(system) - expected) < 1e-12));
}

for (const [title, system] of table) {
  test(`${title}: 300 simulated years agree with the closed form within 6% of the time that it is down`, (t) => {
    const run = simulateFailures(system, 300, seeded(4));
    t.true(Math.abs((1 - run.availability) / unavailability(system) - 1) < 0.06, String(run.availability));
    t.true(run.outages > 0 && run.outages <= run.partFailures);
  });
}

test("four nines are 52.56 minutes a year", (t) => {
  t.is(downtimeMinutesPerYear(0.9999).toFixed(2), "52.56");
  t.is(downtimeMinutesPerYear(1), 0);
});

test("the closed form is what adding up all states of the parts gives", (t) => {
  const names = ["a", "b", "c", "d"];
  const leaf = fc
    .constantFrom(...names)
    .map((name) => part(name, { mtbfHours: 10 + name.charCodeAt(0), mttrHours: 30 }));
  const { system } = fc.letrec<{ system: System }>((tie) => ({
    system: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc
        .tuple(fc.array(tie("system"), { minLength: 1, maxLength: 3 }), fc.nat())
        .map(([members, n]) => atLeast(1 + (n % members.length), members)),
    ),
  }));
  fc.assert(
    fc.property(system, (one) => {
      t.true(Math.abs(availability(one) - byStates(one, names)) < 1e-9);
    }),
    { seed: 8, numRuns: 500 },
  );
});

test("the same seed gives the same life", (t) => {
  const system = parallel(nine("a"), nine("b"));
  t.deepEqual(simulateFailures(system, 50, seeded(1)), simulateFailures(system, 50, seeded(1)));
  t.notDeepEqual(simulateFailures(system, 50, seeded(1)), simulateFailures(system, 50, seeded(2)));
});

test("bad input is refused by name", (t) => {
  const wrong: [() => unknown, RegExp][] = [
    [() => part("disk", { mtbfHours: 0, mttrHours: 1 }), /mtbfHours of disk.*got 0/],
    [() => atLeast(3, [nine("a")]), /needed.*1 to 1, got 3/],
    [() => downtimeMinutesPerYear(1.1), /available.*1\.1/],
    [() => simulateFailures(nine("a"), -1, seeded(1)), /years.*-1/],
  ];
  for (const [call, message] of wrong) t.regex(t.throws(call, { instanceOf: DomainError }).message, message);
});

/** Availability by brute force: every combination of parts up and down. */
function byStates(system: System, names: readonly string[]): number {
  let sum = 0;
  for (let state = 0; state < 2 ** names.length; state++) {
    const isUp = (name: string) => ((state >> names.indexOf(name)) & 1) === 1;
    const chances = names.map((name) => {
      const up = (10 + name.charCodeAt(0)) / (40 + name.charCodeAt(0));
      return isUp(name) ? up : 1 - up;
    });
    if (works(system, isUp)) sum += chances.reduce((product, chance) => product * chance, 1);
  }
  return sum;
}

function works(system: System, isUp: (name: string) => boolean): boolean {
  if (system.type === "part") return isUp(system.name);
  return system.members.filter((member) => works(member, isUp)).length >= system.needed;
}
