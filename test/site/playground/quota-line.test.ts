import { quotaView } from "chatledger";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { benchOf } from "../../../site/playground/model/bench.ts";
import { quotaLine } from "../../../site/playground/model/quota-line.ts";
import { at, event, inAccount, inChat } from "../../support/events.ts";
import { benchWith, chosen, doing } from "./bench.ts";

const MINUTE = 60_000;

describe("the quota", () => {
  test("is that of the library at the time of the bench, of the account that is looked at", () => {
    const bench = benchWith(
      event.PlanSubscribed(at("2024-05-01 08:00"), inAccount("globex"), { plan: "pro" }),
      event.PlanSubscribed(at("2024-05-01 08:00")),
      event.ButtonClicked(at("2024-05-01 09:00")),
    );
    expect(quotaLine(bench)).toEqual({
      accountId: "acme",
      hasPlan: true,
      used: 1,
      limit: 100,
      left: "99 of 100 left",
      details: "Plan standard, month until 2024-06-01 00:00 UTC. A new chatbot conversation may start.",
    });
    expect(quotaLine(doing(bench, { type: "buy", accountId: "acme", conversations: 100 }))?.left).toBe(
      "199 of 200 left",
    );
    expect(quotaLine(doing(bench, { type: "wait", ms: 31 * 1_440 * MINUTE }))?.left).toBe("100 of 100 left");
  });

  test("of an account without a plan is none until it is given one, which covers all its conversations", () => {
    const bench = benchWith(event.ButtonClicked(at("09:00")), event.ButtonClicked(inChat("c2"), at("10:00")));
    expect(quotaLine(bench)?.left).toBe("no plan");
    const subscribed = doing(bench, { type: "subscribe", accountId: "acme", plan: "standard" });
    expect(quotaLine(subscribed)?.left).toBe("98 of 100 left");
    expect(quotaLine(benchWith())).toBeNull();
  });

  test("counts by the options of the bench", () => {
    const bench = benchWith(event.PlanSubscribed(at("08:00")), event.BotInputSubmitted(at("09:00")));
    expect(quotaLine(bench)?.used).toBe(1);
    const option = { type: "option", name: "botInputIsInteraction", value: false } as const;
    expect(quotaLine(doing(bench, option))?.used).toBe(0);
  });

  test("of any log is the library's", () => {
    fc.assert(
      fc.property(log(), (events) => {
        const bench = benchOf({ events, refused: [] });
        const line = quotaLine(bench);
        fc.pre(line !== null);
        const { accountId } = chosen(bench).of;
        const { used, limit } = quotaView(events, { asOf: bench.now, accountId });
        expect([line?.used, line?.limit]).toEqual([used, limit]);
      }),
    );
  });
});
