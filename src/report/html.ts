import { printable } from "../projections/printable.ts";

/** Markup. It comes of templates, whose values are escaped, and of the few texts that {@link trusted} lets through. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Markup that may stand in a page as it is. */
export type Html = Markup;

/** What may be put into a template: markup as it is, text and numbers escaped, lists item by item. */
export type Value = Html | string | number | readonly Value[];

/**
 * A template of HTML. Whatever is put into it becomes text, in elements and in quoted attributes alike, unless it is markup
 * of another template.
 */
export function html(template: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Markup(template.reduce((text, part, i) => text + markupOf(values[i - 1] ?? "") + part));
}

/** Markup that does not come of a template: only of what holds no word of a log. */
export function trusted(text: string): Html {
  return new Markup(text);
}

function markupOf(value: Value): string {
  if (value instanceof Markup) return value.toString();
  return typeof value === "object" ? value.map(markupOf).join("") : escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as markup. Controls, which a page cannot hold, and marks that turn the direction of text are written out. */
function escaped(text: string): string {
  return printable(text.toWellFormed()).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
