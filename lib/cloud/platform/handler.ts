/**
 * The platform's interface: what code must look like so that the platform can run it, anywhere and as often as it likes.
 *
 * ```text
 *  code()  ---- once an instance ----> handler
 *  handler(event, context) ---- once a request ----> result
 *
 *  nothing may be kept between two requests but what is in context.store
 * ```
 *
 * @packageDocumentation
 */
import type { Random } from "../../sim";
import type { Store } from "./store";

/** What the platform offers to a handler while it serves one request. Times are those of the platform's own clock. */
export interface Context {
  /** The present moment in seconds from the start of the run. */
  now(): number;
  /** Waits for something else, such as a database: so many seconds in which the instance can do other work. */
  sleep(seconds: number): Promise<void>;
  /** Uses the instance's one processor for so many seconds; requests of one instance take turns. */
  compute(seconds: number): Promise<void>;
  /** What outlives requests and instances. */
  readonly store: Store;
  /** Chance that depends on the request alone. */
  readonly random: Random;
}

/** Serves one request. Results are plain data, as they would have to travel. */
export type Handler<Event = unknown, Result = unknown> = (event: Event, context: Context) => Promise<Result>;

/** A program for the platform: run once in every new instance, it gives that instance's handler. */
export type Code<Event = unknown, Result = unknown> = () => Handler<Event, Result>;
