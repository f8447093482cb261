/**
 * Which notebooks may run the script in their outputs: those whose outputs were made here.
 *
 * ```text
 * save, every code cell trusted ──> HMAC-SHA256(secret, cells) kept
 * load, HMAC known ──> cells marked trusted; not known ──> marked not trusted
 * ```
 *
 * A downloaded notebook is not known, so opening it runs nothing; running its cells, or "Trust Notebook", signs it. The secret and the
 * signatures lie in the user's data folder, never beside the notebooks, where a download could bring its own.
 *
 * Source: Project Jupyter, "Security in notebook documents"; nbformat/sign.py.
 *
 * @packageDocumentation
 */
import { createHmac, randomBytes } from "node:crypto";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "./httpError";
import { type Cell, isJson, type Notebook, sortKeys } from "./notebookFormat";

/** As many signatures are kept; of more, the older half is forgotten. */
const maximum = 20_000;

/** The user's signatures. */
export class TrustStore {
  readonly #folder: string;
  #loading: Promise<{ secret: Buffer; signatures: Set<string> }> | undefined;

  /** Signatures are read from `folder` when first asked for. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `notebook` with each code cell marked as trusted or not. */
  async mark(notebook: Notebook): Promise<Notebook> {
    const { secret, signatures } = await this.#load();
    const trusted = signatures.has(sign(notebook, secret));
    const cells = notebook.cells.map((cell) =>
      cell.cell_type === "code" ? { ...cell, metadata: { ...cell.metadata, trusted } } : cell,
    );
    return { ...notebook, cells };
  }

  /** Keeps the signature of `notebook` if its client trusts every cell that could run script. */
  async signIfTrusted(notebook: Notebook): Promise<void> {
    if (notebook.cells.every(isTrusted)) await this.sign(notebook);
  }

  /** Keeps the signature of `notebook`. */
  async sign(notebook: Notebook): Promise<void> {
    const { secret, signatures } = await this.#load();
    const signature = sign(notebook, secret);
    if (signatures.has(signature)) return;
    signatures.add(signature);
    // Where the data folder cannot be written, trust lasts as long as the server.
    await appendFile(this.#file("signatures"), `${signature}\n`, { mode: 0o600 }).catch(() => undefined);
  }

  #load(): Promise<{ secret: Buffer; signatures: Set<string> }> {
    this.#loading ??= this.#read();
    return this.#loading;
  }

  async #read(): Promise<{ secret: Buffer; signatures: Set<string> }> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
    const secret = await this.#secret();
    const text = await readFile(this.#file("signatures"), "utf8").catch(() => "");
    const lines = text.split("\n").filter((line) => line !== "");
    const kept = lines.length > maximum ? lines.slice(-maximum / 2) : lines;
    if (kept !== lines) {
      await writeFile(this.#file("signatures"), `${kept.join("\n")}\n`, { mode: 0o600 }).catch(() => undefined);
    }
    return { secret, signatures: new Set(kept) };
  }

  async #secret(): Promise<Buffer> {
    const file = this.#file("secret");
    const made = randomBytes(64);
    try {
      await writeFile(file, made, { mode: 0o600, flag: "wx" });
    } catch (error) {
      const kept = codeOf(error) === "EEXIST" ? await readFile(file) : made;
      if (kept.length >= 32) return kept;
      // A key that was cut short would let others sign.
      await writeFile(file, made, { mode: 0o600 });
    }
    return made;
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}

/** The signature covers what is seen and run: kinds, sources, outputs and attachments of the cells, in order. */
function sign(notebook: Notebook, secret: Buffer): string {
  const cells = notebook.cells.map((cell) => [
    cell.cell_type,
    cell.source,
    cell.outputs ?? [],
    cell["attachments"] ?? {},
  ]);
  return createHmac("sha256", secret)
    .update(JSON.stringify(sortKeys(cells)))
    .digest("hex");
}

/** Code cells that the client trusts, and cells whose outputs are plain text or none. */
function isTrusted(cell: Cell): boolean {
  if (cell.cell_type !== "code" || cell.metadata["trusted"] === true) return true;
  return (cell.outputs ?? []).every(
    (output) => !("data" in output) || !isJson(output["data"]) || isEmpty(output["data"]),
  );
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
