/**
 * A refusal that the client is told: a status and one clear sentence, as the Jupyter Server API words its errors.
 *
 * @packageDocumentation
 */

/** A refusal with the HTTP status that says whose mistake it was. */
export class HttpError extends Error {
  /** The status of the answer, 400 to 599. */
  readonly statusCode: number;
  /** What a program may test for, such as `bad type`; null where Jupyter gives none. */
  readonly reason: string | null;

  constructor(statusCode: number, message: string, reason: string | null = null) {
    super(message);
    this.name = "HttpError";
    this.statusCode = statusCode;
    this.reason = reason;
  }
}

/** `error` as the refusal that it means to a client; errors of the file system become sentences, others pass unchanged. */
export function asHttpError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  const sentence = code === undefined ? undefined : fileErrors[code];
  return sentence ? new HttpError(sentence[0], sentence[1](path)) : error;
}

/** The `code` of a Node error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

type Sentence = [status: number, text: (path: string) => string];

const fileErrors: Partial<Record<string, Sentence>> = {
  ENOENT: [404, (path) => `No such file or directory: ${path}`],
  ENOTDIR: [404, (path) => `No such file or directory: ${path}`],
  EACCES: [403, (path) => `There is no permission to use ${path}.`],
  EPERM: [403, (path) => `There is no permission to use ${path}.`],
  EROFS: [403, (path) => `There is no permission to write ${path}: its disk is read-only.`],
  EISDIR: [400, (path) => `${path} is a directory, not a file.`],
  EEXIST: [409, (path) => `There is already a file or directory ${path}.`],
  ENOTEMPTY: [400, (path) => `The directory ${path} is not empty.`],
  ENAMETOOLONG: [400, (path) => `The name ${path} is too long.`],
  ENOSPC: [507, (path) => `There is no space left on the disk to write ${path}; the file is as it was.`],
  EDQUOT: [507, (path) => `There is no space left on the disk to write ${path}; the file is as it was.`],
};
