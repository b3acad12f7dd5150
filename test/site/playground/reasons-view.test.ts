import { explain } from "chatledger";
import { expect, test } from "vitest";
import { reasonsOf } from "../../../site/playground/model/reasons-view.ts";
import { event } from "../../support/events.ts";
import { benchWith, chosen } from "./bench.ts";

test("the reasons name the events that they rest on, what is missing, and what would change it", () => {
  const bench = benchWith(event.BotTriggered({ id: "bot" }), event.ButtonClicked({ id: "click" }));
  const { state } = chosen(bench);
  expect(reasonsOf(state, explain(state))[0]).toEqual({
    name: "Outcome",
    value: "In progress",
    rule: "in-progress: unless not-triggered, escalated or resolved, there is an interaction with the bot.",
    evidence: ["ButtonClicked click"],
    missing: ["HandoffRequested", "DirectMessageSent", "ChatClosed"],
    otherwise: "with a ChatClosed now: resolved by chatbot",
  });
});
