import type { Markish, PlotOptions } from "@observablehq/plot";
import { ReportError } from "../report-error.ts";

type PlotLibrary = typeof import("@observablehq/plot");

/** What draws charts. */
export interface Drawing {
  readonly plot: PlotLibrary;
  /** What stands within the `svg` element of a plot. It holds no style, name or id of its own. */
  contentOf(options: PlotOptions & { readonly marks: Markish[] }): string;
}

/**
 * Loads what draws charts: two packages that only a report needs.
 *
 * @throws ReportError `missing-package`, saying what to install.
 */
export async function loadDrawing(): Promise<Drawing> {
  const [plot, { DOMParser }] = await Promise.all([
    needed(() => import("@observablehq/plot")),
    needed(() => import("linkedom")),
  ]);
  const document: unknown = new DOMParser().parseFromString("<html></html>", "text/html");
  return {
    plot,
    contentOf(options) {
      const drawn: unknown = plot.plot({ ...options, document });
      const [, content = ""] = ELEMENT.exec(String(drawn)) ?? [];
      return content
        .replaceAll(NAMES, "")
        .replace(LONG_DECIMALS, (digits) => String(Number(Number(digits).toFixed(2))));
    },
  };
}

/** The element of a plot: its own style, which the page does without, and what is drawn. */
const ELEMENT = /^<svg [^>]*>(?:<style>[^<]*<\/style>)?(.*)<\/svg>$/s;
/** The parts of a picture have no names: the picture has one, and a table. */
const NAMES = / aria-label="[^"]*"/g;
/** What lies below a pixel nobody sees. */
const LONG_DECIMALS = /\d+\.\d{3,}(?:e-\d+)?/g;

async function needed<Package>(load: () => Promise<Package>): Promise<Package> {
  try {
    return await load();
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing) throw error;
    throw new ReportError("The charts of a report need two packages more: npm install @observablehq/plot linkedom");
  }
}
