import type { Bench } from "./benchCommand";
// biome-ignore lint: placeholder until the peers are measured
export const kernelBench: Bench = async function* () {};
