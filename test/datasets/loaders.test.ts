/** Loaders give every cell with its type, and name file, line and column of a bad one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { groupBy } from "lodash";
import * as datasets from "../../lib/datasets";
import { EnvironmentError } from "../../lib/errors";
import { cellsOf, descriptorShape, readDescriptor } from "./descriptor";

const loaders: Readonly<Record<string, datasets.Loader<object>>> = {
  "ec2-catalogue": datasets.ec2Catalogue,
  "ec2-price-changes": datasets.ec2PriceChanges,
  "aws-console": datasets.awsConsole,
  "aws-launches": datasets.awsLaunches,
  "data-centre-2010": datasets.dataCentre2010,
  "pue-history": datasets.pueHistory,
  specpower: datasets.specPower,
  "specpower-by-year": datasets.specPowerByYear,
  "specpower-load-curves": datasets.loadCurves,
  "planetlab-daily": datasets.planetLabDaily,
  "planetlab-histogram": datasets.planetLabHistogram,
  "azure-cpu-cdf": datasets.azureCpuCdf,
  "azure-lifetime-cdf": datasets.azureLifetimeCdf,
  "region-rtt": datasets.regionRtts,
  "zone-rtt": datasets.zoneRtts,
  "region-cities": datasets.regionCities,
  "sysbench-published": datasets.sysbenchPublished,
  "sysbench-work": datasets.sysbenchWork,
  coastline: datasets.coastline,
  "urban-population": datasets.urbanPopulation,
  "nice-weights": datasets.niceWeights,
  "image-layers": datasets.imageLayers,
  "felter-2014": datasets.felter2014,
  "slacker-2016": datasets.slacker2016,
  "startup-overhead": datasets.startupOverhead,
  "kernel-cpu-runs": datasets.kernelCpuRuns,
  "kernel-memory-runs": datasets.kernelMemoryRuns,
};
const { resources } = descriptorShape.parse(readDescriptor());
const scratch = mkdtempSync(join(tmpdir(), "strata-datasets-"));
test.after.always(() => rmSync(scratch, { recursive: true, force: true }));

test("there is a loader for every table", (t) => {
  t.deepEqual(resources.map(({ name }) => name).sort(), Object.keys(loaders).sort());
});

for (const resource of resources) {
  const load = loaders[resource.name]!;
  const [header, ...lines] = cellsOf(resource);

  test(`${resource.name}: every cell arrives with its type`, (t) => {
    const rows = load().map((row) => Object.values(row).flat() as unknown[]);
    const numeric = resource.schema.fields.map(({ type }) => /number|integer/.test(type));
    const expected = lines.map((cells) =>
      cells.map((cell, at) => (cell === "" ? undefined : numeric[at] ? Number(cell) : cell)),
    );
    t.deepEqual(rows, expected);
  });

  test(`${resource.name}: a bad value is told with file, line, column and value`, (t) => {
    for (const [at, field] of resource.schema.fields.entries()) {
      const bad = field.constraints?.required ? "" : "a, b";
      if (bad !== "" && field.type === "string") continue;
      const file = fileOf(`${resource.name}-${field.name}.csv`, [
        header!,
        lines[0]!,
        lines[1]!.map((cell, column) => (column === at ? bad : cell)),
      ]);
      const error = t.throws(() => load(file), { instanceOf: EnvironmentError });
      t.is(error.code, "bad-file");
      t.true(error.message.startsWith(`${file}, line 3, column ${field.name}: expected `), error.message);
      t.true(error.message.endsWith(`, got ${JSON.stringify(bad)}.`), error.message);
      t.is(error.value, bad);
    }
  });

  test(`${resource.name}: a missing column is told with its name`, (t) => {
    const file = fileOf(`${resource.name}-short.csv`, [header!.slice(1), lines[0]!.slice(1)]);
    t.throws(() => load(file), { message: new RegExp(`line 1: expected a column ${header![0]}, got ${header![1]}`) });
  });
}

test("a negative price is told as the issue of the file that it is in", (t) => {
  const catalogue = resources.find(({ name }) => name === "ec2-catalogue")!;
  const [header, first] = cellsOf(catalogue);
  const at = header!.indexOf("usd_per_hour");
  const file = fileOf("negative.csv", [header!, first!.map((cell, column) => (column === at ? "-0.204" : cell))]);
  t.throws(() => datasets.ec2Catalogue(file), {
    message: `${file}, line 2, column usd_per_hour: expected a number of at least 0, got "-0.204".`,
  });
});

test("what is no table at all is told as such", (t) => {
  t.throws(() => datasets.zoneRtts(join(scratch, "nowhere.csv")), {
    message: /expected a file that can be read, got ENOENT/,
  });
  t.throws(() => datasets.zoneRtts(fileOf("empty.csv", [])), { message: /got an empty file/ });
  const ragged = fileOf("ragged.csv", [["region", "zones_1_2_ms"], ["Dallas"]]);
  t.throws(() => datasets.zoneRtts(ragged), { code: "bad-file", message: /line 2/ });
});

test("the package's tables are read once and cannot be changed", (t) => {
  const rows = datasets.ec2Catalogue();
  t.is(datasets.ec2Catalogue(), rows);
  t.throws(() => void ((rows[0] as { usdPerHour: number }).usdPerHour = 0));
});

test("services: 19, 52 and 91 in 5, 12 and 17 groups", (t) => {
  const years = Object.entries(groupBy(datasets.awsConsole(), "year"));
  const counts = years.map(([year, of]) => [year, of.length, new Set(of.map(({ category }) => category)).size]);
  t.deepEqual(counts, [
    ["2012", 19, 5],
    ["2015", 52, 12],
    ["2018", 91, 17],
  ]);
});

test("the recorded distances follow from the coordinates of the cities, within 2%", (t) => {
  const cities = new Map(datasets.regionCities().map((city) => [city.city, city]));
  for (const { from, to, greatCircleKm } of datasets.regionRtts()) {
    const computed = haversineKm(cities.get(from)!, cities.get(to)!);
    t.true(Math.abs(computed / greatCircleKm - 1) < 0.02, `${from}-${to}: ${computed} against ${greatCircleKm}`);
  }
});

test("the derived columns follow from the others", (t) => {
  for (const { wattsIdle, wattsAt100Pct, idleToPeak } of datasets.specPower())
    t.true(Math.abs(wattsIdle / wattsAt100Pct - idleToPeak) < 0.0001);
  for (const { rttMs, fibreMinRttMs, inflation } of datasets.regionRtts())
    t.true(Math.abs(rttMs / fibreMinRttMs - inflation) < 0.02);
  const bins = datasets.planetLabHistogram();
  const total = bins.reduce((sum, { samples }) => sum + samples, 0);
  t.is(total, 3_382_848);
  let below = 0;
  for (const { samples, cumulativeShare } of bins) {
    below += samples;
    t.true(Math.abs(below / total - cumulativeShare) < 1e-6);
  }
  for (const year of datasets.specPowerByYear()) {
    const of = datasets.specPower().filter((result) => result.year === year.year);
    t.is(of.length, year.results);
    t.true(Math.abs(Math.min(...of.map((result) => result.idleToPeak)) - year.minIdleToPeak) < 0.0006);
    t.true(Math.abs(median(of.map((result) => result.idleToPeak)) - year.medianIdleToPeak) < 0.0006);
  }
});

function fileOf(name: string, rows: readonly (readonly string[])[]): string {
  const file = join(scratch, name);
  const quoted = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","));
  writeFileSync(file, quoted.join("\n"));
  return file;
}

function haversineKm(a: datasets.City, b: datasets.City): number {
  const [latitudeA, latitudeB] = [a.latitudeDeg, b.latitudeDeg].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
  ];
  const half = (degrees: number) => Math.sin((degrees * Math.PI) / 360) ** 2;
  const chord =
    half(b.latitudeDeg - a.latitudeDeg) +
    Math.cos(latitudeA) * Math.cos(latitudeB) * half(b.longitudeDeg - a.longitudeDeg);
  return 2 * 6371 * Math.asin(Math.sqrt(chord));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.ceil((sorted.length - 1) / 2)]!];
  return (low + high) / 2;
}
