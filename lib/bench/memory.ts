/**
 * Memory, measured: translations a second with and without a TLB hit, workloads under the rivals as machines and pages grow, and page
 * sharing over a hundred machines of a gigabyte.
 *
 * @packageDocumentation
 */
import {
  addressOf,
  BalloonedGuest,
  entryFor,
  Host,
  type Mmu,
  type MmuName,
  makeMmu,
  mapPage,
  measureWorkload,
  mix,
  OvercommittedHost,
  x64Format,
} from "../memory";
import { seeded } from "../sim";
import type { Bench, Comparison, Growth } from "./benchCommand";
import { median, seconds } from "./measure";

const NAMES: readonly MmuName[] = ["native", "shadow", "nested"];
const PAGES_OF_A_GIGABYTE = 2 ** 18;

/** Translations, workloads, sharing. */
export const memoryBench: Bench = async function* () {
  for (const name of NAMES) yield* translations(name);
  for (const name of NAMES) yield* workloads(name);
  yield* sharing();
};

/** One page again and again hits the TLB; 512 pages in turn miss one of 64 entries. */
async function* translations(name: MmuName): AsyncGenerator<Comparison> {
  const mmu = mappedMmu(name, 512);
  for (const [what, pages] of [
    ["with a TLB hit", 1],
    ["without", 512],
  ] as const) {
    const count = 200_000;
    const run = () => translate(mmu, pages, count);
    await seconds(run); // warm
    const time = median([await seconds(run), await seconds(run), await seconds(run)]);
    const reason = "no other model of a memory management unit in JavaScript is known";
    const unit = "translations a second";
    yield { name: `${name}, ${what}`, unit, ours: count / time, peer: null, peerName: null, ratio: null, reason };
  }
}

function mappedMmu(name: MmuName, pages: number): Mmu {
  const guest = new Host({ frames: 8192 }).createGuest({ name: "guest", frames: 2048 });
  let next = 1024; // tables lie above the frames of pages; the root in frame 0
  const tables = { memory: guest, format: x64Format, root: 0, newTable: () => next++ };
  for (let page = 0; page < pages; page++) mapPage(tables, page, entryFor(page + 1, { writable: true, user: true }));
  return makeMmu(name, guest, { format: x64Format, tlb: { entries: 64, ways: 4 } });
}

function translate(mmu: Mmu, pages: number, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const outcome = mmu.translate({ address: addressOf(at % pages), kind: "read", mode: "user" });
    if (outcome.type !== "translated") throw new Error(`page ${at % pages} is mapped, but ${outcome.type}`);
  }
  return Promise.resolve();
}

/** Time of 5,000 accesses each, by machines; and cycles an access, by pages. */
async function* workloads(name: MmuName): AsyncGenerator<Growth> {
  const workload = mix({ name: "mixed", pages: 40, hotPages: 10 });
  const [machines, times]: [number[], number[]] = [[1, 10, 100], []];
  measureWorkload(workload, name); // warm
  for (const count of machines)
    times.push(
      await seconds(() => {
        for (let vm = 0; vm < count; vm++) measureWorkload(workload, name, { seed: vm });
        return Promise.resolve();
      }),
    );
  yield { name: `5,000 accesses a machine under ${name}, by machines`, unit: "s", n: machines, ours: times };
  const pages = [4, 40, 400];
  const cycles = pages.map((count) => {
    const { perAccess } = measureWorkload(mix({ name: "mixed", pages: count, hotPages: count }), name);
    return perAccess.walks + perAccess.exits;
  });
  yield { name: `translation under ${name}, by pages in use`, unit: "cycles an access", n: pages, ours: cycles };
}

/** Machines of a gigabyte: a fifth of each is the image of one of three systems. */
async function* sharing(): AsyncGenerator<Growth> {
  const n = [1, 10, 100];
  const [times, saved]: [number[], number[]] = [[], []];
  for (const machines of n) {
    const host = filled(machines);
    times.push(
      await seconds(() => {
        for (const { name } of host.vms) host.scan(name);
        return Promise.resolve();
      }),
    );
    saved.push((100 * host.counts.shared) / (machines * PAGES_OF_A_GIGABYTE));
  }
  yield { name: "scanning machines of 1 GiB for equal pages", unit: "s", n, ours: times };
  yield { name: "pages saved by it", unit: "% of all", n, ours: saved };
}

function filled(machines: number): OvercommittedHost {
  const host = new OvercommittedHost(machines * PAGES_OF_A_GIGABYTE);
  const share = (part: number) => Math.floor(part * PAGES_OF_A_GIGABYTE);
  const random = seeded(1);
  for (let vm = 0; vm < machines; vm++) {
    const name = `VM ${vm}`;
    host.start({ name, pages: PAGES_OF_A_GIGABYTE, shares: 100 });
    const parts = { imagePages: share(0.2), dataPages: share(0.4), cachePages: share(0.3) };
    new BalloonedGuest(host, name, PAGES_OF_A_GIGABYTE).fill(parts, vm % 3, random);
  }
  return host;
}
