/**
 * Files and folders as the contents API describes them.
 *
 * Source: Project Jupyter, jupyter_server: "Contents API", "Data model"; services/contents/filemanager.py.
 *
 * @packageDocumentation
 */
import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { extname } from "node:path";
import type { Json } from "./notebookFormat";

/** What kind of thing a path names. */
export type ContentsType = "directory" | "notebook" | "file";

/** How the content of a file is written in JSON. */
export type ContentsFormat = "json" | "text" | "base64";

/** One file or folder. */
export interface ContentsModel extends Json {
  name: string;
  path: string;
  type: ContentsType;
  created: string;
  last_modified: string;
  /** In bytes; null for folders. */
  size: number | null;
  writable: boolean;
  mimetype: string | null;
  format: ContentsFormat | null;
  /** Null unless asked for. */
  content: unknown;
  hash?: string | null;
  hash_algorithm?: string | null;
}

/** The description of what lies at `path`, without its content. */
export function describe(path: string, stats: Stats, type: ContentsType): ContentsModel {
  const modified = stats.mtime.toISOString();
  return {
    name: path.split("/").at(-1) ?? "",
    path,
    type,
    created: stats.birthtimeMs > 0 ? stats.birthtime.toISOString() : modified,
    last_modified: modified,
    size: type === "directory" ? null : stats.size,
    writable: (stats.mode & 0o222) !== 0,
    mimetype: null,
    format: null,
    content: null,
  };
}

/** Which kind a path is when the client does not say. */
export function typeOf(path: string, stats: Stats): ContentsType {
  if (stats.isDirectory()) return "directory";
  return path.endsWith(".ipynb") ? "notebook" : "file";
}

/** The hash that tells a client whether a file has changed. */
export function hashOf(data: Uint8Array): { hash: string; hash_algorithm: string } {
  return { hash: createHash("sha256").update(data).digest("hex"), hash_algorithm: "sha256" };
}

/** The MIME type that the name of a file stands for. */
export function mimeTypeOf(path: string): string | undefined {
  return mimeTypes[extname(path).toLowerCase()];
}

const mimeTypes: Record<string, string> = {
  ".bin": "application/octet-stream",
  ".css": "text/css",
  ".csv": "text/csv",
  ".gif": "image/gif",
  ".gz": "application/gzip",
  ".htm": "text/html",
  ".html": "text/html",
  ".ipynb": "application/x-ipynb+json",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".json": "application/json",
  ".md": "text/markdown",
  ".mp4": "video/mp4",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "application/typescript",
  ".tsv": "text/tab-separated-values",
  ".txt": "text/plain",
  ".wasm": "application/wasm",
  ".webm": "video/webm",
  ".webp": "image/webp",
  ".xml": "text/xml",
  ".zip": "application/zip",
};
