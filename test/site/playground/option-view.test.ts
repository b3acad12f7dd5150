import { expect, test } from "vitest";
import { USUAL_OPTIONS } from "../../../site/playground/model/bench.ts";
import { minutesOf, optionViews, timeoutOf } from "../../../site/playground/model/option-view.ts";

test("an option is offered as what it is, and a time in minutes", () => {
  const views = optionViews({ ...USUAL_OPTIONS, requireClose: false });
  expect(views.map(({ name, value, isTime, isUsual }) => [name, value, isTime, isUsual])).toEqual([
    ["botInputIsInteraction", true, false, true],
    ["handoffIsContact", true, false, true],
    ["requireClose", false, false, false],
    ["inactivityTimeout", null, true, true],
  ]);
  expect(views[3]?.means).toContain("minutes");
  expect([
    timeoutOf("1.5"),
    timeoutOf(""),
    timeoutOf(" "),
    timeoutOf("-1"),
    timeoutOf("soon"),
    timeoutOf("1e99"),
  ]).toEqual([90_000, null, null, null, null, null]);
  expect(minutesOf(90_000)).toBe("1.5");
});
