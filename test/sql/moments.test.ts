import { type ConversationEvent, chatbotStatistics, smartsupp } from "chatledger";
import { toSql } from "chatledger/sql";
import { expect, test } from "vitest";
import { at, event } from "../support/events.ts";
import { duckdbEngine } from "./duckdb-engine.ts";

test("a chat that is closed by inactivity is decided when the time is over, not at its last event", async () => {
  const events: ConversationEvent[] = [event.ButtonClicked(at("10:30"))];
  const judging = { ruleOptions: { inactivityTimeout: 3_600_000 }, asOf: "2024-05-01T12:00:00Z" };
  const asked = { by: "hour", cohort: "decided", from: "2024-05-01T10:00:00Z", to: "2024-05-01T12:00:00Z" } as const;
  const resolved = chatbotStatistics(events, { ...judging, ...asked }).rows.map((row) => row.resolved);
  expect(resolved).toEqual([0, 1]);

  const engine = await duckdbEngine({ optimizes: true });
  await engine.fill({ table: "events", columns: {} }, events);
  const query = { of: "statistics", ...asked } as const;
  const rows = await engine.rows(toSql(smartsupp, { dialect: "duckdb", query, ...judging }));
  expect(rows.map((row) => row["resolved"])).toEqual(resolved);
});

test("events before 1970 are placed as any others, where a moment is sought from another on too", async () => {
  const when = (occurredAt: string) => ({ occurredAt });
  const events: ConversationEvent[] = [
    event.DirectMessageSent(when("0001-01-01T00:00:00.000Z")),
    event.BotTriggered(when("1969-12-31T23:59:59.999Z")),
    event.DirectMessageSent(when("1969-12-31T23:59:59.999Z")),
  ];
  const asked = { cohort: "decided", from: "1969-12-31", to: "1970-01-01" } as const;
  expect(chatbotStatistics(events, asked).totals.escalated).toBe(1);

  const engine = await duckdbEngine({ optimizes: true });
  await engine.fill({ table: "events", columns: {} }, events);
  const query = { of: "totals", ...asked } as const;
  expect(await engine.rows(toSql(smartsupp, { dialect: "duckdb", query }))).toMatchObject([{ escalated: 1 }]);
});
