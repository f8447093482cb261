/**
 * Does a handler keep state? The platform may run any request on any instance, so the answer must not depend on which one, nor
 * on what that instance did before. That can be tried: the same requests run again and again, spread differently.
 *
 * ```text
 *              requests   0  1  2  3 ...
 *  fresh                  a  b  c  d      every request on an instance of its own: the reference
 *  fresh, again           a  b  c  d      differs: state outside of any instance, or chance
 *  one for all            a  a  a  a      differs: state in the instance
 *  spread by chance       a  b  a  c
 * ```
 *
 * Every run begins with an empty store, and requests run one after the other, so the store tells them the same each time.
 * Left out: state that never shows in a result or in the store, and races between requests.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { type Random, Simulation, seeded, streams } from "../../sim";
import { drive } from "./clock";
import type { Code, Handler } from "./handler";
import { type Content, reachStore } from "./store";

/** What was found. */
export interface ContractReport {
  readonly isStateless: boolean;
  /** Requests tried, all runs together. */
  readonly tried: number;
  /** The first request that came out differently; `undefined` if none did. */
  readonly finding?: ContractFinding;
  /** All of it in sentences. */
  readonly text: string;
}

/** A request that was answered differently. */
export interface ContractFinding {
  /** Where the state is: in the memory of an instance, or outside of all (or it is no state but chance). */
  readonly where: "instance" | "outside";
  /** Number of the request, from 0. */
  readonly request: number;
  readonly event: unknown;
  /** The instance that answered differently, from 1. */
  readonly instance: number;
  /** Requests that this instance had served before, by number. */
  readonly servedBefore: readonly number[];
  /** Answer and store after it, as JSON, on a fresh instance. */
  readonly expected: string;
  /** The same on that instance. */
  readonly got: string;
}

/** Which instance serves a request, from 1. */
type Route = (request: number) => number;

/**
 * Tries whether code keeps state between requests, and explains where it shows.
 *
 * @param events - the requests, at least two; those that repeat find more
 * @param options - `seed` of the spreading; 1 if not given
 * @throws {@link DomainError} if there are fewer than two events
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const forgetful: cloud.Code = () => async (_event, context) =>
 *   context.store.update<number>("count", (count = 0) => count + 1);
 * const remembering: cloud.Code = () => {
 *   let count = 0;
 *   return async () => ++count;
 * };
 * const events = ["a", "b", "c"];
 * assert.equal((await cloud.checkStateless(forgetful, events)).isStateless, true);
 * assert.match((await cloud.checkStateless(remembering, events)).text, /request 1 .* instance 1 had served request 0/i);
 * ```
 */
export async function checkStateless<Event, Result>(
  code: Code<Event, Result>,
  events: readonly Event[],
  { seed = 1 }: { readonly seed?: number } = {},
): Promise<ContractReport> {
  if (events.length < 2) throw new DomainError("events", "to be at least two", events);
  const random = seeded(seed);
  const fresh: Route = (request) => request + 1;
  const reference = await replay(code as Code, events, fresh);
  const rivals: readonly { readonly where: ContractFinding["where"]; readonly route: Route }[] = [
    { where: "outside", route: fresh },
    { where: "instance", route: () => 1 },
    { where: "instance", route: spread(events.length, 2, random) },
    { where: "instance", route: spread(events.length, 3, random) },
  ];
  let tried = events.length;
  for (const { where, route } of rivals) {
    const answers = await replay(code as Code, events, route);
    tried += events.length;
    const request = answers.findIndex((answer, index) => answer !== reference[index]);
    if (request >= 0) return refuse({ where, request, events, route, answers, reference, tried });
  }
  return {
    isStateless: true,
    tried,
    text: `No state found: ${events.length} requests, spread in ${rivals.length + 1} ways, were always answered alike.`,
  };
}

function spread(requests: number, instances: number, random: Random): Route {
  const chosen = Array.from({ length: requests }, () => 1 + random.integer(instances));
  return (request) => chosen[request]!;
}

/** Runs the requests one after the other, on the instances that the route says. */
async function replay(code: Code, events: readonly unknown[], route: Route): Promise<string[]> {
  const handlers = new Map<number, Handler>();
  const content: Content = new Map();
  const answers: string[] = [];
  for (const [request, event] of events.entries()) {
    const instance = route(request);
    const handler = handlers.get(instance) ?? code();
    handlers.set(instance, handler);
    const answer = await answerOf(handler, event, { content, request });
    const stored = Object.fromEntries([...content].map(([key, text]) => [key, JSON.parse(text) as unknown]));
    answers.push(JSON.stringify({ ...answer, store: stored }));
  }
  return answers;
}

/** One request by itself, on a clock that starts at 0. */
async function answerOf(
  handler: Handler,
  event: unknown,
  { content, request }: { content: Content; request: number },
): Promise<{ result?: unknown; error?: string }> {
  const simulation = new Simulation();
  const wait = (seconds: number) => new Promise<void>((resolve) => simulation.after(seconds, resolve));
  const context = {
    now: () => simulation.now,
    sleep: wait,
    compute: wait,
    store: reachStore(content, simulation, 0),
    random: streams(1)(`request ${request}`),
  };
  let answer: { result?: unknown; error?: string } = { error: "no answer" };
  void (async () => handler(structuredClone(event), context))().then(
    (result) => (answer = { result }),
    (error: unknown) => (answer = { error: String(error) }),
  );
  await drive(simulation);
  return answer;
}

function refuse(
  found: Pick<ContractFinding, "where" | "request"> & {
    events: readonly unknown[];
    route: Route;
    answers: readonly string[];
    reference: readonly string[];
    tried: number;
  },
): ContractReport {
  const { where, request, events, route, answers, reference, tried } = found;
  const instance = route(request);
  const servedBefore = Array.from({ length: request }, (_, other) => other).filter(
    (other) => route(other) === instance,
  );
  const finding = {
    where,
    request,
    event: events[request],
    instance,
    servedBefore,
    expected: reference[request]!,
    got: answers[request]!,
  };
  return { isStateless: false, tried, finding, text: explain(finding) };
}

function explain({ where, request, event, instance, servedBefore, expected, got }: ContractFinding): string {
  const what = `Request ${request} (${JSON.stringify(event)}) gave ${got}, but ${expected} the first time.`;
  if (where === "outside") {
    return `${what} Both times its instance and the store were new: the code keeps state outside of the instance, such as in a variable of the notebook, or its answer is left to chance. On a platform that variable would not be there.`;
  }
  const before = servedBefore.map((other) => `request ${other}`).join(", ");
  return `${what} The first time its instance was new; this time instance ${instance} had served ${before} before. The code keeps state in the memory of its instance; another instance does not have it. Put it into context.store.`;
}
