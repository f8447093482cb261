/** One of every figure of this part. */
import * as cloud from "../../../lib/cloud";
import * as datasets from "../../../lib/datasets";
import * as figures from "../../../lib/figures";
import { seeded, usd } from "../../../lib/sim";

export function costGallery(): Readonly<Record<string, figures.Figure>> {
  const versions = (["2010-09", "2010-06"] as const).map((name) => ({
    name,
    centre: cloud.dataCentreOf(datasets.dataCentre2010(), name),
  }));
  const bare = { rentPerHour: usd(3.06), price: usd(37_245.4) };
  const powered = {
    ...bare,
    idleWatts: 175,
    busyWatts: 647,
    pue: 1.45,
    energyPerKwh: usd(0.07),
    spacePerYear: usd(1200),
  };
  const staffed = { ...powered, staffPerYear: usd(5000) };
  const hours = Array.from({ length: 41 }, (_, index) => index * 24 * 30);
  const path = { links: 1, gigabitsPerSecond: 100, rttMs: 70 };
  const shipping = { transitHours: 48, loadGigabitsPerSecond: 1000, unloadGigabitsPerSecond: 1000 };
  const sizes = Array.from({ length: 37 }, (_, index) => 10 ** (9 + index / 4));
  const parts = cloud.cloudParts({ sites: 68, serversPerSite: 50_000 });
  const scales = [
    { name: "rack", count: 1100 },
    { name: "hall", count: 5500 },
    { name: "site", count: 22_000 },
  ];
  return {
    costBreakdownFigure: figures.costBreakdownFigure(
      versions.map(({ name, centre }) => ({ name, parts: cloud.monthlyCost(centre) })),
    ),
    sensitivityFigure: figures.sensitivityFigure(cloud.sensitivities(versions[0]!.centre), 0.2),
    ownershipFigure: figures.ownershipFigure([
      { name: "price alone", rows: cloud.compareOwnership(bare, hours) },
      { name: "with power and space", rows: cloud.compareOwnership(powered, hours) },
      { name: "with staff, too", rows: cloud.compareOwnership(staffed, hours) },
    ]),
    breakEvenSurfaceFigure: figures.breakEvenSurfaceFigure(
      cloud.ownershipSurface(staffed, "lifeYears", {
        utilizations: Array.from({ length: 20 }, (_, index) => (index + 1) / 20),
        others: [1, 2, 3, 4, 5, 6, 7],
      }),
      { name: "years of life", title: "life of the server (years)" },
    ),
    breakEvenSliderFigure: figures.breakEvenSliderFigure(
      [1, 2].map((instancesPerServer) => ({
        name: String(instancesPerServer),
        points: cloud.ownershipSurface({ ...staffed, instancesPerServer }, "lifeYears", {
          utilizations: Array.from({ length: 10 }, (_, index) => (index + 1) / 10),
          others: [1, 3, 5],
        }),
      })),
      { name: "years of life", title: "life of the server (years)" },
      "instances that do its work",
    ),
    priceHistoryFigure: figures.priceHistoryFigure(
      datasets.ec2PriceChanges().filter(({ instanceType }) => /^(m3|m4|c4|r3)\.xlarge$/.test(instanceType)),
      2018,
    ),
    reservationFigure: figures.reservationFigure(
      cloud.compareReservations(
        Array.from({ length: 48 }, (_, hour) => Math.round(6 + 5 * Math.sin((hour * Math.PI) / 12))),
        cloud.reserve(3.06, { years: 1, discount: 0.4, upfrontShare: 0 }),
        3.06,
      ),
    ),
    fleetLadderFigure: figures.fleetLadderFigure(cloud.ladder(parts)),
    failuresFigure: figures.failuresFigure(
      cloud.compareFailures(scales, 0.015, { days: 365, random: seeded(1) }),
      "disk",
    ),
    transferFigure: figures.transferFigure(cloud.compareTransfers(sizes, path, shipping), {
      links: "1 × 100 Gb/s",
      shipping: "truck, 2 days on the road",
      crossoverBytes: cloud.shippingCrossoverBytes(path, shipping),
    }),
  };
}
