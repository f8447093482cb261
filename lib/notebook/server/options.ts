/**
 * What a server is started with, and what its routes share.
 *
 * @packageDocumentation
 */
import type { Checkpoints } from "./checkpoints";
import type { Contents } from "./contents";
import type { CreateKernel, Kernels } from "./kernels";
import type { NamedStore } from "./namedStore";
import type { Sessions } from "./sessions";
import type { Settings } from "./settings";

/** What a server is started with. */
export interface ServerOptions {
  /** The folder whose notebooks are served. */
  root: string;
  /** The port to listen on, 1 to 65535; 0 or nothing for any that is free. */
  port?: number;
  /** The address to listen on; only this machine if absent. */
  host?: string;
  /** The secret that clients must know; random if absent. */
  token?: string;
  /** Where the built notebook page lies; without it only the API answers. */
  frontendDir?: string;
  /** Where settings, open tabs and signatures are kept; the user's data folder if absent. */
  settingsDir?: string;
  /** Makes a kernel for a notebook; our own kernel if absent. */
  createKernel?: CreateKernel;
  /** The API path of the notebook that opens first. */
  defaultNotebook?: string;
}

/** A server that listens. */
export interface RunningServer {
  /** The address to open in a browser, token included. */
  readonly url: string;
  /** The address of the API, without token. */
  readonly baseUrl: string;
  /** The port that it listens on. */
  readonly port: number;
  /** The secret that clients must know. */
  readonly token: string;
  /** Resolves when the server has ended, also when its page asked for it. */
  readonly closed: Promise<void>;
  /** Ends the kernels, then the server. */
  close(): Promise<void>;
}

/** What the routes of one server share. */
export interface ServerContext {
  readonly contents: Contents;
  readonly checkpoints: Checkpoints;
  readonly kernels: Kernels;
  readonly sessions: Sessions;
  readonly settings: Settings;
  readonly workspaces: NamedStore;
  readonly config: NamedStore;
  readonly started: Date;
  readonly frontendDir: string | undefined;
  readonly defaultNotebook: string | undefined;
  /** Ends the server. */
  shutdown(): void;
}
