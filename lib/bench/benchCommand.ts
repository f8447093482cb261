/**
 * `strata bench`: every measurement of the project, ours and a peer's in one run, told as ratios.
 *
 * @packageDocumentation
 */

import { EnvironmentError } from "../errors";
import { cloudBench } from "./cloud";
import { containersBench } from "./containers";
import { kernelBench } from "./kernel";
import { machineBench } from "./machine";
import { memoryBench } from "./memory";

/** One comparison. `ratio` above 1: ours is better. */
export interface Comparison {
  name: string;
  unit: string;
  ours: number;
  peer: number | null;
  peerName: string | null;
  ratio: number | null;
  /** Why there is no peer. */
  reason?: string;
}

/** One quantity as what is simulated grows. */
export interface Growth {
  name: string;
  unit: string;
  n: number[];
  ours: number[];
}

/** A measurement: yields its results one by one, since some take long. */
export type Bench = () => AsyncGenerator<Comparison | Growth>;

const BENCHES: Record<string, Bench> = {
  kernel: kernelBench,
  cloud: cloudBench,
  memory: memoryBench,
  containers: containersBench,
  machine: machineBench,
};

/**
 * Measures and prints.
 *
 * @throws {@link EnvironmentError} if a name is not known.
 */
export async function benchCommand(names: readonly string[], options: { json?: boolean }): Promise<void> {
  const unknown = names.find((name) => !(name in BENCHES));
  if (unknown !== undefined) {
    throw new EnvironmentError(
      "unknown-name",
      `There is no benchmark ${unknown}; there are: ${Object.keys(BENCHES).join(", ")}.`,
      unknown,
    );
  }
  const results: (Comparison | Growth)[] = [];
  for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
    for await (const result of BENCHES[name]!()) {
      results.push(result);
      if (!options.json) console.log(describe(result));
    }
  }
  if (options.json) console.log(JSON.stringify(results, null, 1));
}

function describe(result: Comparison | Growth): string {
  if ("n" in result)
    return `${result.name}: ${result.n.map((n, at) => `${n} → ${round(result.ours[at]!)}`).join(", ")} ${result.unit}`;
  const { name, unit, ours, peer, peerName, ratio, reason } = result;
  if (peer === null || ratio === null) return `${name}: ${round(ours)} ${unit} (no peer: ${reason ?? "none"})`;
  return `${name}: ${round(ours)} ${unit}, ${peerName}: ${round(peer)} ${unit}; ratio ${round(ratio)}`;
}

function round(value: number): string {
  return value.toPrecision(3);
}
