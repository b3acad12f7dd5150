import { type Html, html, type Value } from "../html.ts";

/** A part of the page, with a heading that the list at its top leads to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What the list calls it, if that is shorter. */
  readonly short?: string;
  readonly content: Html;
}

/** A section of the page. */
export function sectionHtml({ id, title, content }: Section): Html {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}</section>
`;
}

/** The sentence below a heading. */
export function lead(...text: readonly Value[]): Html {
  return html`<p class="lead">${text}</p>
`;
}
