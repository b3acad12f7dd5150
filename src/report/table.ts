import { type Html, html, type Value } from "./html.ts";

/** A column of a table: of words to the left, of numbers to the right. */
export interface Column {
  readonly title: Value;
  /** An aside is left out where there is no room. */
  readonly of: "words" | "numbers" | "picture" | "aside" | "aside numbers";
}

/** What a table is made of. The first cell of each row names the row. */
export interface Table {
  readonly caption: Value;
  /** Whether the caption is there for those alone who do not see the heading above. */
  readonly captionIsHidden?: boolean;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

/** A table that scrolls by itself where the screen is too narrow for it. */
export function table({ caption, captionIsHidden = false, columns, rows }: Table): Html {
  const classOf = (i: number) => columns[i]?.of ?? "words";
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${captionText(caption)}"><table>
<caption${captionIsHidden ? html` class="hidden"` : ""}>${caption}</caption>
<thead><tr>${columns.map(({ title, of }) => html`<th scope="col" class="${of}">${title}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([name = "", ...cells]) =>
    html`<tr><th scope="row" class="${classOf(0)}">${name}</th>${cells.map((cell, i) => html`<td class="${classOf(i + 1)}">${cell}</td>`)}</tr>
`,
)}</tbody></table></div>
`;
}

function captionText(caption: Value): Value {
  return typeof caption === "string" ? caption : "Table";
}

/** Something to unfold, such as the figures of a chart. */
export function unfolding(summary: Value, content: Html): Html {
  return html`<details><summary>${summary}</summary>
${content}</details>
`;
}
