import { type ConversationEvent, isConversationEvent } from "chatledger";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseLine } from "../../../src/replay/parse-line.ts";
import { LogScan } from "../../../src/replay/scan/log-scan.ts";
import { PlanTable, shapeOf } from "../../../src/replay/scan/plan-table.ts";
import { arrivals, log } from "../../support/arbitraries.ts";
import { judgingOptions } from "../../support/judging-options.ts";
import { ndjson } from "../temp-folder.ts";
import { answersOf, answersOfEvents, statisticsPlan } from "./scanned.ts";

type Options = Parameters<typeof statisticsPlan>[0];

function tableOf(events: readonly ConversationEvent[], options: Options): PlanTable {
  const table = new PlanTable(shapeOf(statisticsPlan(options)));
  const asOf = options.asOf === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(options.asOf));
  const scan = new LogScan(table, "log", { asOf, hideText: false });
  scan.take(Buffer.from(ndjson(events)));
  expect(scan.result.anomalies).toEqual([]);
  return table;
}

const arrived = fc.tuple(log(), judgingOptions());

test("a table answers as the judge does, whatever comes in what order and how often", () => {
  const again = arrived.chain(([events, options]) =>
    fc.tuple(fc.constant(events), arrivals(events), fc.constant(options)),
  );
  fc.assert(
    fc.property(again, ([events, other, options]) => {
      const plan = statisticsPlan(options);
      const answers = answersOfEvents(events, options);
      expect(answersOf(tableOf(events, options), plan, options)).toEqual(answers);
      expect(answersOf(tableOf(other, options), plan, options)).toEqual(answers);
    }),
  );
});

test("tables of parts merge to the table of the whole, in any order, any part any number of times", () => {
  const parts = arrived.chain(([events, options]) =>
    fc.tuple(
      fc.constant(events),
      fc.array(fc.nat({ max: 3 }), { minLength: events.length, maxLength: events.length }),
      fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      fc.constant(options),
    ),
  );
  fc.assert(
    fc.property(parts, ([events, partOf, order, options]) => {
      const plan = statisticsPlan(options);
      const packed = order.map(
        (part) =>
          tableOf(
            events.filter((_, i) => partOf[i] === part),
            options,
          ).pack().packed,
      );
      const whole = new PlanTable(shapeOf(plan));
      for (const part of [...packed, ...packed.slice(0, 2)]) whole.merge(structuredClone(part));
      expect(answersOf(whole, plan, options)).toEqual(answersOfEvents(events, options));
    }),
  );
});

test("many conversations, accounts and ids of all lengths are told apart", () => {
  const events = Array.from(
    { length: 5_000 },
    (_, i): ConversationEvent => ({
      type: i % 3 === 0 ? "BotTriggered" : "ButtonClicked",
      id: `e${i}`,
      occurredAt: new Date(1_700_000_000_000 + i).toISOString(),
      accountId: `a${i % 7}${"x".repeat(i % 11)}`,
      conversationId: `${"c".repeat(1 + (i % 120))}${i % 97}`,
      botId: "bot",
      buttonId: "button",
    }),
  );
  const clean = events
    .map((event) => JSON.parse(JSON.stringify(event)) as ConversationEvent)
    .filter(isConversationEvent);
  const plan = statisticsPlan({});
  expect(answersOf(tableOf(clean, {}), plan, {})).toEqual(answersOfEvents(clean, {}));
  const line = Buffer.from(JSON.stringify(events[0]));
  expect(parseLine(line, 0, line.length, "latin1").success).toBe(true);
});
