import { classify, smartHubLabel } from "chatledger";
import { replay } from "chatledger/replay";
import { expect, test } from "vitest";

test.each([
  { name: "resolved", outcome: "resolved", label: "Joined by chatbot", chatbotConversation: true },
  { name: "escalated", outcome: "escalated", label: null, chatbotConversation: false },
])("the walk-through to $outcome gives the label $label", async ({ name, outcome, label, chatbotConversation }) => {
  const log = await replay(`examples/walk-through-${name}.ndjson`);
  const verdicts = [...log.conversations()].map((state) => classify(state));
  expect(log.anomalies).toEqual([]);
  expect(verdicts).toMatchObject([{ outcome, chatbotConversation }]);
  expect(verdicts.map(smartHubLabel)).toEqual([label]);
});
