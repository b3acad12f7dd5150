import { type Html, html, trusted } from "../html.ts";

/** What a picture shows, in words: what it is called, and what is to be seen. */
export interface Caption {
  /** A name that no other picture of the page has, of letters and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** A drawing and its size, in pixels. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  /** What stands within the `svg` element. */
  readonly content: string;
}

/** Where a drawing is shown: everywhere, or on wide screens and paper, or on narrow screens. */
export type Place = "everywhere" | "wide" | "narrow";

/** A drawing as part of a page, with words for those who do not see it. */
export function picture({ id, title, description }: Caption, { width, height, content }: Drawn, place: Place): Html {
  const name = place === "everywhere" ? id : `${id}-${place}`;
  return html`<svg class="chart ${place}" role="img" aria-labelledby="${name}-title" aria-describedby="${name}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" text-anchor="middle" font-size="12" fill="currentColor"><title id="${name}-title">${title}</title><desc id="${name}-desc">${description}</desc>${trusted(content)}</svg>
`;
}
