import { describe, expect, test } from "vitest";
import {
  type ChatMessage,
  compareMessages,
  mergeCopies,
  plainMessage,
} from "../../../src/importers/smartsupp/chat-message.ts";

const bare: ChatMessage = { ...plainMessage, id: "m1", format: "rest", author: "bot", at: 0 };

const whole: ChatMessage = {
  ...bare,
  text: "How can we help?",
  agentId: "a1",
  trigger: { id: "bot-1", name: "Welcome" },
  buttons: [{ id: "prices", title: "Prices" }],
  quickReply: { replyTo: "m0", buttonId: "prices" },
};

describe("the copies of a message", () => {
  test.each(["text", "agentId", "trigger", "buttons", "quickReply"] as const)("add up: %s", (field) => {
    const part = { ...bare, [field]: whole[field] };
    // The earlier copy is the one that is filled.
    for (const at of [-1, 1]) {
      expect(mergeCopies([{ ...bare, at }, part])).toMatchObject({ [field]: whole[field], at: Math.min(at, 0) });
    }
  });

  test("add up part by part of the trigger", () => {
    const id = { ...bare, trigger: { id: "bot-1", name: undefined } };
    const name = { ...bare, trigger: { id: undefined, name: "Welcome" } };
    expect(mergeCopies([id, name])).toEqual(mergeCopies([name, id]));
    expect(mergeCopies([id, name]).trigger).toEqual(whole.trigger);
  });

  test("are one where they agree, and where there is one", () => {
    expect(mergeCopies([whole])).toBe(whole);
    expect(mergeCopies([whole, { ...whole }])).toEqual(whole);
  });

  test("come out the same in either order where they do not", () => {
    const other = { ...whole, text: "Hi", buttons: [], at: 5 };
    expect(mergeCopies([whole, other])).toEqual(mergeCopies([other, whole]));
    expect(mergeCopies([whole, other])).toMatchObject({ at: 0, text: "How can we help?" });
  });
});

test("messages of one millisecond are in the order of the ledger, then of their ids", () => {
  const messages: ChatMessage[] = [
    { ...bare, id: "a", author: "agent" },
    { ...bare, id: "v2", author: "visitor" },
    { ...bare, id: "v1", author: "visitor" },
    { ...bare, id: "z" },
    { ...bare, id: "early", author: "agent", at: -1 },
  ];
  expect(messages.toSorted(compareMessages).map(({ id }) => id)).toEqual(["early", "z", "v1", "v2", "a"]);
});
