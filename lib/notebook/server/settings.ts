/**
 * A user's settings of JupyterLab: one JSON5 file a plugin, kept as the user wrote it, comments included.
 *
 * ```text
 * schema (built in) <── overrides.json (of this machine) <── <plugin>.jupyterlab-settings (of this user)
 * ```
 *
 * Source: Project Jupyter, jupyterlab_server: settings_handler.py, settings_utils.py.
 *
 * @packageDocumentation
 */
import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import JSON5 from "json5";
import { writeAtomically } from "./atomicWrite";
import { HttpError } from "./httpError";
import { isJson, type Json } from "./notebookFormat";

/** The schema of one plugin's settings, and the version of its package. */
interface Schema {
  version: string;
  schema: Json;
}

/** A plugin's settings as a client is told of them. */
export interface SettingModel {
  id: string;
  schema: Json;
  version: string;
  /** As the user wrote it. */
  raw: string;
  settings: Json;
  warning: string | null;
  created: string | null;
  last_modified: string | null;
}

/** The settings of one user. */
export class Settings {
  readonly #schemaFile: string | undefined;
  readonly #folder: string;
  #schemas: Promise<ReadonlyMap<string, Schema>> | undefined;

  constructor(schemaFile: string | undefined, folder: string) {
    this.#schemaFile = schemaFile;
    this.#folder = folder;
  }

  /** The settings of all plugins. */
  async list(): Promise<SettingModel[]> {
    return Promise.all([...(await this.#load()).keys()].map((id) => this.get(id)));
  }

  /** The settings of one plugin. */
  async get(id: string): Promise<SettingModel> {
    const { version, schema } = await this.#find(id);
    const file = this.#file(id);
    const raw = await readFile(file, "utf8").catch(() => "{}");
    const stats = await stat(file).catch(() => undefined);
    const parsed = parse(raw);
    return {
      id,
      schema,
      version,
      raw: parsed ? raw : "{}",
      settings: parsed ?? {},
      warning: parsed ? null : `The settings in ${file} could not be read and are left out.`,
      created: stats?.birthtime.toISOString() ?? null,
      last_modified: stats?.mtime.toISOString() ?? null,
    };
  }

  /** Keeps what the user wrote. */
  async set(id: string, raw: unknown): Promise<void> {
    await this.#find(id);
    if (typeof raw !== "string" || !parse(raw)) throw new HttpError(400, `The settings of ${id} are no JSON object.`);
    const file = this.#file(id);
    await mkdir(dirname(file), { recursive: true });
    await writeAtomically(file, raw);
  }

  async #find(id: string): Promise<Schema> {
    const found = (await this.#load()).get(id);
    if (!found) throw new HttpError(404, `There are no settings named ${JSON.stringify(id)}.`);
    return found;
  }

  #load(): Promise<ReadonlyMap<string, Schema>> {
    this.#schemas ??= this.#read();
    return this.#schemas;
  }

  async #read(): Promise<ReadonlyMap<string, Schema>> {
    const text = this.#schemaFile ? await readFile(this.#schemaFile, "utf8").catch(() => "{}") : "{}";
    const schemas = new Map(Object.entries(JSON.parse(text) as Record<string, Schema>));
    const overrides = parse(await readFile(join(this.#folder, "overrides.json"), "utf8").catch(() => "{}")) ?? {};
    for (const [id, values] of Object.entries(overrides)) {
      const properties = schemas.get(id)?.schema["properties"];
      if (isJson(properties) && isJson(values)) override(properties, values);
    }
    return schemas;
  }

  /** Only ids of known schemas come here, so none leads out of the folder. */
  #file(id: string): string {
    const [name, plugin] = id.split(":") as [string, string];
    return join(this.#folder, name, `${plugin}.jupyterlab-settings`);
  }
}

function override(properties: Json, values: Json): void {
  for (const [key, value] of Object.entries(values)) {
    const property = properties[key];
    if (isJson(property)) property["default"] = value;
  }
}

function parse(raw: string): Json | undefined {
  try {
    const value: unknown = JSON5.parse(raw);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
