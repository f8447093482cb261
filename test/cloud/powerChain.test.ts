import test from "ava";
import fc from "fast-check";
import * as cloud from "../../lib/cloud";

const share = (max = 1) => fc.double({ min: 0, max, noNaN: true });
const chains: fc.Arbitrary<cloud.PowerChain> = fc.record({
  name: fc.constant("any"),
  itCapacityWatts: fc.double({ min: 1, max: 1e9, noNaN: true }),
  stages: fc.array(fc.record({ name: fc.constant("stage"), fixedLossShare: share(0.2), loadLossShare: share(0.2) }), {
    maxLength: 5,
  }),
  cooling: fc.record({
    chillerCop: fc.double({ min: 0.5, max: 20, noNaN: true }),
    economiserCop: fc.double({ min: 0.5, max: 50, noNaN: true }),
    economiserShare: share(),
    fanShare: share(0.5),
  }),
  otherWatts: share(1e6),
  supplyEfficiency: fc.double({ min: 0.5, max: 1, noNaN: true }),
  serverFanShare: share(0.5),
});
const loads = fc.double({ min: 0.01, max: 1, noNaN: true });

test("energy: the uses add up to what the utility delivers, and those of IT to what reaches the racks", (t) => {
  fc.assert(
    fc.property(chains, loads, (chain, load) => {
      const { uses, utilityWatts, itWatts, pue } = cloud.powerBalance(chain, load);
      const sum = (of: readonly cloud.PowerUse[]) => of.reduce((total, { watts }) => total + watts, 0);
      const near = (one: number, other: number) => Math.abs(one - other) <= 1e-9 * other;
      return near(sum(uses), utilityWatts) && near(sum(uses.filter((use) => use.isIt)), itWatts) && pue >= 1;
    }),
    { seed: 41, numRuns: 300 },
  );
  t.pass();
});

test("PUE never rises with the load", (t) => {
  fc.assert(
    fc.property(chains, loads, loads, (chain, one, other) => {
      const [low, high] = one < other ? [one, other] : [other, one];
      return cloud.powerBalance(chain, high).pue <= cloud.powerBalance(chain, low).pue * (1 + 1e-12);
    }),
    { seed: 42, numRuns: 300 },
  );
  t.pass();
});

test("a chain without losses, with free cooling, has PUE 1; each watt lost in it costs its cooling, too", (t) => {
  const none: cloud.PowerChain = {
    name: "ideal",
    itCapacityWatts: 1000,
    stages: [],
    cooling: { chillerCop: 1, economiserCop: Number.MAX_VALUE, economiserShare: 1, fanShare: 0 },
    otherWatts: 0,
    supplyEfficiency: 1,
    serverFanShare: 0,
  };
  t.is(cloud.powerBalance(none, 1).pue, 1);
  const lossy = {
    ...none,
    stages: [{ name: "UPS", fixedLossShare: 0, loadLossShare: 0.1 }],
    cooling: { ...none.cooling, economiserShare: 0, chillerCop: 2 },
  };
  // 1000 W of IT, 100 W lost, 550 W to move 1100 W of heat.
  t.is(cloud.powerBalance(lossy, 1).pue, 1.65);
});

test("PUE 2.0 when half the energy reaches IT, and both ways round", (t) => {
  t.is(cloud.itShare(2), 0.5);
  const half = {
    ...cloud.chainOf2007,
    stages: [],
    cooling: { chillerCop: 1, economiserCop: 1, economiserShare: 0, fanShare: 0 },
    otherWatts: 0,
  };
  t.is(cloud.powerBalance(half, 0.7).pue, 2);
  t.is(cloud.itShare(cloud.powerBalance(half, 0.7).pue), 0.5);
});

test("the chain of 2007 passes PUE 2.0 between two and six tenths of its load; that of today stays below 1.2", (t) => {
  t.true(cloud.powerBalance(cloud.chainOf2007, 0.2).pue > 2);
  t.true(cloud.powerBalance(cloud.chainOf2007, 0.6).pue < 2);
  t.true(cloud.powerBalance(cloud.chainOfToday, 0.2).pue < 1.2);
});

test("refuses shares, loads and PUEs that are none", (t) => {
  t.throws(() => cloud.powerBalance(cloud.chainOf2007, 1.2), {
    message: "Expected load to be above 0 and at most 1, got 1.2.",
  });
  t.throws(() => cloud.powerBalance(cloud.chainOf2007, 0), { message: /load/ });
  t.throws(() => cloud.powerBalance({ ...cloud.chainOf2007, supplyEfficiency: 1.1 }, 1), {
    message: /supplyEfficiency to be a share from 0 to 1, got 1.1/,
  });
  t.throws(() => cloud.itShare(0.9), { message: "Expected pue to be 1 or more, got 0.9." });
  t.throws(() => cloud.dataCentreWatts({ servers: 1, wattsPerServer: 1, pue: 0.5 }), {
    message: /pue to be 1 or more, got 0.5/,
  });
  t.throws(() => cloud.homesHeated(1, { ...cloud.finnishHomes, heatPumpCop: 1 }), {
    message: "Expected heatPumpCop to be above 1, got 1.",
  });
});

test("homes: more heat caught and a weaker pump warm more homes with the same IT; there and back is the same", (t) => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e6, noNaN: true }), (homes) => {
      const back = cloud.homesHeated(cloud.itWattsForHomes(homes, cloud.finnishHomes), cloud.finnishHomes);
      return Math.abs(back / homes - 1) < 1e-12;
    }),
    { seed: 43, numRuns: 100 },
  );
  const homes = (change: Partial<cloud.HeatReuse>) => cloud.homesHeated(2e6, { ...cloud.finnishHomes, ...change });
  t.true(homes({ recoverableShare: 1 }) > homes({}));
  t.true(homes({ heatPumpCop: 2 }) > homes({}), "its electricity is heat, too");
});

test("energy of a share of the world's electricity is that of its servers", (t) => {
  const assumed = { worldTwhPerYear: 20_000, wattsPerServer: 250, pue: 1.9, serversPerDataCentre: 50_000 };
  const { servers, twhPerYear, gigawatts } = cloud.worldShare(0.013, assumed);
  const watts = cloud.dataCentreWatts({ servers, ...assumed });
  t.true(Math.abs(watts / 1e9 / gigawatts - 1) < 1e-12);
  t.true(Math.abs((watts * 8760) / 1e12 / twhPerYear - 1) < 1e-12);
});
