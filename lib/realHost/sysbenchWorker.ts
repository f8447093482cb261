/**
 * One thread of the CPU test: takes events from the shared counter until none is left.
 *
 * @packageDocumentation
 */
import { parentPort, workerData } from "node:worker_threads";
import { cpuEvent } from "../cloud/sysbench";
import type { SysbenchShared } from "./sysbench";

const { maxPrime, events, counters, begins, ends } = workerData as SysbenchShared;

/** Milliseconds on a clock that all threads share. */
function now(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}

parentPort!.postMessage("ready");
Atomics.wait(counters, 1, 0);
for (let event = Atomics.add(counters, 0, 1); event < events; event = Atomics.add(counters, 0, 1)) {
  begins[event] = now();
  const { primes } = cpuEvent(maxPrime);
  ends[event] = now();
  Atomics.add(counters, 2, primes);
}
