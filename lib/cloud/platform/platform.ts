/**
 * A platform as a service: it takes code and requests, and finds the instances by itself. Handlers are real asynchronous
 * functions and really interleave; only their clock is simulated.
 *
 * ```text
 *  request --> an instance with a free slot? --yes--> handler(event, context) --> result
 *                 | no: queue (full: rejected)
 *                 '---> start another instance, if those that start are too few for the queue
 *
 *  an instance idle for `idleSeconds` is removed; when all are, nothing runs and nothing is billed
 * ```
 *
 * Left out: placement of instances on servers, several functions, tenants that share a host.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { acquire, delay, Simulation, streams } from "../../sim";
import { drive } from "./clock";
import type { Code, Context } from "./handler";
import { Instance } from "./instance";
import { type PlatformOptions, platformOf } from "./options";
import type { InstancesRow, PlatformRun, RequestRecord } from "./report";
import { type Content, reachStore } from "./store";

/** A request to come. */
export interface TimedRequest<Event = unknown> {
  /** When it comes, in seconds from the start. */
  readonly at: number;
  readonly event: Event;
}

/**
 * Runs code on a platform until all requests are answered and all instances are gone.
 *
 * @param code - run once an instance; gives its handler
 * @param requests - in any order
 * @throws {@link DomainError} if an option is out of its range, or a request comes before second 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const code: cloud.Code<number, number> = () => async (n, context) => {
 *   await context.sleep(0.1);
 *   return n * n;
 * };
 * const requests = [1, 2, 3].map((event) => ({ at: 0, event }));
 * const run = await cloud.runPlatform(code, requests);
 * assert.deepEqual(run.requests.map(({ result, instance }) => [result, instance]), [[1, 1], [4, 2], [9, 3]]);
 * assert.equal(run.instances.at(-1)!.idle, 0); // scaled to zero
 * ```
 */
export async function runPlatform<Event, Result>(
  code: Code<Event, Result>,
  requests: readonly TimedRequest<Event>[],
  options: PlatformOptions = {},
): Promise<PlatformRun> {
  const platform = new Platform(code as Code, platformOf(options));
  for (const [index, { at }] of requests.entries()) {
    if (!(at >= 0 && at < Infinity)) throw new DomainError(`requests[${index}].at`, "to be 0 or more", at);
  }
  return platform.run([...requests].sort((a, b) => a.at - b.at));
}

/** A request inside the platform. */
interface Waiting {
  readonly id: number;
  readonly event: unknown;
  readonly arrivedAt: number;
}

class Platform {
  readonly #simulation = new Simulation();
  readonly #content: Content = new Map();
  readonly #stream: (name: string) => ReturnType<ReturnType<typeof streams>>;
  /** Those that start or are ready; last used last. */
  #instances: Instance[] = [];
  readonly #queue: Waiting[] = [];
  readonly #records: RequestRecord[] = [];
  readonly #rows: InstancesRow[] = [];
  /** Every instance that ever was, for the bill. */
  readonly #all: Instance[] = [];

  constructor(
    readonly code: Code,
    readonly options: Required<PlatformOptions>,
  ) {
    this.#stream = streams(options.seed);
  }

  async run(requests: readonly TimedRequest[]): Promise<PlatformRun> {
    for (const [id, { at, event }] of requests.entries()) {
      this.#simulation.at(at, () => this.#arrive({ id, event, arrivedAt: at }));
    }
    await drive(this.#simulation);
    const busySeconds = this.#all.reduce((sum, instance) => sum + instance.busySeconds, 0);
    return {
      requests: this.#records.sort((a, b) => a.id - b.id),
      instances: this.#rows,
      coldStarts: this.#all.length,
      billedGbSeconds: (busySeconds * this.options.memoryMib) / 1024,
      store: Object.fromEntries([...this.#content].map(([key, text]) => [key, JSON.parse(text) as unknown])),
    };
  }

  #arrive(request: Waiting): void {
    // The last used first: so the others stay idle, and go.
    const free = this.#instances.findLast((one) => one.isReady && one.serving < this.options.concurrency);
    if (free !== undefined) this.#serve(request, free, "warm");
    else if (this.#isFull()) this.#reject(request);
    else {
      this.#queue.push(request);
      if (this.#queue.length > this.#startingPlaces()) this.#startInstance();
    }
    this.#note();
  }

  #isFull(): boolean {
    if (this.#instances.length < this.options.maxInstances) return false;
    return this.#queue.length >= this.options.queueLimit + this.#startingPlaces();
  }

  /** Places that instances which start will soon have. */
  #startingPlaces(): number {
    return this.#instances.filter((one) => !one.isReady).length * this.options.concurrency;
  }

  #startInstance(): void {
    if (this.#instances.length >= this.options.maxInstances) return;
    const instance = new Instance(this.#all.length + 1, this.code, this.#simulation);
    this.#all.push(instance);
    this.#instances.push(instance);
    this.#simulation.after(this.options.coldStartSeconds, () => {
      instance.isReady = true;
      this.#fill(instance, "cold");
      this.#note();
    });
  }

  /** Gives an instance what waits, up to its slots. */
  #fill(instance: Instance, start: "cold" | "warm"): void {
    while (!instance.isGone && instance.serving < this.options.concurrency && this.#queue.length > 0) {
      this.#serve(this.#queue.shift()!, instance, start);
    }
    if (instance.serving === 0 && !instance.isGone) {
      instance.removal = this.#simulation.timer(this.options.idleSeconds, () => this.#remove(instance));
    }
  }

  #serve(request: Waiting, instance: Instance, start: "cold" | "warm"): void {
    const startedAt = this.#simulation.now;
    this.#instances = [...this.#instances.filter((one) => one !== instance), instance];
    instance.enter();
    let isOpen = true;
    const finish = (outcome: Pick<RequestRecord, "type" | "result" | "error">) => {
      if (!isOpen) return;
      isOpen = false;
      limit.cancel();
      instance.leave();
      this.#records.push({
        ...request,
        startedAt,
        finishedAt: this.#simulation.now,
        instance: instance.id,
        cold: start === "cold",
        ...outcome,
      });
      // A handler that does not come back keeps its instance from being trusted again.
      if (outcome.type === "timedOut") this.#remove(instance);
      this.#fill(instance, "warm");
      this.#note();
    };
    const limit = this.#simulation.timer(this.options.timeoutSeconds, () => finish({ type: "timedOut" }));
    void this.#call(request, instance).then(finish);
  }

  async #call(request: Waiting, instance: Instance): Promise<Pick<RequestRecord, "type" | "result" | "error">> {
    try {
      return { type: "served", result: await instance.handler()(request.event, this.#contextOf(request, instance)) };
    } catch (error) {
      return { type: "failed", error: error instanceof Error ? error.message : String(error) };
    }
  }

  #contextOf({ id }: Waiting, instance: Instance): Context {
    const simulation = this.#simulation;
    return {
      now: () => simulation.now,
      sleep: (seconds) => new Promise((resolve) => simulation.after(seconds, resolve)),
      compute: (seconds) => new Promise((resolve) => simulation.process(turn(instance, seconds)).whenDone(resolve)),
      store: reachStore(this.#content, simulation, this.options.storeSeconds),
      random: this.#stream(`request ${id}`),
    };
  }

  #reject(request: Waiting): void {
    this.#records.push({ ...request, finishedAt: this.#simulation.now, cold: false, type: "rejected" });
  }

  #remove(instance: Instance): void {
    if (instance.isGone) return;
    instance.isGone = true;
    this.#instances = this.#instances.filter((one) => one !== instance);
    // Its places are gone, too.
    if (this.#queue.length > this.#startingPlaces()) this.#startInstance();
    this.#note();
  }

  #note(): void {
    const ready = this.#instances.filter((one) => one.isReady);
    const busy = ready.filter((one) => one.serving > 0).length;
    this.#rows.push({
      seconds: this.#simulation.now,
      starting: this.#instances.length - ready.length,
      busy,
      idle: ready.length - busy,
      queued: this.#queue.length,
    });
  }
}

function turn(instance: Instance, seconds: number) {
  return function* () {
    yield acquire(instance.processor);
    yield delay(seconds);
    instance.processor.release();
  };
}
