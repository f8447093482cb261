/** The parts of a data package's descriptor that ours uses, as the Data Package standard 2.0 and its Table Schema define them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { z } from "zod";

export const folder = join(__dirname, "../../datasets");

const constraints = z.strictObject({
  required: z.boolean().optional(),
  unique: z.boolean().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
});

const field = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  type: z.enum(["string", "number", "integer", "date", "yearmonth"]),
  /** Ours: every number has one. */
  unit: z.string().optional(),
  description: z.string().min(1),
  constraints: constraints.optional(),
});

const source = z.strictObject({ title: z.string(), path: z.url({ protocol: /^https$/ }).optional() });
const licence = z.strictObject({
  name: z.string(),
  title: z.string(),
  path: z.url({ protocol: /^https$/ }).optional(),
});

const resource = z.strictObject({
  name: z.string().regex(/^[a-z0-9._-]+$/),
  type: z.literal("table"),
  path: z.string().regex(/^[a-z0-9-]+\.csv$/),
  title: z.string(),
  description: z.string(),
  /** Ours: seen in print, recorded here, computed, or recalled. */
  provenance: z.string().regex(/seen|recorded|computed|recalled|digitised|mixed/),
  /** Ours: rows of the table, without its first line. */
  rows: z.int().positive(),
  format: z.literal("csv"),
  mediatype: z.literal("text/csv"),
  encoding: z.literal("utf-8"),
  sources: z.array(source).min(1),
  licenses: z.array(licence).min(1),
  schema: z.strictObject({
    fields: z.array(field).min(2),
    missingValues: z.tuple([z.literal("")]),
    primaryKey: z.union([z.string(), z.array(z.string())]).optional(),
  }),
});

/** What the descriptor must be. */
export const descriptorShape = z.strictObject({
  $schema: z.literal("https://datapackage.org/profiles/2.0/datapackage.json"),
  name: z.string().regex(/^[a-z0-9._-]+$/),
  title: z.string(),
  description: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  licenses: z.array(licence).min(1),
  resources: z.array(resource).min(1),
});

export type Field = z.infer<typeof field>;
export type Resource = z.infer<typeof resource>;

/** The descriptor, unchecked. */
export function readDescriptor(): unknown {
  return JSON.parse(readFileSync(join(folder, "datapackage.json"), "utf8"));
}

/** The cells of a resource: first the names of columns, then the rows. */
export function cellsOf({ path }: Pick<Resource, "path">): string[][] {
  return parse(readFileSync(join(folder, path), "utf8"));
}

/** What is wrong with a cell, or nothing. */
export function complaint(cell: string, { type, constraints: rules = {} }: Field): string | undefined {
  if (cell === "") return rules.required ? "required" : undefined;
  const forms = {
    string: /./,
    number: /^-?\d+(\.\d+)?$/,
    integer: /^-?\d+$/,
    date: /^\d{4}-\d\d-\d\d$/,
    yearmonth: /^\d{4}-(0[1-9]|1[0-2])$/,
  };
  if (!forms[type].test(cell)) return type;
  if (type === "date" && new Date(cell).toISOString().slice(0, 10) !== cell) return "date";
  if (rules.minimum !== undefined && Number(cell) < rules.minimum) return "minimum";
  if (rules.maximum !== undefined && Number(cell) > rules.maximum) return "maximum";
  if (rules.pattern !== undefined && !new RegExp(`^(?:${rules.pattern})$`).test(cell)) return "pattern";
  if (rules.enum !== undefined && !rules.enum.map(String).includes(cell)) return "enum";
  return undefined;
}
