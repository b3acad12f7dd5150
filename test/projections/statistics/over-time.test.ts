import { chatbotStatistics } from "chatledger";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { statisticsOverTime } from "../../../src/projections/statistics/over-time.ts";
import { chats } from "../../support/chats.ts";
import { event, inAccount, inChat } from "../../support/events.ts";
import { statisticsCase } from "../../support/statistics-cases.ts";

const figuresOf = ({ triggered, resolved, escalated }: { triggered: number; resolved: number; escalated: number }) => [
  triggered,
  resolved,
  escalated,
];

test("all accounts are taken together, and empty buckets are listed", () => {
  const events = [
    ...chats.resolved("2024-05-01 10:00"),
    ...chats.escalated("2024-05-01 11:00", inAccount("globex")),
    ...chats.ignored("2024-05-03 10:00"),
  ];
  const { by, rows, leftOut } = statisticsOverTime(events);
  expect([by, leftOut]).toStrictEqual(["day", 0]);
  expect(rows.map((row) => [row.from.slice(0, 10), ...figuresOf(row)])).toStrictEqual([
    ["2024-05-01", 2, 1, 1],
    ["2024-05-02", 0, 0, 0],
    ["2024-05-03", 1, 0, 0],
  ]);
  expect(rows[0]?.resolutionRate).toStrictEqual({ numerator: 1, denominator: 2, value: 0.5 });
});

describe("too many buckets", () => {
  const days = Array.from({ length: 200 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10));
  const events = days.flatMap((day) => chats.ignored(`${day} 10:00`));

  test("make way for larger ones, of which there are few enough", () => {
    expect(statisticsOverTime(events, { mostRows: 200 }).by).toBe("day");
    expect(statisticsOverTime(events, { mostRows: 199 }).by).toBe("week");
    const months = statisticsOverTime(events, { mostRows: 7 });
    expect(months.by).toBe("month");
    expect(months.rows.map(({ triggered }) => triggered)).toStrictEqual([31, 29, 31, 30, 31, 30, 18]);
    expect(statisticsOverTime(events, { by: "hour" }).by).toBe("week");
  });

  test("are cut at the bounds that were asked for", () => {
    const [first, ...others] = statisticsOverTime(events, { from: "2024-01-17", to: "2024-03-11", mostRows: 3 }).rows;
    expect([first?.from, first?.to, first?.triggered]).toStrictEqual([
      "2024-01-17T00:00:00.000Z",
      "2024-02-01T00:00:00.000Z",
      15,
    ]);
    expect(others.at(-1)).toMatchObject({ to: "2024-03-11T00:00:00.000Z", triggered: 10 });
  });

  test("of the largest size are the latest ones", () => {
    const long = event.BotTriggered({ occurredAt: "0001-01-01T00:00:00Z" }, inChat("long ago"));
    const { by, rows, leftOut } = statisticsOverTime([long, ...events]);
    expect([by, rows.length, leftOut, rows.at(-1)?.triggered]).toStrictEqual(["year", 100, 1924, 200]);
  });
});

test("bounds that cut a bucket are refused as everywhere", () => {
  const cut = () => statisticsOverTime([], { by: "week", from: "2024-05-01" });
  expect(cut).toThrow(expect.objectContaining({ code: "invalid-interval" }));
});

test("nothing with a bot", () => {
  expect(statisticsOverTime(chats.withoutBot("10:00"))).toStrictEqual({ by: "day", rows: [], leftOut: 0 });
});

test("every row says what the totals of its stretch of time say, and the rows cover the interval", () => {
  const most = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(statisticsCase(), most, ({ events, options }, mostRows) => {
      const { by, rows, leftOut } = statisticsOverTime(events, { ...options, mostRows });
      expect(rows.length).toBeLessThanOrEqual(mostRows);
      const cells = options.by === "hour" ? "hour" : "day";
      for (const { from, to, ...figures } of rows) {
        const { totals } = chatbotStatistics(events, { ...options, by: cells, from, to });
        expect(totals).toMatchObject(figures);
      }
      for (const [i, row] of rows.entries()) if (i > 0) expect(row.from).toBe(rows[i - 1]?.to);
      if (rows.length === 0 || leftOut > 0) return;
      // Weeks that were asked for may begin before the month that is shown instead, and then nothing lies in those days.
      const { totals } = chatbotStatistics(events, { ...options, by: cells });
      const [first, last] = [rows[0]?.from ?? "", rows.at(-1)?.to ?? ""];
      expect(first <= (totals.from ?? "") && last >= (totals.to ?? "")).toBe(true);
      if (by !== options.by) return;
      const { rows: asked } = chatbotStatistics(events, options);
      expect(new Set(rows.map(({ from }) => from))).toStrictEqual(new Set(asked.map(({ from }) => from)));
    }),
  );
});
