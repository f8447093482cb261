import test from "ava";
import fc from "fast-check";
import {
  assumedCare,
  assumedCustomer,
  assumedThreats,
  checkModel,
  customerFrom,
  type Fit,
  fit,
  iaas,
  layers,
  lectureModels,
  measureAutomation,
  measureFlexibility,
  measureIsolation,
  measurePayAsYouGo,
  measureScalability,
  paas,
  privateDataCenter,
  saas,
  simulateBreaches,
  workloadCatalogue,
} from "../../../lib/cloud";
import { DomainError } from "../../../lib/errors";
import { seeded } from "../../../lib/sim";

const anyModel = fc.constantFrom(...lectureModels);
const layer = fc.constantFrom(...layers);

test("the more layers the customer owns, the more there is to do, and the more workloads run", (t) => {
  fc.assert(
    fc.property(layer, layer, fc.integer({ min: 1, max: 500 }), (a, b, machines) => {
      const [low, high] = layers.indexOf(a) <= layers.indexOf(b) ? [a, b] : [b, a];
      const work = (from: typeof a) =>
        measureAutomation({ ...iaas, owners: customerFrom(from) }, { machines }).operationsPerYear;
      t.true(work(low) >= work(high));
    }),
    { seed: 3, numRuns: 200 },
  );
  const { runs, of } = measureFlexibility(privateDataCenter);
  t.is(runs, of);
});

test("operations add up by layer", (t) => {
  const { operationsPerYear, byLayer } = measureAutomation(privateDataCenter, { machines: 20 });
  t.is(
    Object.values(byLayer).reduce((sum, one) => sum + one, 0),
    operationsPerYear,
  );
  t.is(byLayer.operatingSystem, 12 * 20);
  t.is(measureAutomation(saas).byLayer.operatingSystem, 0);
});

const fits: [string, typeof iaas, Fit["type"], RegExp?][] = [
  ["kernel module", iaas, "runs"],
  ["kernel module", paas, "cannot", /owns the operatingSystem/],
  ["plain e-mail", saas, "runs"],
  ["plain e-mail", paas, "cannot", /no C/],
  ["Python handler", paas, "runs"],
  ["Python handler", saas, "cannot", /none of the provider's applications/],
  ["Java web shop", paas, "rewrite", /keeps state/],
  ["training on a GPU", iaas, "runs"],
  ["training on a GPU", paas, "cannot", /no gpu/],
  ["hypervisor of one's own", iaas, "cannot", /owns the virtualization/],
  ["packet capture on special cards", privateDataCenter, "runs"],
];

for (const [name, model, type, reason] of fits) {
  test(`${name} on ${model.name}: ${type}`, (t) => {
    const result = fit(workloadCatalogue.find((one) => one.name === name)!, model);
    t.is(result.type, type);
    if (reason !== undefined) t.regex((result as { reason: string }).reason, reason);
  });
}

test("there are twenty workloads, all of different names", (t) => {
  t.is(new Set(workloadCatalogue.map(({ name }) => name)).size, 20);
});

test("the closed form of a bad year is what 20,000 simulated years give", (t) => {
  // Rates high enough that every chance is well away from 0.
  const threats = { ...assumedThreats, hostileShare: 0.05 };
  for (const model of lectureModels) {
    const [computed, simulated] = [
      measureIsolation(model, threats),
      simulateBreaches(model, 20_000, seeded(2), threats),
    ];
    t.true(Math.abs(computed.byNeighbour - simulated.byNeighbour) < 0.012, model.name);
    t.true(Math.abs(computed.fromOutside - simulated.fromOutside) < 0.012, model.name);
  }
});

test("more tenants, wider boundaries and slower patches never make anything safer", (t) => {
  const more = fc.double({ min: 1, max: 10, noNaN: true });
  fc.assert(
    fc.property(anyModel, more, more, more, (model, tenants, width, days) => {
      const { openDays } = assumedThreats;
      const boundary = {
        ...model.boundary,
        tenants: model.boundary.tenants * tenants,
        interfaceWidth: model.boundary.interfaceWidth * width,
      };
      const slower = {
        ...assumedThreats,
        openDays: { provider: openDays.provider * days, customer: openDays.customer * days },
      };
      const [before, after] = [measureIsolation(model), measureIsolation({ ...model, boundary }, slower)];
      t.true(after.byNeighbour >= before.byNeighbour && after.byNeighbour <= 1);
      t.true(after.fromOutside >= before.fromOutside && after.fromOutside <= 1);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("rounding to a hundred milliseconds costs what the exponential's closed form says", (t) => {
  // Mean of ⌈x / u⌉ · u for exponential x of mean m: u / (1 - exp(-u / m))
  const [unit, mean] = [0.1, 0.2];
  const share = measurePayAsYouGo(paas, assumedCustomer(), seeded(1));
  t.true(Math.abs(share / ((mean * (1 - Math.exp(-unit / mean))) / unit) - 1) < 0.01);
});

test("machines of one's own are as used as the mean is below the peak", (t) => {
  const customer = assumedCustomer();
  const rates = [...customer.demand.requestsPerSecond];
  const bound =
    rates.reduce((sum, rate) => sum + rate, 0) / rates.length / (1.2 * rates.reduce((a, b) => Math.max(a, b)));
  const share = measurePayAsYouGo(privateDataCenter, customer, seeded(1));
  t.true(share <= bound && share > 0.8 * bound);
});

test("a slower start loses more, and a larger ceiling never less", (t) => {
  const lost = (startSeconds: number, ceiling: number) =>
    measureScalability({ ...iaas, scaling: { startSeconds, ceiling } }).lostShare;
  t.true(lost(30, 50) < lost(120, 50) && lost(120, 50) < lost(600, 50));
  t.true(lost(120, 50) < lost(120, 5));
});

test("bad input is refused by name", (t) => {
  const upsideDown = { ...iaas, owners: { ...customerFrom("site"), data: "provider" as const } };
  const wrong: [() => unknown, RegExp][] = [
    [() => checkModel(upsideDown), /owner of data.*owns application below it, got "provider"/],
    [() => checkModel({ ...iaas, scaling: { startSeconds: -1, ceiling: 2 } }), /startSeconds.*-1/],
    [() => checkModel({ ...iaas, boundary: { ...iaas.boundary, tenants: 0 } }), /tenants.*got 0/],
    [() => measureAutomation(iaas, { machines: 0 }), /machines.*got 0/],
    [
      () =>
        measureAutomation(iaas, { care: { ...assumedCare, runtime: { ...assumedCare.runtime, timesPerYear: -1 } } }),
      /runtime.*-1/,
    ],
    [() => measureIsolation(iaas, { ...assumedThreats, hostileShare: 2 }), /hostileShare.*got 2/],
    [() => simulateBreaches(iaas, 0.5, seeded(1)), /years.*0\.5/],
    [() => measurePayAsYouGo(saas, { ...assumedCustomer(), comesOnWorkday: 1.2 }, seeded(1)), /comesOnWorkday.*1\.2/],
    [
      () => measureScalability(iaas, { basePerSecond: 0, factor: 1, ownedPeak: 1, requestsPerSecondPerInstance: 1 }),
      /basePerSecond.*got 0/,
    ],
  ];
  for (const [call, message] of wrong) t.regex(t.throws(call, { instanceOf: DomainError }).message, message);
});
