import { expect, test } from "vitest";
import { pickerView } from "../../../site/playground/model/picker-view.ts";
import { event, inChat } from "../../support/events.ts";
import { benchWith } from "./bench.ts";

test("a list to pick from is short, and holds the conversation that is looked at", () => {
  const bench = benchWith(...Array.from({ length: 203 }, (_, i) => event.ButtonClicked(inChat(`c${1_000 + i}`))));
  expect(pickerView(bench)).toMatchObject({ more: 3 });
  const last = [...bench.conversations.keys()].at(-1) ?? "";
  const picked = pickerView({ ...bench, chosen: last });
  expect([picked.items.length, picked.items.at(-1)?.name, picked.more]).toEqual([201, "c1202", 2]);
});
