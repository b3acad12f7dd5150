import type { TimeZone } from "../../domain/time-zone.ts";
import { number } from "../../projections/number-text.ts";
import type { OverTime } from "../../projections/statistics/over-time.ts";
import { axisDate } from "./axis-date.ts";
import type { Drawing } from "./drawing.ts";
import { colour, STACKED } from "./outcome-colours.ts";
import type { Drawn } from "./picture.ts";
import { countTicks, thinned } from "./ticks.ts";

/** Room for one date below the axis. */
const DATE_WIDTH = 96;

/** The outcomes of each bucket as a bar, stacked. */
export function overTimeChart(
  { plot, contentOf }: Drawing,
  { by, rows }: OverTime,
  zone: TimeZone,
  size: { readonly width: number; readonly height: number },
): Drawn {
  const label = (from: string) => axisDate(from, by, zone);
  const bars = rows
    .flatMap((row) =>
      STACKED.map(({ figure, name }) => ({
        from: row.from,
        figure,
        count: row[figure],
        title: `${label(row.from)}: ${number(row[figure])} ${name.toLowerCase()}`,
      })),
    )
    .filter(({ count }) => count > 0);
  const highest = rows.reduce((max, { triggered }) => Math.max(max, triggered), 0);
  const content = contentOf({
    ...size,
    marginLeft: 44,
    marginRight: 4,
    marginTop: 12,
    marginBottom: 28,
    x: { type: "band", domain: rows.map(({ from }) => from), padding: rows.length > 40 ? 0.15 : 0.25 },
    y: { domain: [0, Math.max(1, highest)] },
    color: {
      type: "ordinal",
      domain: STACKED.map(({ figure }) => figure),
      range: STACKED.map(({ figure }) => colour(figure)),
    },
    marks: [
      plot.gridY(countTicks(Math.max(1, highest)), { stroke: "var(--line)", strokeOpacity: 1 }),
      plot.axisY(countTicks(Math.max(1, highest)), {
        label: null,
        tickSize: 0,
        fontSize: 12,
        tickFormat: number,
        fill: "var(--muted)",
      }),
      plot.barY(
        bars,
        plot.stackY({
          x: "from",
          y: "count",
          fill: "figure",
          title: "title",
          order: STACKED.map(({ figure }) => figure),
        }),
      ),
      plot.ruleY([0], { stroke: "var(--axis)" }),
      plot.axisX(
        thinned(
          rows.map(({ from }) => from),
          Math.floor(size.width / DATE_WIDTH),
        ),
        { label: null, tickSize: 0, tickPadding: 8, fontSize: 12, tickFormat: label, fill: "var(--muted)" },
      ),
    ],
  });
  return { ...size, content };
}
