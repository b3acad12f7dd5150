import { number } from "../../projections/number-text.ts";
import type { Counts, Figure } from "../../projections/statistics/figures.ts";
import type { Drawing } from "./drawing.ts";
import { colour } from "./outcome-colours.ts";
import type { Drawn } from "./picture.ts";

/** A part of a row: its figure begins where the figures before it in the row end. */
interface Part {
  readonly figure: Figure;
  readonly name: string;
  readonly fill: string;
  readonly text: string;
}

const PLAIN = { fill: "var(--axis)", text: "var(--page)" };
const ROWS: readonly (readonly Part[])[] = [
  [{ figure: "triggered", name: "Triggered", ...PLAIN }],
  [
    { figure: "reactions", name: "Reactions", ...PLAIN },
    { figure: "noReaction", name: "No reaction", fill: colour("noReaction"), text: colour("onNoReaction") },
  ],
  [
    { figure: "resolved", name: "Resolved", fill: colour("resolved"), text: colour("onResolved") },
    { figure: "escalated", name: "Escalated", fill: colour("escalated"), text: colour("onEscalated") },
    { figure: "inProgress", name: "In progress", fill: colour("inProgress"), text: colour("onInProgress") },
  ],
];

const LETTER_WIDTH = 7.5;

/** Three rows, each below what it is part of: triggered, then who reacted, then what came of it. */
export function funnelChart({ plot, contentOf }: Drawing, counts: Counts, width: number): Drawn {
  const parts = ROWS.flatMap((row, y) => {
    let end = 0;
    return row.map(({ figure, name, fill, text }) => {
      const start = end;
      end += counts[figure];
      const room = (counts[figure] / Math.max(1, counts.triggered)) * width;
      const labels = [`${name} ${number(counts[figure])}`, number(counts[figure])];
      const label = labels.find((words) => words.length * LETTER_WIDTH + 12 < room) ?? "";
      return { y: String(y), x1: start, x2: end, fill, text, label, title: `${name}: ${number(counts[figure])}` };
    });
  }).filter(({ x1, x2 }) => x2 > x1);
  const height = 132;
  const content = contentOf({
    width,
    height,
    margin: 0,
    x: { domain: [0, Math.max(1, counts.triggered)], axis: null },
    y: { type: "band", domain: ROWS.map((_, y) => String(y)), axis: null, paddingInner: 0.12, paddingOuter: 0 },
    marks: [
      plot.barX(parts, { x1: "x1", x2: "x2", y: "y", fill: "fill", title: "title", insetRight: 1 }),
      plot.text(parts, {
        x: "x1",
        y: "y",
        text: "label",
        fill: "text",
        textAnchor: "start",
        dx: 8,
        fontSize: 13,
        fontWeight: 600,
      }),
    ],
  });
  return { width, height, content };
}
