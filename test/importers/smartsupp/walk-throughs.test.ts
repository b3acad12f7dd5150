import { classify, foldConversation, smartHubLabel } from "chatledger";
import { importSmartsupp } from "chatledger/importers/smartsupp";
import { describe, expect, test } from "vitest";
import { button, chat, click, event, message, page } from "./vendor-documents.ts";

function verdictOf(...documents: readonly unknown[]) {
  const { events, unmapped } = importSmartsupp(documents, { accountId: "acme" });
  const verdict = classify(foldConversation(events));
  return { types: events.map(({ type }) => type), unmapped, verdict, label: smartHubLabel(verdict) };
}

const welcome = message("m1", 1, "bot", {
  text: "How can we help?",
  quickReplies: [button("Prices"), button("Order")],
});
const answer = message("m3", 3, "bot", { text: "Which?", quickReplies: [button("Basic"), button("Pro")] });
const closed = event("m9", 9, "chat_close", { closeType: "visitor_close" });

describe("the walk-throughs of the vendor's help page, as REST tells them", () => {
  test("arrives, bot triggered, clicks buttons, closes the chat box", () => {
    const clicks = [
      message("m2", 2, "contact", click("Prices", "m1")),
      message("m4", 4, "contact", click("Pro", "m3")),
    ];
    const { types, unmapped, verdict, label } = verdictOf(page(chat()), page(closed, answer, ...clicks, welcome));
    expect(types).toEqual([
      "VisitorArrived",
      "BotTriggered",
      "BotMessageSent",
      "ButtonClicked",
      "BotMessageSent",
      "ButtonClicked",
      "ChatClosed",
    ]);
    expect(unmapped).toEqual([]);
    expect(label).toBe("Joined by chatbot");
    expect(verdict).toMatchObject({ outcome: "resolved", chatbotConversation: true, settled: true });
  });

  test("arrives, bot triggered, no click, writes to the agent", () => {
    const { types, unmapped, verdict, label } = verdictOf(
      page(chat()),
      page(message("m2", 2, "contact", "Do you ship to Brno?"), welcome, message("m3", 3, "agent", "We do.")),
    );
    expect(types).toEqual([
      "VisitorArrived",
      "BotTriggered",
      "BotMessageSent",
      "DirectMessageSent",
      "AgentMessageSent",
    ]);
    expect(unmapped).toEqual([]);
    expect(label).toBeNull();
    expect(verdict).toMatchObject({ outcome: "escalated", chatbotConversation: false, countedAt: null });
  });
});
