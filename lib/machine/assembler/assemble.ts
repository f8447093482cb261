/**
 * From assembly language to bytes.
 *
 * ```text
 *   source ─▶ macros ─▶ statements ─▶ ┌─ addresses of labels, with sizes so far ─┐ ─▶ bytes, labels, listing
 *                                     └─ instructions; some jumps grow ──────────┘
 *                                           again, until nothing grows
 *   in memory:   .text │ .data │ .bss (no bytes)
 * ```
 *
 * The syntax is that of NASM: labels, `equ`, `db`, `dw`, `dd`, `resb`, `resw`, `resd`, `times`, `align`, `org`, `bits`, `section`, `%macro`.
 *
 * @packageDocumentation
 */
import { littleEndian } from "../isa";
import type { Names } from "./expression";
import { expandMacros } from "./macros";
import { bytesOf } from "./select";
import { type Content, readStatements, type Statement } from "./statements";
import { type Position, wrong } from "./tokens";

/** A line and what became of it. */
export interface ListingLine {
  readonly line: number;
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** An assembled program. */
export interface Program {
  /** Text, then data. */
  readonly bytes: Uint8Array;
  /** Where the first byte belongs. */
  readonly origin: number;
  /** Bytes of zeros that belong behind. */
  readonly reservedBytes: number;
  readonly labels: ReadonlyMap<string, number>;
  /** Statements that gave bytes, in the order of addresses. */
  readonly listing: readonly ListingLine[];
}

const SECTIONS = [".text", ".data", ".bss"] as const;
type Section = (typeof SECTIONS)[number];
const MAX_ROUNDS = 64;
const MAX_BYTES = 2 ** 26;
/** Copies that are made one by one, because each is another. */
const MAX_COPIES = 2 ** 20;

/**
 * Assembles a program.
 *
 * @throws DomainError with line and column, what was expected there and what came
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { machine } from "strata";
 *
 * const { bytes, labels } = machine.assemble(`
 *   org 0x1000
 *   again: dec ecx
 *   jnz again
 *   hlt
 * `);
 * assert.deepEqual([...bytes], [0x49, 0x75, 0xfd, 0xf4]);
 * assert.equal(labels.get("again"), 0x1000);
 * ```
 */
export function assemble(source: string): Program {
  const statements = scoped(readStatements(expandMacros(source)));
  const known: Known = new Map();
  // Where the program belongs is known only after a first passage; jumps are tried as short ones again from there.
  let round = new Round(statements, known, undefined, new Round(statements, known, undefined).origin);
  for (let count = 0; count < MAX_ROUNDS; count++) {
    const next = new Round(statements, known, round);
    if (next.isSameAs(round)) return next.program();
    round = next;
  }
  throw wrong({ line: 1, column: 1 }, "to settle on addresses", `${MAX_ROUNDS} rounds`);
}

/** Names that begin with a dot belong to the label before them. */
function scoped(statements: readonly Statement[]): (Statement & { readonly scope: string })[] {
  let scope = "";
  return statements.map((statement) => {
    if (statement.type === "label" && !statement.name.startsWith(".")) scope = statement.name;
    return { ...statement, scope };
  });
}

/** What statements gave in the round before, and what they had asked for: they give it again while the answers are the same. */
type Known = Map<Content, { readonly bytes: Uint8Array; readonly asked: NotingNames }>;

/** Names that note what they are asked for. */
class NotingNames implements Names {
  readonly #answers: (readonly [name: string, value: number | undefined])[] = [];

  constructor(private readonly names: Names) {}

  value(name: string): number | undefined {
    return this.#note(name, this.names.value(name));
  }

  get here(): number {
    return this.#note("$", this.names.here);
  }

  get start(): number {
    return this.#note("$$", this.names.start);
  }

  get dependsOnPlace(): boolean {
    return this.#answers.some(([name]) => name === "$");
  }

  /** Whether others would give the same answers. */
  areLike(names: Names): boolean {
    const answer = (name: string) => (name === "$" ? names.here : name === "$$" ? names.start : names.value(name));
    return this.#answers.every(([name, value]) => answer(name) === value);
  }

  #note<T extends number | undefined>(name: string, value: T): T {
    this.#answers.push([name, value]);
    return value;
  }
}

/** One passage over all statements, with addresses as the round before found them. */
class Round {
  readonly sizes: number[] = [];
  readonly labels = new Map<string, number>();
  readonly chunks: Record<Section, { readonly bytes: Uint8Array; readonly line: number; readonly address: number }[]>;
  readonly ends: Record<Section, number> = { ".text": 0, ".data": 0, ".bss": 0 };
  readonly starts: Readonly<Record<Section, number>>;
  origin = 0;

  constructor(
    statements: readonly (Statement & { readonly scope: string })[],
    private readonly known: Known,
    private readonly before: Round | undefined,
    origin = before?.origin ?? 0,
  ) {
    this.chunks = { ".text": [], ".data": [], ".bss": [] };
    this.origin = origin;
    const text = this.origin;
    const data = text + (before?.ends[".text"] ?? 0);
    this.starts = { ".text": text, ".data": data, ".bss": data + (before?.ends[".data"] ?? 0) };
    let section: Section = ".text";
    const defined = new Set<string>();
    for (const statement of statements) {
      const names = this.#names(section, statement.scope);
      if (statement.type === "section") section = sectionOf(statement.name, statement.position);
      else if (statement.type === "origin") this.origin = statement.value(names);
      else if (statement.type === "content") this.#add(section, { ...statement, names });
      else {
        const name = full(statement.name, statement.scope);
        if (defined.has(name)) throw wrong(statement.position, "to be a name of its own", name);
        defined.add(name);
        this.labels.set(name, statement.type === "constant" ? statement.value(names) : names.here);
      }
    }
  }

  isSameAs(other: Round): boolean {
    const same = this.sizes.every((size, at) => size === other.sizes[at]) && this.origin === other.origin;
    return same && [...this.labels].every(([name, value]) => other.labels.get(name) === value);
  }

  program(): Program {
    const chunks = [...this.chunks[".text"], ...this.chunks[".data"]];
    return {
      bytes: joined(chunks.map(({ bytes }) => bytes)),
      origin: this.origin,
      reservedBytes: this.ends[".bss"],
      labels: this.labels,
      listing: chunks.filter(({ bytes }) => bytes.length > 0),
    };
  }

  #names(section: Section, scope: string): Names {
    const start = this.starts[section];
    const here = start + this.ends[section];
    const value = (name: string) => {
      const wanted = full(name, scope);
      // In the first round a label further down is not known yet: then a short jump is tried.
      return (
        this.labels.get(wanted) ?? this.before?.labels.get(wanted) ?? (this.before === undefined ? here : undefined)
      );
    };
    return { value, here, start };
  }

  #add(section: Section, { content, position, names }: { content: Content; position: Position; names: Names }): void {
    const at = this.sizes.length;
    const bytes = this.#bytes(content, { names, position, atLeast: this.before?.sizes[at] ?? 0 });
    this.sizes.push(bytes.length);
    if (section === ".bss" && bytes.some((byte) => byte !== 0))
      throw wrong(position, "to reserve space in .bss", "bytes");
    this.chunks[section].push({ bytes, line: position.line, address: names.here });
    this.ends[section] += bytes.length;
    if (this.ends[section] > MAX_BYTES) throw wrong(position, `to stay below ${MAX_BYTES} bytes`, this.ends[section]);
  }

  #bytes(content: Content, place: Place): Uint8Array {
    const known = this.known.get(content);
    if (known?.asked.areLike(place.names)) return known.bytes;
    const asked = new NotingNames(place.names);
    const bytes = contentBytes(content, { ...place, names: asked });
    this.known.set(content, { bytes, asked });
    return bytes;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function full(name: string, scope: string): string {
  return name.startsWith(".") && !name.startsWith("..") ? scope + name : name;
}

function sectionOf(name: string, position: Position): Section {
  const section = SECTIONS.find((one) => one === name);
  if (section === undefined) throw wrong(position, `to be ${SECTIONS.join(", ")}`, name);
  return section;
}

interface Place {
  readonly names: Names;
  readonly position: Position;
  readonly atLeast: number;
}

function contentBytes(content: Content, { names, position, atLeast }: Place): Uint8Array {
  switch (content.type) {
    case "instruction":
      return bytesOf(content, names, atLeast);
    case "data":
      return Uint8Array.from(
        content.values.flatMap((value) =>
          typeof value === "string"
            ? textBytes(value, content.bytesEach)
            : littleEndian(value(names), content.bytesEach),
        ),
      );
    case "reserve":
      return new Uint8Array(count(content.count(names), position) * content.bytesEach);
    case "align": {
      const to = count(content.to(names), position);
      if (to === 0) throw wrong(position, "to be above 0", to);
      return new Uint8Array((to - (names.here % to)) % to);
    }
    case "times":
      return timesBytes(content, { names, position, atLeast });
  }
}

/** Each copy has its own address. */
function timesBytes(content: Content & { type: "times" }, { names, position }: Place): Uint8Array {
  const times = count(content.count(names), position);
  const copies: number[] = [];
  for (let made = 0; made < times; made++) {
    const asked = new NotingNames(behind(names, copies.length));
    const bytes = contentBytes(content.content, { names: asked, position, atLeast: 0 });
    if (!asked.dependsOnPlace) return repeated(bytes, count(bytes.length * times, position));
    if (times > MAX_COPIES) throw wrong(position, `to be at most ${MAX_COPIES} times what depends on its place`, times);
    for (const byte of bytes) copies.push(byte);
  }
  return Uint8Array.from(copies);
}

/** The same names, so many bytes further. */
function behind(names: Names, bytes: number): Names {
  return {
    value: (name) => names.value(name),
    get here() {
      return names.here + bytes;
    },
    get start() {
      return names.start;
    },
  };
}

function repeated(bytes: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(length).map((_, at) => bytes[at % bytes.length]!);
}

function count(value: number, position: Position): number {
  if (!Number.isInteger(value) || value < 0 || value > MAX_BYTES)
    throw wrong(position, `to be a whole number from 0 to ${MAX_BYTES}`, value);
  return value;
}

function textBytes(text: string, bytesEach: number): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [...bytes, ...Array.from({ length: (bytesEach - (bytes.length % bytesEach)) % bytesEach }, () => 0)];
}
