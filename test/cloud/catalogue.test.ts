import test from "ava";
import * as cloud from "../../lib/cloud";
import * as datasets from "../../lib/datasets";
import { DomainError, StrataError } from "../../lib/errors";

const ec2 = cloud.catalogue(datasets.ec2Catalogue());

for (const [name, usdPerHour, onSlide] of [
  ["t3.micro", 0.0104, "0.01"],
  ["t3.large", 0.0832, "0.08"],
  ["c5.18xlarge", 3.06, "3.06"],
] as const) {
  test(`${name} costs $${usdPerHour}, which the slide has as $${onSlide}`, (t) => {
    t.is(ec2.find(name).usdPerHour, usdPerHour);
    t.is(usdPerHour.toFixed(2), onSlide);
  });
}

test("the catalogue has 1,101 types; c5.18xlarge has 72 vCPUs and 144 GiB", (t) => {
  t.is(ec2.types.length, 1101);
  t.like(ec2.find("c5.18xlarge"), { vcpus: 72, memoryMib: 144 * 1024 });
});

test("every type that both lists have costs what it cost in November 2017", (t) => {
  const both = cloud.comparePrices(ec2, datasets.ec2PriceChanges());
  t.is(both.length, 76);
  t.deepEqual(
    both.filter(({ oldUsdPerHour, newUsdPerHour }) => oldUsdPerHour !== newUsdPerHour),
    [],
  );
});

test("after 2013, no price in the lists rose", (t) => {
  const last = new Map<string, number>();
  for (const { instanceType, usdPerHour } of datasets.ec2PriceChanges()) {
    t.true(usdPerHour <= (last.get(instanceType) ?? Infinity), instanceType);
    last.set(instanceType, usdPerHour);
  }
});

test("an unknown type is named, with its neighbours", (t) => {
  const error = t.throws(() => ec2.find("c5.18xlrge"), { instanceOf: StrataError });
  t.is(error.code, "unknown-name");
  t.is(error.value, "c5.18xlrge");
  t.regex(error.message, /"c5\.18xlrge"; near it are c5\.18xlarge, /);
});

test("the cheapest type has what is needed, and nothing cheaper has", (t) => {
  const need = { vcpus: 16, memoryMib: 65_536, architecture: "amd64" } as const;
  const found = cloud.cheapest(ec2, need)!;
  t.true(found.vcpus >= 16 && found.memoryMib >= 65_536 && found.architecture === "amd64");
  const cheaper = ec2.types.filter(({ usdPerHour }) => usdPerHour < found.usdPerHour);
  t.false(cheaper.some((type) => type.vcpus >= 16 && type.memoryMib >= 65_536 && type.architecture === "amd64"));
  t.is(cloud.cheapest(ec2, { vcpus: 100_000 }), undefined);
});

test("a table with a negative price or a name twice is refused", (t) => {
  const row = ec2.find("t3.micro");
  const negative = t.throws(() => cloud.catalogue([{ ...row, usdPerHour: -0.01 }]), { instanceOf: DomainError });
  t.regex(negative.message, /price of t3\.micro to be 0 or more, got -0\.01/);
  t.throws(() => cloud.catalogue([row, { ...row }]), { instanceOf: DomainError, message: /t3\.micro/ });
});
