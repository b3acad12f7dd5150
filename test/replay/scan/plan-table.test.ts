import { type ConversationEvent, isConversationEvent, parseRuleSet } from "chatledger";
import { arrivals, instant, log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CONVERSATION_EVENT_TYPES } from "../../../src/domain/conversation-event.ts";
import { parseLine } from "../../../src/replay/parse-line.ts";
import { endsOf } from "../../../src/replay/scan/joined-ids.ts";
import { LogScan } from "../../../src/replay/scan/log-scan.ts";
import { recordLength } from "../../../src/replay/scan/plan-records.ts";
import { PlanTable } from "../../../src/replay/scan/plan-table.ts";
import { sharedPart } from "../../../src/replay/scan/table-part.ts";
import { shapeOf } from "../../../src/replay/scan/table-shape.ts";
import { at, event, time } from "../../support/events.ts";
import { judgingOptions } from "../../support/judging-options.ts";
import { ruleSet } from "../../support/rule-sets.ts";
import { ndjson } from "../temp-folder.ts";
import { answersOf, answersOfEvents, planFor, QUESTIONS, type Question, questionNames } from "./scanned.ts";

type Options = Parameters<typeof planFor>[0];

function emptyTable(options: Options, question: Question): PlanTable {
  return new PlanTable(shapeOf(planFor(options, question), question));
}

function tableOf(
  events: readonly ConversationEvent[],
  options: Options,
  question: Question = QUESTIONS.statistics,
  near?: number,
): PlanTable {
  const table = new PlanTable(shapeOf(planFor(options, question), question), undefined, near);
  fill(table, events, options);
  return table;
}

function fill(table: PlanTable, events: readonly ConversationEvent[], options: Options): void {
  const asOf = options.asOf === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(options.asOf));
  const scan = new LogScan(table, "log", { asOf, hideText: false });
  scan.take(Buffer.from(ndjson(events)));
  expect(scan.end().anomalies).toEqual([]);
}

const anyQuestion = fc.constantFrom(...questionNames.map((name) => QUESTIONS[name]));
const arrived = fc.tuple(log(), judgingOptions());

test("a table answers as the judge does, whatever comes in what order and how often", () => {
  const again = arrived.chain(([events, options]) =>
    fc.tuple(fc.constant(events), arrivals(events), fc.constant(options)),
  );
  fc.assert(
    fc.property(again, anyQuestion, ([events, other, options], question) => {
      const answers = answersOfEvents(events, options, question);
      expect(answersOf(tableOf(events, options, question), options, question)).toEqual(answers);
      expect(answersOf(tableOf(other, options, question), options, question)).toEqual(answers);
    }),
    { numRuns: 120 },
  );
});

/** Distinct events of two types within two milliseconds, so that most of them differ by their ids and visitors alone. */
const huddle = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom("10:00:00", "10:00:00.001"),
      fc.integer({ min: 1, max: 99 }),
      fc.nat({ max: 2 }),
      fc.constantFrom(undefined, "v1", "v2"),
    ),
    { minLength: 1, maxLength: 6, selector: ([, id]) => id },
  )
  .map((picked) =>
    picked.map(([clock, id, kind, visitorId]) => {
      const named = { id: String(id), visitorId };
      if (kind === 0) return event.ButtonClicked(at(clock), named);
      return event.HandoffRequested(at(clock), named, kind === 1 ? { botId: "bot" } : {});
    }),
  );

test.each([
  ["a log", fc.tuple(log(), ruleSet(CONVERSATION_EVENT_TYPES), instant())],
  [
    "events at one moment",
    fc.tuple(huddle, ruleSet(["ButtonClicked", "HandoffRequested"]), fc.constant(time("10:01"))),
  ],
])("of %s a table answers as the judge does, by any rules that have a plan", (_, judged) => {
  const planned = new Map<Question, number>();
  fc.assert(
    fc.property(judged, anyQuestion, ([events, rules, asOf], question) => {
      const options = { ruleSet: parseRuleSet(rules), asOf };
      if (question.plan(options) === undefined) return;
      planned.set(question, (planned.get(question) ?? 0) + 1);
      const table = tableOf(events, options, question);
      expect(answersOf(table, options, question)).toEqual(answersOfEvents(events, options, question));
    }),
    { numRuns: 300 },
  );
  for (const name of questionNames) expect(planned.get(QUESTIONS[name])).toBeGreaterThan(5);
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
    fc.property(parts, anyQuestion, ([events, partOf, order, options], question) => {
      const answers = answersOfEvents(events, options, question);
      const packed = order.map(
        (part) =>
          tableOf(
            events.filter((_, i) => partOf[i] === part),
            options,
            question,
          ).packed,
      );
      const whole = emptyTable(options, question);
      for (const part of [...packed, ...packed.slice(0, 2)]) whole.merge(structuredClone(part));
      expect(answersOf(whole, options, question)).toEqual(answers);
      // A table that goes on from what another kept.
      const [first, ...others] = packed;
      const resumed = new PlanTable(shapeOf(planFor(options, question), question), structuredClone(first));
      for (const part of others) resumed.merge(structuredClone(part));
      expect(answersOf(resumed, options, question)).toEqual(answers);
    }),
    { numRuns: 120 },
  );
});

test("tables of parts that are parted answer as the table of the whole, each conversation from one of them", () => {
  const parts = fc.tuple(fc.array(log(), { minLength: 1, maxLength: 3 }), judgingOptions()).chain(([logs, options]) => {
    const events = logs.flat();
    const partOf = fc.array(fc.nat({ max: 3 }), { minLength: events.length, maxLength: events.length });
    return fc.tuple(fc.constant(events), partOf, fc.constant(options));
  });
  const parted = fc.constantFrom(QUESTIONS.statistics, QUESTIONS.decided, QUESTIONS.bot, QUESTIONS.verdicts);
  let given = 0;
  fc.assert(
    fc.property(parts, parted, ([events, partOf, options], question) => {
      const [first, ...others] = [0, 1, 2, 3].map((part) => {
        return tableOf(
          events.filter((_, i) => partOf[i] === part),
          options,
          question,
        );
      });
      const tables: [PlanTable, ...PlanTable[]] = [first ?? emptyTable(options, question)];
      for (const other of others) {
        other.partFrom(tables);
        tables.push(other);
      }
      const answers = tables.map((table) => answersOf(table, options, question));
      const whole = answersOfEvents(events, options, question);
      expect(Object.assign({}, ...answers)).toEqual(whole);
      const kept = answers.reduce((sum, each) => sum + Object.keys(each).length, 0);
      expect(kept).toBe(Object.keys(whole).length);
      given += tables.reduce((sum, { size }) => sum + size, 0) - kept;
    }),
    { numRuns: 200 },
  );
  expect(given).toBeGreaterThan(400);
});

test("a table that takes what came earlier of its conversations answers of these as the table of the whole", () => {
  const parts = fc.tuple(fc.array(log(), { minLength: 1, maxLength: 3 }), judgingOptions()).chain(([logs, options]) => {
    const events = logs.flat();
    return fc.tuple(fc.shuffledSubarray(events), fc.constant(events), fc.constant(options));
  });
  const parted = fc.constantFrom(QUESTIONS.statistics, QUESTIONS.decided, QUESTIONS.bot, QUESTIONS.verdicts);
  let [taken, left] = [0, 0];
  fc.assert(
    fc.property(parts, parted, ([before, events, options], question) => {
      const since = events.filter((each) => !before.includes(each));
      const [earlier, table] = [before, since].map((some) => tableOf(some, options, question));
      if (earlier === undefined || table === undefined) throw new Error("There should be two.");
      const { extremes } = table.shape;
      const length = recordLength(extremes);
      const whole = earlier.packed;
      const recordsOf = (numbers: Int32Array) =>
        Int32Array.from(
          Array.from(numbers, (number) => [...whole.records.subarray(length * number, length * (number + 1))]).flat(),
        );
      const all = Int32Array.from({ length: earlier.size }, (_, number) => number);
      const others = table.packed;
      const ends = endsOf(others.conversations);
      const { part, numbers } = sharedPart(
        whole,
        { numbers: all, others: undefined },
        recordsOf,
        { ...others, ends },
        extremes,
      );
      table.takeEarlier(new PlanTable(table.shape, part), numbers);
      const answers = answersOfEvents(events, options, question);
      const own = Object.keys(answersOfEvents(since, options, question));
      expect(answersOf(table, options, question)).toEqual(Object.fromEntries(own.map((key) => [key, answers[key]])));
      taken += numbers.length;
      left += earlier.size - numbers.length;
    }),
    { numRuns: 200 },
  );
  expect(taken).toBeGreaterThan(100);
  expect(left).toBeGreaterThan(20);
});

test("it makes no difference how many conversations are near", () => {
  const arrivedOften = fc.tuple(fc.array(log(), { minLength: 2, maxLength: 4 }), judgingOptions());
  fc.assert(
    fc.property(arrivedOften, anyQuestion, fc.integer({ min: 1, max: 6 }), ([logs, options], question, near) => {
      const events = logs.flat();
      const answers = answersOfEvents(events, options, question);
      expect(answersOf(tableOf(events, options, question, near), options, question)).toEqual(answers);
    }),
    { numRuns: 120 },
  );
});

test("conversations that come back again and again are told apart, however many lie between", () => {
  const count = 5_000;
  const events = [event.BotTriggered, event.ButtonClicked, event.ChatClosed].flatMap((make, round) =>
    Array.from({ length: count }, (_, i) => {
      const n = (i * 7_919) % count;
      const named = { id: `${round}-${n}`, conversationId: `conversation ${n}`, accountId: `account ${n % 3}` };
      return make({ occurredAt: new Date(1_700_000_000_000 + 1_000 * round + n).toISOString() }, named);
    }),
  );
  for (const name of questionNames) {
    const question = QUESTIONS[name];
    expect(answersOf(tableOf(events, {}, question), {}, question)).toEqual(answersOfEvents(events, {}, question));
  }
});

test("ids that differ in one byte alone are told apart, whichever was near when the other came", () => {
  const events = Array.from({ length: 12 }, (_, i) => "x".repeat(i + 1)).flatMap((id) => {
    const others = Array.from(id, (_, i) =>
      [..."abcdefghijklmnop"].map((letter) => id.slice(0, i) + letter + id.slice(i + 1)),
    );
    return others
      .flat()
      .flatMap((other) => [
        event.BotTriggered(at("10:00"), { accountId: "acme", conversationId: `c ${id}` }),
        event.ButtonClicked(at("10:01"), { accountId: "acme", conversationId: `c ${other}` }),
        event.BotTriggered(at("10:00"), { accountId: `a ${id}`, conversationId: "chat" }),
        event.ButtonClicked(at("10:01"), { accountId: `a ${other}`, conversationId: "chat" }),
      ]);
  });
  const answers = answersOfEvents(events, {});
  // The fewer are near, the fewer places there are for all ids.
  for (const near of [1, 2, 3]) expect(answersOf(tableOf(events, {}, QUESTIONS.statistics, near), {})).toEqual(answers);
});

test("ids that begin like others, or end like them, are told apart, whichever was near when the other came", () => {
  const text = "a conversation, and one that goes on";
  const beginnings = Array.from(text, (_, i) => text.slice(0, i + 1));
  const ends = Array.from(text, (_, i) => text.slice(i));
  const events = [beginnings, ends].flatMap((parts) =>
    parts.flatMap((id, i) => {
      // Those that are clicked in are other ones, so that each of them tells if it was taken for another.
      const others = parts.filter((_, other) => other % 2 !== i % 2);
      return others.flatMap((other) => {
        const [triggered, clicked] = i % 2 === 0 ? [id, other] : [other, id];
        return [
          event.BotTriggered(at("10:00"), { accountId: "acme", conversationId: triggered }),
          event.ButtonClicked(at("10:01"), { accountId: "acme", conversationId: clicked }),
          event.BotTriggered(at("10:00"), { accountId: triggered, conversationId: "chat" }),
          event.ButtonClicked(at("10:01"), { accountId: clicked, conversationId: "chat" }),
        ];
      });
    }),
  );
  const answers = answersOfEvents(events, {});
  for (const near of [1, 2, 3]) expect(answersOf(tableOf(events, {}, QUESTIONS.statistics, near), {})).toEqual(answers);
});

test("accounts that begin like others are told apart, however many there are", () => {
  const accounts = [..."abcdefgh"].flatMap((letter) => Array.from({ length: 128 }, (_, i) => letter.repeat(128 - i)));
  const events = accounts.map((accountId) => event.BotTriggered({ accountId, conversationId: "chat" }));
  expect(answersOf(tableOf(events, {}), {})).toEqual(answersOfEvents(events, {}));
});

test("room that is made at any time changes nothing", () => {
  const roomy = fc.tuple(
    arrived,
    fc.array(fc.tuple(fc.nat({ max: 30 }), fc.double({ min: 0, max: 3_000, noNaN: true }))),
  );
  fc.assert(
    fc.property(roomy, ([[events, options], rooms]) => {
      const table = emptyTable(options, QUESTIONS.statistics);
      const parts = [events.slice(0, 10), events.slice(10)].map((part) => tableOf(part, options).packed);
      for (const [i, part] of parts.entries()) {
        for (const [when, times] of rooms) if (when % 2 === i) table.makeRoom(times);
        table.merge(part);
      }
      expect(answersOf(table, options)).toEqual(answersOfEvents(events, options));
    }),
  );
});

test("a table in lent memory moves on where that is too small, and writes nothing beyond it", () => {
  fc.assert(
    fc.property(arrived, fc.nat({ max: 5 }), ([events, options], conversations) => {
      const question = QUESTIONS.statistics;
      const table = emptyTable(options, question);
      const memory = new Int32Array(1_000).fill(7);
      const lent = memory.subarray(0, conversations * recordLength(table.shape.extremes));
      table.borrow(lent);
      fill(table, events, options);
      expect(table.isIn(memory.buffer)).toBe(table.size <= conversations);
      table.giveBack();
      lent.fill(7);
      expect(answersOf(table, options, question)).toEqual(answersOf(tableOf(events, options), options, question));
      expect(memory.every((word) => word === 7)).toBe(true);
    }),
  );
});

test("the order of events of one moment is kept when room is made", () => {
  const bot = event.BotTriggered(at("10:00"), { sequence: 2 });
  const contact = event.DirectMessageSent(at("10:00"), { sequence: 1 });
  const table = tableOf([bot], {});
  table.makeRoom(10_000);
  table.merge(tableOf([contact], {}).packed);
  const answers = answersOf(table, {});
  expect(answers).toEqual(answersOfEvents([bot, contact], {}));
  expect(answers).not.toEqual(answersOfEvents([bot, { ...contact, sequence: 3 }], {}));
});

test("of events of one moment the sequence says which is first and which is last", () => {
  const kind = fc.constantFrom("BotTriggered", "ButtonClicked", "DirectMessageSent", "ChatClosed");
  const moment = fc.array(fc.tuple(kind, fc.nat({ max: 4 })), { minLength: 3, maxLength: 8 }).map((picked) =>
    picked.map(([type, sequence], i): ConversationEvent => {
      const named = { id: `e${i}` };
      return sequence === 4 ? event[type](at("10:00"), named) : event[type](at("10:00"), named, { sequence });
    }),
  );
  fc.assert(
    fc.property(moment, (events) => {
      expect(answersOf(tableOf(events, {}), {})).toEqual(answersOfEvents(events, {}));
    }),
    { numRuns: 300 },
  );
});

test("arrangements have the same number where all extremes have the same places, and nowhere else", () => {
  const shape = shapeOf(planFor({}, QUESTIONS.decided), QUESTIONS.decided);
  const taken = fc.tuple(
    fc.nat({ max: 40 }),
    fc.nat({ max: shape.concerned.length - 1 }),
    fc.record({ at: fc.nat({ max: 3 }), order: fc.nat({ max: 2 }) }),
  );
  const [numbers, places] = [new Set<number>(), new Set<string>()];
  fc.assert(
    fc.property(fc.array(taken, { minLength: 20, maxLength: 200, size: "max" }), (events) => {
      const table = new PlanTable(shape);
      for (const [conversation, kind, moment] of events) table.take(conversation, kind, moment);
      table.settle();
      for (let conversation = 0; conversation < table.size; conversation++) {
        for (let count = 0; count <= shape.extremes; count++) {
          const found = new Int32Array(count);
          table.records.placesIn(conversation, found);
          const weights = Array.from(found, (_, i) => (count + 1) ** i);
          const sum = weights.reduce((all, weight, i) => all + weight * ((found[i] ?? 0) + 1), 0);
          expect(table.records.arrangementOf(conversation, weights)).toBe(sum);
          if (count < shape.extremes) continue;
          numbers.add(sum);
          places.add(found.join());
        }
      }
    }),
  );
  expect(numbers.size).toBe(places.size);
  expect(numbers.size).toBeGreaterThan(50);
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
  for (const name of questionNames) {
    const question = QUESTIONS[name];
    expect(answersOf(tableOf(clean, {}, question), {}, question)).toEqual(answersOfEvents(clean, {}, question));
  }
  const line = Buffer.from(JSON.stringify(events[0]));
  expect(parseLine(line, 0, line.length, "latin1").success).toBe(true);
});
