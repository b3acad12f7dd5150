import { expect, test } from "vitest";
import { benchOf } from "../../../site/playground/model/bench.ts";
import { logView } from "../../../site/playground/model/log-view.ts";
import { readLog } from "../../../site/playground/model/read-log.ts";
import { at, event, inAccount } from "../../support/events.ts";

test("a log is summed up, and what was refused of it is listed up to a number", () => {
  const click = event.ButtonClicked({ id: "click" }, at("10:00"));
  const text = [click, click, event.PlanSubscribed(inAccount("globex"))].map((line) => JSON.stringify(line));
  const view = logView(benchOf(readLog([...text, ...Array.from({ length: 52 }, () => "nonsense")].join("\n"))));
  expect(view.summary).toBe("3 events, 1 of them more than once, in 1 conversation of 2 accounts; 52 lines refused.");
  expect([view.refused.length, view.refused[0]?.line, view.refusedMore]).toEqual([50, 4, 2]);
});
