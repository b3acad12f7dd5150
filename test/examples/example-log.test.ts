import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { eventSchema, summarizeLog } from "chatledger";
import { type Replay, replay } from "chatledger/replay";
import { beforeAll, describe, expect, test } from "vitest";

const FILE = "examples/example-log.ndjson";

/** The log as a process of its own makes it. */
function generated(timeZone: string): string {
  const program = 'import("./scripts/example-log.mjs").then(({ exampleLog }) => process.stdout.write(exampleLog))';
  const env = { ...process.env, TZ: timeZone };
  return spawnSync(process.execPath, ["-e", program], { encoding: "utf8", env, maxBuffer: 1e7 }).stdout;
}

test.each(["UTC", "Pacific/Apia", "America/New_York"])("is the same, byte for byte, made in %s", (timeZone) => {
  expect(generated(timeZone)).toBe(readFileSync(FILE, "utf8"));
});

describe("is like a real log", () => {
  const types: string[] = [];
  const instants: string[] = [];
  let log: Replay;

  beforeAll(async () => {
    log = await replay(FILE, {
      onEvent: ({ type, occurredAt }) => {
        types.push(type);
        instants.push(occurredAt);
      },
    });
  });

  test("300 conversations of three accounts, about 2,000 events", () => {
    const { conversations, accounts, events } = summarizeLog(log.conversations());
    expect({ conversations, accounts }).toEqual({ conversations: 300, accounts: 3 });
    expect(events).toBeGreaterThan(1_900);
    expect(events).toBeLessThan(2_100);
  });

  test("every outcome, and every event of a conversation", () => {
    const { outcomes } = summarizeLog(log.conversations());
    expect(Object.values(outcomes).every((count) => count >= 5)).toBe(true);
    const ofConversations = eventSchema.def.options
      .filter(({ shape }) => "conversationId" in shape)
      .flatMap(({ shape }) => shape.type.def.values)
      .filter((type) => type !== "ChatbotConversationCounted");
    expect(ofConversations).toHaveLength(11);
    expect(ofConversations.filter((type) => !types.includes(type))).toEqual([]);
  });

  test("a few duplicates and late lines, and no error", () => {
    const kinds = new Set(log.anomalies.map(({ kind }) => kind));
    expect([...kinds]).toEqual(["duplicate"]);
    const late = instants.filter((instant, i) => instant < (instants[i - 1] ?? ""));
    expect(late.length).toBeGreaterThan(10);
  });

  test("chats that were closed and opened again", () => {
    const reopened = [...log.conversations()].filter(({ marks }) => {
      const closed = marks.findIndex(({ type }) => type === "ChatClosed");
      return closed >= 0 && marks.slice(closed).some(({ type }) => type === "DirectMessageSent");
    });
    expect(reopened.length).toBeGreaterThan(3);
  });

  test("visitors who come back", () => {
    const visitors = [...log.conversations()].map(({ marks }) => marks[0]?.visitorId);
    expect(new Set(visitors).size).toBeLessThan(visitors.length);
  });
});
