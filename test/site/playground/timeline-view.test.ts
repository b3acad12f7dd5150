import { explain } from "chatledger";
import { expect, test } from "vitest";
import { readLog } from "../../../site/playground/model/read-log.ts";
import { timelineView } from "../../../site/playground/model/timeline-view.ts";
import { at, event } from "../../support/events.ts";
import { benchWith, chosen } from "./bench.ts";

test("a timeline has each event once, the gap before it, and marks what is evidence", () => {
  const bot = event.BotTriggered({ id: "bot", botId: "welcome" }, at("23:59:50"));
  const click = event.ButtonClicked({ id: "click", botId: "welcome" }, at("2024-05-02 00:00:00"));
  const bench = benchWith(click, bot, click);
  const { rows, more, lines } = timelineView(chosen(bench), explain(chosen(bench).state));
  expect(rows.map(({ day, time: clock, gap, evidenceOf }) => [day, clock, gap, evidenceOf])).toEqual([
    ["2024-05-01", "23:59:50", "", []],
    ["2024-05-02", "00:00:00", "+ 10 s", ["outcome", "label"]],
  ]);
  expect(rows[0]?.fields).toEqual([
    { name: "id", value: "bot" },
    { name: "botId", value: "welcome" },
  ]);
  expect(more).toBe(0);
  expect(readLog(lines).events).toEqual([bot, click]);
});

test("a long timeline is cut, and says how much is left", () => {
  const clicks = Array.from({ length: 310 }, () => event.ButtonClicked());
  const bench = benchWith(...clicks);
  const view = timelineView(chosen(bench), explain(chosen(bench).state));
  expect([view.rows.length, view.more]).toEqual([300, 10]);
});
