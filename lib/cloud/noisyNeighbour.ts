/**
 * Tenants of one server, one of whom sends far more than its share: who pays for it?
 *
 * ```text
 *   fifo    A N N N N N B N N N C …   one queue: the noisy tenant N fills it, all wait
 *   fair    A: ─┐                     a queue for each tenant, served in turn: N waits for itself
 *           N: ─┼─> server
 *           B: ─┘
 *   quota   N N N ✗ ✗ ✗               what exceeds the tenant's share is refused at the door
 * ```
 *
 * Requests arrive at random (Poisson) and take an exponential time. Left out: bandwidth of memory and caches, which no queue guards.
 *
 * Source: J. Nagle, "On packet switches with infinite storage" (RFC 970, 1985), for queues served in turn.
 *
 * @packageDocumentation
 */
import { mean } from "lodash";
import { DomainError } from "../errors";
import { exponential, type Random } from "../sim";

/** How the server chooses among waiting requests. */
export type Sharing = "fifo" | "fair" | "quota";

/** Tenants on a server. */
export interface Neighbourhood {
  /** How many, the noisy one included. */
  readonly tenants: number;
  /** Share of the server that all use together while nobody is noisy; above 0 and below 1. */
  readonly load: number;
  /** How many times its share the noisy tenant sends; 1 or more. */
  readonly noise: number;
  /** Requests to run, about. */
  readonly requests?: number;
}

/** What the noisy tenant and the others met. Times are in mean service times. */
export interface NoiseReport {
  readonly sharing: Sharing;
  readonly noise: number;
  /** Mean response time of the others. */
  readonly othersMean: number;
  /** The others' response time that 99% stay below. */
  readonly othersP99: number;
  /** Mean response time of the noisy tenant's requests that were served. */
  readonly noisyMean: number;
  /** Share of the noisy tenant's requests that were refused. */
  readonly noisyRefused: number;
  /** Requests that arrived, were served and were refused. */
  readonly arrived: number;
  readonly served: number;
  readonly refused: number;
}

interface Request {
  readonly tenant: number;
  readonly arrival: number;
  readonly work: number;
}

/**
 * Runs the server under one way of sharing. Tenant 0 is the noisy one.
 *
 * @throws {@link DomainError} if a number is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, sim } from "strata";
 *
 * const run = (sharing: cloud.Sharing) => cloud.shareServer({ tenants: 10, load: 0.5, noise: 20 }, sharing, sim.seeded(1));
 * assert.ok(run("fair").othersMean < run("fifo").othersMean / 10);
 * ```
 */
export function shareServer(neighbourhood: Neighbourhood, sharing: Sharing, random: Random): NoiseReport {
  const { tenants, load, noise, requests = 20_000 } = neighbourhood;
  if (!Number.isInteger(tenants) || tenants < 2)
    throw new DomainError("tenants", "to be a whole number from 2", tenants);
  if (!(load > 0 && load < 1)) throw new DomainError("load", "to be above 0 and below 1", load);
  if (!(noise >= 1 && noise < Infinity)) throw new DomainError("noise", "to be at least 1", noise);
  const arrivals = arrivalsOf(tenants, load, noise, requests, random);
  const { accepted, refused } =
    sharing === "quota" ? limit(arrivals, load / tenants) : { accepted: arrivals, refused: 0 };
  const times = serve(accepted, sharing === "fair" ? tenants : 1);
  const others = Float64Array.from(times.filter((_, at) => accepted[at]!.tenant !== 0)).sort();
  const noisy = times.filter((_, at) => accepted[at]!.tenant === 0);
  return {
    sharing,
    noise,
    othersMean: mean(others),
    othersP99: others[Math.ceil(0.99 * others.length) - 1]!,
    noisyMean: mean(noisy),
    noisyRefused: refused / (refused + noisy.length),
    arrived: arrivals.length,
    served: times.length,
    refused,
  };
}

function arrivalsOf(tenants: number, load: number, noise: number, requests: number, random: Random): Request[] {
  const rates = Array.from({ length: tenants }, (_, tenant) => (load / tenants) * (tenant === 0 ? noise : 1));
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  const list: Request[] = [];
  for (let arrival = 0; list.length < requests; ) {
    arrival += exponential(random, 1 / total);
    const isNoisy = random.next() * total < rates[0]!;
    const tenant = isNoisy ? 0 : 1 + random.integer(tenants - 1);
    list.push({ tenant, arrival, work: exponential(random, 1) });
  }
  return list;
}

/** Tokens that a tenant may save up, in requests. */
const BURST = 10;

/** How much of its share a tenant may send, for long. */
const QUOTA = 2;

/** A token bucket a tenant: twice its share of requests passes, and bursts of ten; the rest is refused. */
function limit(arrivals: readonly Request[], rate: number): { accepted: Request[]; refused: number } {
  const buckets = new Map<number, { tokens: number; at: number }>();
  const accepted = arrivals.filter(({ tenant, arrival }) => {
    const bucket = buckets.get(tenant) ?? { tokens: BURST, at: 0 };
    const tokens = Math.min(BURST, bucket.tokens + QUOTA * rate * (arrival - bucket.at));
    const passes = tokens >= 1;
    buckets.set(tenant, { tokens: passes ? tokens - 1 : tokens, at: arrival });
    return passes;
  });
  return { accepted, refused: arrivals.length - accepted.length };
}

/** Response times, in the order of arrival. Requests wait in `queues` queues that are served in turn. */
function serve(requests: readonly Request[], queues: number): number[] {
  const times = new Array<number>(requests.length);
  const waiting = Array.from({ length: queues }, (): number[] => []);
  const heads = new Int32Array(queues);
  let [now, next, turn, left] = [0, 0, 0, requests.length];
  while (left > 0) {
    for (; next < requests.length && requests[next]!.arrival <= now; next++)
      waiting[requests[next]!.tenant % queues]!.push(next);
    const queue = nextQueue(waiting, heads, turn);
    if (queue === undefined) {
      now = requests[next]!.arrival;
      continue;
    }
    const at = waiting[queue]![heads[queue]!++]!;
    now += requests[at]!.work;
    times[at] = now - requests[at]!.arrival;
    turn = (queue + 1) % queues;
    left--;
  }
  return times;
}

function nextQueue(waiting: readonly (readonly number[])[], heads: Int32Array, turn: number): number | undefined {
  for (let step = 0; step < waiting.length; step++) {
    const queue = (turn + step) % waiting.length;
    if (heads[queue]! < waiting[queue]!.length) return queue;
  }
  return undefined;
}
