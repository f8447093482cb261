/**
 * Instructions that change how an image runs, and no file of it.
 *
 * @packageDocumentation
 */
import { argumentsOf, type Instruction, pairsOf, wrongLine } from "../dockerfile/instruction";
import { expandWord } from "../dockerfile/words";
import type { RunConfig } from "../oci";
import { type BuildState, environmentOf, variablesOf } from "./state";

/** What a setting does to a state. `given` are values of ARG from outside. */
type Setting = (state: BuildState, instruction: Instruction, given: ReadonlyMap<string, string>) => BuildState;

/** Arguments with their variables replaced. */
export function expanded(state: BuildState, instruction: Instruction): string[] {
  const variables = variablesOf(state);
  return argumentsOf(instruction).map((word) => (instruction.list ? word : expandWord(word, variables, instruction)));
}

/** A command: the list, or the shell with the text. */
export function commandOf(state: BuildState, { list, rest }: Instruction): readonly string[] {
  return list ?? [...state.shell, rest];
}

/** Settings by keyword. */
export const settings: Partial<Record<Instruction["keyword"], Setting>> = {
  ARG: (state, instruction, given) => {
    const args = new Map(state.args);
    for (const word of argumentsOf(instruction)) {
      const [, name, value] = /^([^=]+)(?:=([\s\S]*))?$/.exec(word)!;
      const known =
        given.get(name!) ??
        (value === undefined ? undefined : expandWord(value, variablesOf({ ...state, args }), instruction));
      if (known !== undefined) args.set(name!, known);
    }
    return { ...state, args };
  },
  CMD: (state, one) => ({ ...configured(state, { Cmd: commandOf(state, one) }), hasCommand: true }),
  // A CMD of the base image was meant for its own entry point.
  ENTRYPOINT: (state, one) =>
    configured(state, { Entrypoint: commandOf(state, one), ...(!state.hasCommand && { Cmd: [] }) }),
  ENV: (state, one) => {
    // All values of one instruction see the variables as they were before it.
    const environment = environmentOf(state);
    for (const [name, value] of expandedPairs(state, one)) environment.set(name, value);
    return configured(state, { Env: [...environment].map(([name, value]) => `${name}=${value}`) });
  },
  EXPOSE: (state, one) => {
    const ports = expanded(state, one).map((port) => {
      const [, number, protocol = "tcp"] = /^(\d+(?:-\d+)?)(?:\/(tcp|udp|sctp))?$/i.exec(port) ?? [];
      if (number === undefined || number.split("-").some((part) => Number(part) > 65_535))
        throw wrongLine(one, "to expose a port from 0 to 65535, as 80 or 53/udp", port);
      return `${number}/${protocol.toLowerCase()}`;
    });
    return configured(state, { ExposedPorts: { ...state.config.ExposedPorts, ...asKeys(ports) } });
  },
  LABEL: (state, one) =>
    configured(state, { Labels: { ...state.config.Labels, ...Object.fromEntries(expandedPairs(state, one)) } }),
  SHELL: (state, one) => ({ ...state, shell: one.list! }),
  USER: (state, one) => configured(state, { User: expanded(state, one)[0]! }),
  VOLUME: (state, one) => configured(state, { Volumes: { ...state.config.Volumes, ...asKeys(expanded(state, one)) } }),
};

function expandedPairs(state: BuildState, instruction: Instruction): [name: string, value: string][] {
  const variables = variablesOf(state);
  const expand = (text: string) => expandWord(text, variables, instruction);
  return pairsOf(instruction).map(([name, value]) => [expand(name), expand(value)]);
}

function configured(state: BuildState, change: RunConfig): BuildState {
  return { ...state, config: { ...state.config, ...change } };
}

function asKeys(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}
