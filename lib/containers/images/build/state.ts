/**
 * What a step of a build begins with and ends with: layers, configuration, history. The same as an image, before it has a manifest.
 *
 * @packageDocumentation
 */
import { type Digest, digestOf } from "../digest";
import { type History, type Image, layersOf, type Platform, type RunConfig, type StoredLayer } from "../oci";

/** A build between two instructions. */
export interface BuildState {
  readonly platform: Platform;
  /** From the bottom up. */
  readonly layers: readonly StoredLayer[];
  readonly config: RunConfig;
  readonly history: readonly History[];
  /** Values of ARG that this stage declared. */
  readonly args: ReadonlyMap<string, string>;
  /** Whether CMD was given since FROM. */
  readonly hasCommand: boolean;
  /** What runs commands in shell form. */
  readonly shell: readonly string[];
}

const PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const shells: Readonly<Record<string, readonly string[]>> = { windows: ["cmd", "/S", "/C"] };

/** The beginning of `FROM scratch`: nothing, and a path to look for programs. */
export function emptyState(platform: Platform): BuildState {
  const shell = shells[platform.os] ?? ["/bin/sh", "-c"];
  return { platform, layers: [], config: { Env: [PATH] }, history: [], args: new Map(), hasCommand: false, shell };
}

/** The beginning of `FROM image`. */
export function stateOf(image: Image): BuildState {
  const { os, architecture, config = {}, history = [] } = image.config;
  const env = config.Env?.some((one) => one.startsWith("PATH=")) ? config.Env : [...(config.Env ?? []), PATH];
  const base = emptyState({ os, architecture });
  return { ...base, layers: layersOf(image), config: { ...config, Env: env }, history };
}

/** What tells a state from others: its trees and its configuration. */
export function stateId({ platform, layers, config, args, shell }: BuildState): Digest {
  return digestOf(JSON.stringify([platform, layers.map(({ diffId }) => diffId), config, [...args], shell]));
}

/** Environment variables, by name. */
export function environmentOf({ config }: BuildState): Map<string, string> {
  return new Map(
    (config.Env ?? []).map((one) => {
      const equals = one.indexOf("=");
      return [one.slice(0, equals), one.slice(equals + 1)] as const;
    }),
  );
}

/** What variables stand for in this state: an ENV wins over an ARG of its name. */
export function variablesOf(state: BuildState): Map<string, string> {
  return new Map([...state.args, ...environmentOf(state)]);
}

/** A state with one more line in its history, and a layer if the step made one. */
export function advanced(state: BuildState, text: string, layer?: StoredLayer): BuildState {
  const line: History = { created_by: text, ...(layer === undefined && { empty_layer: true }) };
  const layers = layer === undefined ? state.layers : [...state.layers, layer];
  return { ...state, layers, history: [...state.history, line] };
}
