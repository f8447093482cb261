/**
 * What clients may ask, read from untyped messages. A field of the wrong type is refused with a sentence that names it.
 *
 * Source: "Messaging in Jupyter" 5.4, section "Messages on the shell (ROUTER/DEALER) channel".
 *
 * @packageDocumentation
 */

import { z } from "zod";

const execute = z.object({
  code: z.string(),
  silent: z.boolean().default(false),
  store_history: z.boolean().optional(),
  user_expressions: z.record(z.string(), z.string()).nullish(),
  allow_stdin: z.boolean().default(true),
  stop_on_error: z.boolean().default(true),
});

const atCursor = z.object({
  code: z.string(),
  cursor_pos: z.number().int().min(0),
  detail_level: z.number().optional(),
});

const history = z.object({
  output: z.boolean().default(false),
  raw: z.boolean().default(true),
  hist_access_type: z.enum(["range", "tail", "search"]),
  session: z.number().int().default(0),
  start: z.number().int().default(0),
  stop: z.number().int().nullish(),
  n: z.number().int().nullish(),
  pattern: z.string().default("*"),
  unique: z.boolean().default(false),
});

/** The contents of requests by message type. */
export const REQUESTS = {
  execute_request: execute,
  complete_request: atCursor,
  inspect_request: atCursor,
  is_complete_request: z.object({ code: z.string() }),
  history_request: history,
  comm_info_request: z.object({ target_name: z.string().nullish() }),
  comm_open: z.object({ comm_id: z.string(), target_name: z.string(), data: z.unknown() }),
  comm_msg: z.object({ comm_id: z.string(), data: z.unknown() }),
  comm_close: z.object({ comm_id: z.string(), data: z.unknown() }),
  shutdown_request: z.object({ restart: z.boolean().default(false) }),
} as const;

/** The content of a request of type `T`, all defaults filled in. */
export type RequestOf<T extends keyof typeof REQUESTS> = z.infer<(typeof REQUESTS)[T]>;

/**
 * The content of a request, checked.
 *
 * @throws a plain `Error` whose message names the field that is wrong.
 */
export function readRequest<T extends keyof typeof REQUESTS>(type: T, content: unknown): RequestOf<T> {
  const read = REQUESTS[type].safeParse(content);
  if (read.success) return read.data as RequestOf<T>;
  const { path, message } = read.error.issues[0]!;
  throw new Error(`${type}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${message}`);
}
