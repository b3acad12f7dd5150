import { describe, expect, test } from "vitest";
import { verdictView } from "../../../site/playground/model/verdict-view.ts";
import { at, event } from "../../support/events.ts";
import { benchWith, chosen, doing, step, tour } from "./bench.ts";

const MINUTE = 60_000;

describe("the verdict", () => {
  test("is that of the library, in words, and follows each step", () => {
    const bench = doing(benchWith(event.PlanSubscribed(at("08:00")), event.BotTriggered(at("09:00"))));
    const seen = ["Visitor clicks a button", "Visitor closes the chat", "Visitor writes to the team"].reduce<{
      readonly bench: typeof bench;
      readonly said: readonly string[];
    }>(
      (so, sentence) => {
        const next = doing(so.bench, step(sentence));
        return { bench: next, said: [...so.said, verdictView(next, chosen(next)).spoken] };
      },
      { bench, said: [verdictView(bench, chosen(bench)).spoken] },
    );
    expect(seen.said).toEqual([
      "No reaction; label none; open; quota 100 of 100 left.",
      "In progress; label Joined by chatbot; open; quota 99 of 100 left.",
      "Resolved by chatbot; label Joined by chatbot; closed; quota 99 of 100 left.",
      "Escalated to human; label Joined by chatbot; open; quota 99 of 100 left.",
    ]);
  });

  test("of silence follows the time, once the rules ask for it", () => {
    const bench = doing(benchWith(event.ButtonClicked(at("10:00"))), { type: "wait", ms: 30 * MINUTE });
    expect(verdictView(bench, chosen(bench)).name).toBe("In progress");
    const option = { type: "option", name: "inactivityTimeout", value: 30 * MINUTE } as const;
    expect(verdictView(doing(bench, option), chosen(bench)).name).toBe("Resolved by chatbot");
    const longer = { ...option, value: 30 * MINUTE + 1 };
    expect(verdictView(doing(bench, longer), chosen(bench)).name).toBe("In progress");
  });

  test("of a conversation with nothing in it is one, too", () => {
    const bench = doing(tour, { type: "begin" });
    expect(verdictView(bench, chosen(bench)).name).toBe("Not triggered");
  });
});
