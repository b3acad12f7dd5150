/** Where something stands in what was handed to the importer. */
export interface Place {
  /** Which of the documents, from 0. */
  readonly document: number;
  /** Where in that document, e.g. `items[3].content`; empty for the document as a whole. */
  readonly path: string;
}

/** The place of a field or an item inside another place. */
export function inside({ document, path }: Place, step: string | number): Place {
  if (typeof step === "number") return { document, path: `${path}[${step}]` };
  return { document, path: path === "" ? step : `${path}.${step}` };
}

/**
 * Why something of the vendor's gave no event:
 *
 * - `unknown-format`: it is none of the vendor's formats;
 * - `malformed`: a field that is needed is missing or wrong;
 * - `no-counterpart`: the vendor has a thing for which the ledger has no event, such as an agent who leaves;
 * - `automatic-message`: a bot wrote it, but by the rule in use it is no chatbot;
 * - `no-conversation`: it names no conversation;
 * - `invalid-rating`: a rating that is no whole number from 1 to 5, or that contradicts another one;
 * - `unknown-time`: it happened, but nothing says when.
 */
export type UnmappedCode =
  | "unknown-format"
  | "malformed"
  | "no-counterpart"
  | "automatic-message"
  | "no-conversation"
  | "invalid-rating"
  | "unknown-time";

/** One thing that the importer could not turn into an event. It never quotes what people wrote. */
export interface Unmapped extends Place {
  readonly code: UnmappedCode;
  /** What it is, e.g. `bot message "msJZcgRsWzE4n"`. */
  readonly what: string;
  /** Why it gave no event, as a sentence. */
  readonly why: string;
}
