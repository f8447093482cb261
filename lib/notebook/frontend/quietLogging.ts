/**
 * Stands in for yjs's logging. Lab's document model reads cells before it puts them into a document, as it means to; yjs warns of each
 * such read, hundreds of times a notebook, which fills the console and takes a third of the time until the first cell shows.
 *
 * @packageDocumentation
 */

const nothing = (): void => undefined;

/** What yjs calls; it says nothing. */
export const print = nothing;
/** What yjs calls; it says nothing. */
export const warn = nothing;
/** A colour, which yjs names. */
export const ORANGE = "";
/** A colour, which yjs names. */
export const RED = "";
/** A weight, which yjs names. */
export const BOLD = "";
/** A weight, which yjs names. */
export const UNBOLD = "";
