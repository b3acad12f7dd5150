import { parseHTML } from "linkedom";

/** What the tests look at of an element. */
export interface Element {
  readonly localName: string;
  readonly textContent: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

/** A page as a browser would see it. */
export interface Page {
  all(selector: string): readonly Element[];
  /** The cells of the table whose caption begins so, row by row: of numbers their value, of other cells their text. */
  table(caption: string): readonly (readonly string[])[];
}

export function parsed(html: string): Page {
  const document: Element = parseHTML(html).document;
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  return {
    all,
    table(caption) {
      const table = all("table").find((one) => one.querySelector("caption")?.textContent.startsWith(caption) === true);
      if (table === undefined) throw new Error(`There is no table ${JSON.stringify(caption)}.`);
      const rows = [...table.querySelectorAll("tbody tr")];
      return rows.map((row) => [...row.querySelectorAll("th,td")].map(cellOf));
    },
  };
}

function cellOf(cell: Element): string {
  const values = [...cell.querySelectorAll("data")].map((data) => data.getAttribute("value") ?? "");
  return values.length > 0 ? values.join("/") : cell.textContent.trim();
}

/** The values of the numbers in a part of a page. */
export function valuesIn(part: Element | null | undefined): readonly number[] {
  return [...(part?.querySelectorAll("data") ?? [])].map((data) => Number(data.getAttribute("value")));
}
