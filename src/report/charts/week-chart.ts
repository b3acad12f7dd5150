import { number } from "../../projections/number-text.ts";
import type { WeekHour } from "../../projections/statistics/week-hours.ts";
import type { Drawing } from "./drawing.ts";
import { colour } from "./outcome-colours.ts";
import type { Drawn } from "./picture.ts";

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

const STEPS = ["step0", "step1", "step2", "step3", "step4", "step5"] as const;

/** A shade of the heat map, and the counts that it stands for. */
export interface Shade {
  readonly fill: string;
  readonly from: number;
  readonly to: number;
}

/** The shades for counts up to a maximum: one for none, and up to five from few to many. */
export function shadesOf(max: number): readonly Shade[] {
  const wide = Math.max(1, Math.ceil(max / (STEPS.length - 1)));
  return STEPS.map((step, i) => ({
    fill: colour(step),
    from: i === 0 ? 0 : (i - 1) * wide + 1,
    to: Math.min(i * wide, max),
  })).filter(({ from }) => from <= max);
}

/** The hours of the week as a map: days down and hours across, or, where that is too wide, the other way round. */
export function weekChart(
  { plot, contentOf }: Drawing,
  hours: readonly WeekHour[],
  shades: readonly Shade[],
  { width, height, daysDown }: { readonly width: number; readonly height: number; readonly daysDown: boolean },
): Drawn {
  const cells = hours.map(({ weekday, hour, triggered }) => {
    const day = WEEKDAYS[weekday - 1] ?? "";
    return {
      day: day.slice(0, 3),
      hour: clock(hour),
      fill: shades.find(({ to }) => triggered <= to)?.fill ?? colour("step5"),
      title: `${day} ${clock(hour)}: ${number(triggered)}`,
    };
  });
  const days = { type: "band" as const, domain: WEEKDAYS.map((day) => day.slice(0, 3)), label: null, padding: 0 };
  const clocks = {
    type: "band" as const,
    domain: Array.from({ length: 24 }, (_, i) => clock(i)),
    label: null,
    padding: 0,
  };
  const ticks = { tickSize: 0, fontSize: 12, fill: "var(--muted)", label: null };
  const everyThird = clocks.domain.filter((_, i) => i % 3 === 0);
  const content = contentOf({
    width,
    height,
    marginLeft: 44,
    marginRight: 4,
    marginTop: 24,
    marginBottom: 4,
    x: daysDown ? clocks : days,
    y: daysDown ? days : clocks,
    marks: [
      plot.axisX(daysDown ? everyThird : days.domain, { ...ticks, anchor: "top" }),
      plot.axisY(daysDown ? days.domain : everyThird, ticks),
      plot.cell(cells, {
        x: daysDown ? "hour" : "day",
        y: daysDown ? "day" : "hour",
        fill: "fill",
        title: "title",
        inset: 1,
        rx: 2,
      }),
    ],
  });
  return { width, height, content };
}

/** An hour as a clock shows it. */
export function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}
