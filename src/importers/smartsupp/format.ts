import type { Collector } from "./collector.ts";
import type { Place } from "./unmapped.ts";

/** A JSON object as it came. */
export type VendorDocument = Readonly<Record<string, unknown>>;

/** One of the vendor's formats: how to tell it, and how to read it. */
export interface Format {
  /** Whether a document is meant to be of this format; it may still be malformed. */
  matches(document: VendorDocument): boolean;
  /** Puts all that the document says into the collector. */
  read(document: VendorDocument, place: Place, collector: Collector): void;
}

export function isDocument(value: unknown): value is VendorDocument {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
