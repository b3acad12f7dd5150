import { type ConversationEvent, chatbotStatistics, conversationsIn, type Figure } from "chatledger";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FIGURES } from "../../../src/projections/statistics/figures.ts";
import { chats } from "../../support/chats.ts";
import { inAccount } from "../../support/events.ts";
import { inOrder } from "../../support/oracle.ts";
import { statisticsCase } from "../../support/statistics-cases.ts";

const of = (conversationId: string) => ({ conversationId });

const log: readonly ConversationEvent[] = [
  chats.ignored("2024-05-01 10:00", of("ignored")),
  chats.inProgress("2024-05-01 11:00", of("open")),
  chats.resolved("2024-05-01 12:00", of("resolved")),
  chats.escalated("2024-05-02 10:00", of("escalated")),
  chats.escalatedAfterClick("2024-05-02 11:00", of("clicked, escalated")),
  chats.withoutBot("2024-05-02 12:00", of("no bot")),
].flat();

describe("which conversations are in a number", () => {
  test.each<[Figure, readonly string[]]>([
    ["triggered", ["clicked, escalated", "escalated", "ignored", "open", "resolved"]],
    ["noReaction", ["ignored"]],
    ["resolved", ["resolved"]],
    ["escalated", ["clicked, escalated", "escalated"]],
    ["inProgress", ["open"]],
    ["reactions", ["clicked, escalated", "escalated", "open", "resolved"]],
    ["chatbotConversations", ["clicked, escalated", "open", "resolved"]],
    ["escalatedAfterInteraction", ["clicked, escalated"]],
  ])("%s", (figure, expected) => {
    expect(conversationsIn(figure, log).map(({ conversationId }) => conversationId)).toStrictEqual(expected);
  });

  test("each with its account and bucket, by account, then conversation", () => {
    const other = chats.resolved("2024-05-03 23:30", { ...of("a"), ...inAccount("globex") });
    const options = { by: "month", timeZone: "Europe/Prague" } as const;
    expect(conversationsIn("resolved", [...other, ...log], options)).toStrictEqual([
      { accountId: "acme", conversationId: "resolved", from: "2024-04-30T22:00:00.000Z" },
      { accountId: "globex", conversationId: "a", from: "2024-04-30T22:00:00.000Z" },
    ]);
  });

  test("within the interval, the account and the bot that were asked for", () => {
    const ids = (options: object) =>
      conversationsIn("triggered", log, options).map(({ conversationId }) => conversationId);
    expect(ids({ from: "2024-05-02", to: "2024-05-03" })).toStrictEqual(["clicked, escalated", "escalated"]);
    expect(ids({ from: "2024-05-02", to: "2024-05-02" })).toStrictEqual([]);
    expect(ids({ accountId: "globex" })).toStrictEqual([]);
    expect(ids({ bot: "bot" })).toHaveLength(5);
    expect(ids({ bot: "other" })).toStrictEqual([]);
  });

  test("refuses what the statistics refuse", () => {
    expect(() => conversationsIn("triggered", log, { from: "2024-05-02T01:00:00Z" })).toThrow(
      expect.objectContaining({ code: "invalid-interval" }),
    );
  });
});

test("of visitors, all conversations of each who is counted", () => {
  const visitorId = "one";
  const events = [
    chats.resolved("2024-05-01 10:00", { ...of("a"), visitorId }),
    chats.escalated("2024-05-01 11:00", { ...of("b"), visitorId }),
    chats.resolved("2024-05-02 10:00", { ...of("c"), visitorId }),
  ].flat();
  const ids = (figure: Figure) =>
    conversationsIn(figure, events, { unit: "visitors" }).map(({ conversationId }) => conversationId);
  expect(ids("escalated")).toStrictEqual(["a", "b"]);
  expect(ids("resolved")).toStrictEqual(["c"]);
});

test("as many as the number says, in every row, for every figure and question", () => {
  fc.assert(
    fc.property(statisticsCase(), ({ events, options }) => {
      const { rows } = chatbotStatistics(events, options);
      for (const figure of FIGURES) {
        const counted = conversationsIn(figure, events, options);
        const visitorOf = ({ accountId, conversationId }: (typeof counted)[number]) =>
          options.unit === "visitors" ? firstVisitor(accountId, conversationId) : conversationId;
        for (const row of rows) {
          const inRow = counted.filter(({ accountId, from }) => accountId === row.accountId && from === row.from);
          expect({ figure, count: new Set(inRow.map(visitorOf)).size }).toStrictEqual({ figure, count: row[figure] });
        }
      }
      function firstVisitor(accountId: string, conversationId: string): string {
        const { asOf = "9999" } = options;
        const conversation = events.filter((event) => {
          return event.accountId === accountId && event.conversationId === conversationId && event.occurredAt <= asOf;
        });
        const { visitorId } = inOrder(conversation).find((event) => event.visitorId !== undefined) ?? {};
        return JSON.stringify(visitorId === undefined ? { conversationId } : { visitorId });
      }
    }),
    { numRuns: 40 },
  );
});

test("a conversation at the very beginning of an interval is in it, and one at its end is not", () => {
  const edges = [
    chats.ignored("2024-05-01 00:00", of("begin")),
    chats.ignored("2024-05-01 23:59:59.999", of("last")),
    chats.ignored("2024-05-02 00:00", of("end")),
  ].flat();
  const listed = (options: { readonly from?: string; readonly to?: string }) =>
    conversationsIn("triggered", edges, options).map(({ conversationId }) => conversationId);
  expect(listed({ from: "2024-05-01", to: "2024-05-02" })).toStrictEqual(["begin", "last"]);
  expect(listed({ from: "2024-05-02" })).toStrictEqual(["end"]);
  expect(listed({ to: "2024-05-01" })).toStrictEqual([]);
});
