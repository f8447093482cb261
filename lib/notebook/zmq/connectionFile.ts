/**
 * The file by which a client tells a kernel where to listen.
 *
 * Source: "Making kernels for Jupyter", section "Connection files".
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import { z } from "zod";
import { EnvironmentError } from "../../errors";

const port = z.number().int().min(0).max(65535);

const schema = z.object({
  transport: z.enum(["tcp", "ipc"]).default("tcp"),
  ip: z.string().default("127.0.0.1"),
  shell_port: port,
  control_port: port,
  iopub_port: port,
  stdin_port: port,
  hb_port: port,
  key: z.string().default(""),
  signature_scheme: z.literal("hmac-sha256").default("hmac-sha256"),
});

/** Where a kernel listens, and the key that signs its messages. */
export type ConnectionInfo = z.infer<typeof schema>;

/** The channels that have an address. */
export type Port = "shell" | "control" | "iopub" | "stdin" | "hb";

/**
 * Reads a connection file.
 *
 * @throws {@link EnvironmentError} if it cannot be read or lacks a field.
 */
export function readConnectionFile(file: string): ConnectionInfo {
  try {
    return schema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ")
        : String(error);
    throw new EnvironmentError("bad-file", `${file} is no Jupyter connection file: ${why}.`, file);
  }
}

/** The address of a channel, such as `tcp://127.0.0.1:5001`. */
export function address(info: ConnectionInfo, name: Port): string {
  const separator = info.transport === "tcp" ? ":" : "-";
  return `${info.transport}://${info.ip}${separator}${info[`${name}_port`]}`;
}
