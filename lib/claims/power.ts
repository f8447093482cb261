/**
 * Numbers of the slides about heat, power and utilization (C13, C14).
 *
 * @packageDocumentation
 */
import * as cloud from "../cloud";
import * as datasets from "../datasets";
import { given, type Statement } from "./claim";

const heat = { source: "Heat and Power", date: "2018" } as const;
const efficiency = { source: "Server (In)Efficiency", date: "2018" } as const;

/** The statements of this part, in the lecture's order. */
export function powerStatements(): Statement[] {
  return [...ofHeat(), ...ofPower(), ...ofUtilization()];
}

function ofHeat(): Statement[] {
  const { supplyCelsius } = cloud.goodHall;
  const { rows } = cloud.heatMap(cloud.goodHall);
  // All temperatures of a hall move with its supply.
  const warmest = Math.max(...rows.map(({ maxInletCelsius }) => maxInletCelsius));
  const highest = fahrenheit(27 - (warmest - supplyCelsius));
  const setting = `A setting, not a result. In the modelled hall inlets stay at ASHRAE's recommended 27 °C up to a supply at ${highest.toFixed(0)} °F.`;
  return [
    given({
      id: "C13/thermostat-low",
      ...heat,
      statement: "Thermostat set to 55 degrees",
      stated: 55,
      unit: "°F",
      note: setting,
    }),
    given({
      id: "C13/thermostat-high",
      ...heat,
      statement: "Thermostat set to 72 degrees",
      stated: 72,
      unit: "°F",
      note: setting,
    }),
    {
      id: "C13/homes",
      ...heat,
      statement: "A Finnish data center pipes the heat to warm 1,000 nearby homes",
      stated: 1000,
      computed: Math.round(cloud.homesHeated(2e6, cloud.finnishHomes)),
      tolerance: 0.25,
      unit: "homes",
      note: "2 MW of IT as reported in 2010 (for 500 houses or 1,000 flats); 18,000 kWh a home and a COP of 3.5 are assumed.",
    },
  ];
}

function fahrenheit(celsius: number): number {
  return celsius * 1.8 + 32;
}

function ofPower(): Statement[] {
  const watts = typicalWatts(2010);
  const megawatts = cloud.dataCentreWatts({ servers: 50_000, wattsPerServer: watts, pue: 2 }) / 1e6;
  const assumed = { worldTwhPerYear: 20_000, wattsPerServer: watts, pue: 2, serversPerDataCentre: 50_000 };
  const { gigawatts, servers } = cloud.worldShare(0.013, assumed);
  const balance = cloud.powerBalance(cloud.chainOf2007, 0.5);
  return [
    {
      id: "C13/several-megawatts",
      ...heat,
      statement: "Several megawatts per data center",
      stated: "several",
      computed: megawatts >= 2 && megawatts < 20 ? "several" : megawatts.toFixed(1),
      tolerance: 0,
      unit: "MW",
      note: `50,000 servers at ${watts.toFixed(0)} W, the median of 2010's published results at 30% load, and PUE 2: ${megawatts.toFixed(1)} MW. A site may have several.`,
    },
    given({
      id: "C13/world-share",
      ...heat,
      statement: "1.3% of world electricity usage",
      stated: 1.3,
      unit: "%",
      note: `Koomey's estimate for 2010, between 1.1% and 1.5%. With about 20,000 TWh a year (recalled) it is ${gigawatts.toFixed(0)} GW, ${(servers / 1e6).toFixed(0)} million such servers.`,
    }),
    {
      id: "C13/half-goes-to-it",
      ...heat,
      statement: "Often, only 50% of a data center's energy goes to actual IT equipment",
      stated: 0.5,
      computed: cloud.itShare(balance.pue),
      tolerance: 0.05,
      note: `A chain with the losses of about 2007, half loaded: PUE ${balance.pue.toFixed(2)}. Of the whole, ${(100 * balance.computingShare).toFixed(0)}% computes. Large operators reached PUE 1.1 to 1.2.`,
    },
  ];
}

/** The median power at 30% load of servers published in a year, if power is linear in load. */
function typicalWatts(year: number): number {
  const watts = datasets
    .specPower()
    .filter((result) => result.year === year)
    .map(({ wattsIdle, wattsAt100Pct }) => cloud.linearPower(wattsIdle, wattsAt100Pct).wattsAt(0.3))
    .sort((one, other) => one - other);
  return watts[Math.floor(watts.length / 2)]!;
}

function ofUtilization(): Statement[] {
  const bins = datasets.planetLabHistogram();
  const { meanPct } = cloud.utilizationStatistics(bins);
  const points = datasets
    .azureCpuCdf()
    .flatMap(({ cpuPct, vmsByAveragePct }) =>
      vmsByAveragePct === undefined ? [] : [{ value: cpuPct, share: vmsByAveragePct / 100 }],
    );
  const below50 = cloud.shareAtMost(points, 50);
  return [
    {
      id: "C14/poorly-utilized",
      ...efficiency,
      statement: "Many servers are poorly utilized",
      stated: "many below 50%",
      computed: below50 > 0.5 && meanPct < 50 ? "many below 50%" : `${(100 * below50).toFixed(0)}% below 50%`,
      tolerance: 0,
      note: `VMs, not servers: ${(100 * below50).toFixed(0)}% of Azure's VMs average at most 50% CPU, ${(100 * cloud.shareAtMost(points, 20)).toFixed(0)}% at most 20%; PlanetLab's readings average ${meanPct.toFixed(1)}%.`,
    },
    given({
      id: "C14/figure",
      ...efficiency,
      statement: "Figure: most of 5,000 servers run between 10% and 50% utilization",
      stated: "10-50%",
      note: "Recalled from Barroso and Hölzle's book; the figure's values were not seen, so nothing here computes it.",
    }),
  ];
}
