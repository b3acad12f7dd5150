import { digest } from "../../domain/digest.ts";
import { isId } from "../../domain/event-fields.ts";

/** So many characters of a name that is too long or not well-formed stay readable in its id. */
const KEPT = 100;

/**
 * The vendor's name for something as an id of ours: itself. Only a name that no id may be (empty, longer than 128
 * characters, with a lone surrogate or U+0000) becomes its beginning and a digest of the whole.
 */
export function toId(name: string): string {
  if (isId(name)) return name;
  return `${name.slice(0, KEPT).toWellFormed().replaceAll("\0", "\uFFFD")}~${digest(name)}`;
}

/**
 * The id of an event from what identifies it, e.g. `("coX", "closed", "2026-05-12T18:38:15.000Z")`. Different parts give
 * different ids: a `/` inside a part is written `%2F`.
 */
export function eventId(...parts: readonly (string | number)[]): string {
  return toId(parts.map((part) => String(part).replaceAll("%", "%25").replaceAll("/", "%2F")).join("/"));
}
