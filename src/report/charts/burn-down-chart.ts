import { formatInstant } from "../../domain/instant.ts";
import type { TimeZone } from "../../domain/time-zone.ts";
import { localTime } from "../../projections/local-time.ts";
import { number } from "../../projections/number-text.ts";
import type { BurnDown } from "../../projections/quota-dashboard/burn-down.ts";
import { axisDate } from "./axis-date.ts";
import type { Drawing } from "./drawing.ts";
import { colour } from "./outcome-colours.ts";
import type { Drawn } from "./picture.ts";
import { countTicks } from "./ticks.ts";

/** What is left of the month's conversations, day by day, with the thresholds and where the pace so far leads. */
export function burnDownChart(
  { plot, contentOf }: Drawing,
  { balances, thresholds, forecast }: BurnDown,
  period: { readonly start: string; readonly end: string },
  zone: TimeZone,
): Drawn {
  const width = 340;
  const height = 190;
  const points = balances.map(({ at, left, limit }) => ({
    at: Date.parse(at),
    left,
    title: `${localTime(at, zone)}: ${number(left)} of ${number(limit)} left`,
  }));
  const last = points.at(-1);
  const ahead =
    last === undefined || forecast === null ? [] : [last, { at: Date.parse(forecast.at), left: forecast.left }];
  const highest = balances.reduce((max, { limit }) => Math.max(max, limit), 1);
  const lowest = balances.reduce((min, { left }) => Math.min(min, left), 0);
  const [start, end] = [Date.parse(period.start), Date.parse(period.end)];
  const lines = thresholds.filter(({ left }) => left > 0).map(({ pct, left }) => ({ left, label: `${pct} % used` }));
  const dates = {
    label: null,
    tickSize: 0,
    tickPadding: 8,
    fontSize: 11,
    fill: "var(--muted)",
    tickFormat: (at: number) => axisDate(formatInstant(at), "day", zone),
  };
  const content = contentOf({
    width,
    height,
    marginLeft: 44,
    marginRight: 8,
    marginTop: 12,
    marginBottom: 26,
    x: { type: "utc", domain: [start, end] },
    y: { domain: [lowest, highest] },
    marks: [
      plot.axisY([...(lowest < 0 ? [lowest] : []), ...countTicks(highest)], {
        label: null,
        tickSize: 0,
        fontSize: 11,
        tickFormat: number,
        fill: "var(--muted)",
      }),
      plot.ruleY(lines, { y: "left", stroke: "var(--axis)", strokeDasharray: "1,3" }),
      plot.text(lines, {
        x: start,
        y: "left",
        text: "label",
        textAnchor: "start",
        dx: 4,
        dy: -6,
        fontSize: 10,
        fill: "var(--muted)",
      }),
      plot.ruleY([0], { stroke: "var(--axis)" }),
      plot.areaY(points, { x: "at", y1: 0, y2: "left", fill: colour("resolved"), fillOpacity: 0.12 }),
      plot.line(points, { x: "at", y: "left", stroke: colour("resolved"), strokeWidth: 2 }),
      plot.line(ahead, { x: "at", y: "left", stroke: colour("resolved"), strokeWidth: 2, strokeDasharray: "5,4" }),
      plot.dot(points.slice(-1), { x: "at", y: "left", r: 3.5, fill: colour("resolved"), title: "title" }),
      plot.axisX([start], { ...dates, textAnchor: "start" }),
      plot.axisX([end], { ...dates, textAnchor: "end" }),
    ],
  });
  return { width, height, content };
}
