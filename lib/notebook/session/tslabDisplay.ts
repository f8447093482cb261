/**
 * `import { display } from "tslab"`, for notebooks that were written for tslab: the same names, shown by this session.
 *
 * @packageDocumentation
 */

import { currentSession } from "../display";

const TYPES = {
  javascript: "text/javascript",
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  text: "text/plain",
} as const;

type Shower = Record<keyof typeof TYPES, (data: string | Uint8Array) => void> & {
  raw: (type: string, data: string | Uint8Array) => void;
};

/** tslab's `display`: each call shows one thing. */
export const display: Shower = shower((type, data) => currentSession()?.display({ [type]: data }, {}));

let last = 0;

/** tslab's `newDisplay`: each call replaces what the one before showed. */
export function newDisplay(): Shower {
  const displayId = `tslab-${(last += 1)}`;
  let update = false;
  return shower((type, data) => {
    currentSession()?.display({ [type]: data }, { displayId, update });
    update = true;
  });
}

function shower(raw: Shower["raw"]): Shower {
  const named = Object.entries(TYPES).map(([name, type]) => [name, (data: string | Uint8Array) => raw(type, data)]);
  return { ...(Object.fromEntries(named) as Omit<Shower, "raw">), raw };
}
