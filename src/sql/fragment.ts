import { UsageError } from "../domain/usage-error.ts";

const pieces: unique symbol = Symbol("pieces of SQL");

/**
 * A piece of SQL. Only this file makes one: from templates that stand in the source, and from names and values that it has
 * quoted. A string from elsewhere has no way into a query.
 */
export interface Sql {
  readonly [pieces]: readonly Piece[];
}

/** Text of ours, which is indented to fit; or a quoted name or value, which stays as it is, line breaks and all. */
interface Piece {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** SQL from a template; what is put into it is SQL too. */
export function sql(template: TemplateStringsArray, ...parts: readonly Sql[]): Sql {
  return made(template.flatMap((text, i) => [code(text), ...(parts[i]?.[pieces] ?? [])]));
}

/** Several pieces with another between them. */
export function join(parts: readonly Sql[], between: Sql): Sql {
  return made(parts.flatMap((part, i) => (i === 0 ? part[pieces] : [...between[pieces], ...part[pieces]])));
}

/** Lines that are moved to the right by one step. */
export function indented(part: Sql): Sql {
  const moved = part[pieces].map((piece) => (piece.isQuoted ? piece : code(piece.text.replaceAll("\n", "\n  "))));
  return made([code("  "), ...moved]);
}

/** A whole number. */
export function integer(value: number): Sql {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no whole number.`);
  return made([code(value < 0 ? `(${value})` : String(value))]);
}

/** A name or a value from outside, between marks, in which each character that could end it is written otherwise. */
export function quoted(value: string, mark: string, escapes: Readonly<Record<string, string>>): Sql {
  if (!value.isWellFormed() || value.includes("\0")) {
    throw new UsageError("invalid-option", `${JSON.stringify(value)} cannot be written in SQL: it is no Unicode text.`);
  }
  const text = Array.from(value, (character) => escapes[character] ?? character).join("");
  return made([{ text: mark + text + mark, isQuoted: true }]);
}

/** A comment of one line. What would end it is left out. */
export function comment(text: string): Sql {
  return made([code(`-- ${text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ")}`)]);
}

/** The text of a piece of SQL. */
export function print(part: Sql): string {
  return part[pieces].map(({ text }) => text).join("");
}

function made(list: readonly Piece[]): Sql {
  return { [pieces]: list };
}

function code(text: string): Piece {
  return { text, isQuoted: false };
}
