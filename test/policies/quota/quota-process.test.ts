import {
  type BillingEvent,
  countsDue,
  foldConversation,
  isConversationEvent,
  type LedgerEvent,
  parseEvent,
  quotaDecider,
  quotaView,
  renewalsDue,
} from "chatledger";
import { billingHistory, conversation, ledger, quotaQuestion } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, event, inAccount, inChat, time } from "../../support/events.ts";

const stateOf = (events: readonly BillingEvent[]) => events.reduce(quotaDecider.evolve, quotaDecider.initialState());

describe("the renewals that are due", () => {
  const standard = event.PlanSubscribed(at("10:00"));
  const bought = event.PackagePurchased(at("10:01"), { packageId: "p", conversations: 50 });
  const may = time("2024-05-01 00:00");
  const june = time("2024-06-01 00:00");
  const july = time("2024-07-01 00:00");
  const due = (events: readonly BillingEvent[], asOf: string) =>
    renewalsDue(stateOf(events), asOf).map(({ packageId, periodStart }) => [packageId, periodStart]);

  test("are those of packages that came over into the month", () => {
    expect(due([standard, bought], time("2024-05-31 23:59:59.999"))).toEqual([]);
    expect(renewalsDue(stateOf([standard, bought]), june)).toEqual([
      {
        accountId: "acme",
        packageId: "p",
        conversations: 50,
        periodStart: june,
        periodEnd: july,
        idempotencyKey: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ]);
  });

  const inJune = at("2024-06-02 10:00");
  test.each<[string, BillingEvent[], unknown[]]>([
    ["was charged for", [event.PackageRenewed(inJune, { packageId: "p", periodStart: june })], []],
    ["could not be charged for", [event.PackageRenewalFailed(inJune, { packageId: "p", periodStart: june })], []],
    [
      "was charged for another month",
      [event.PackageRenewed(inJune, { packageId: "p", periodStart: may })],
      [["p", june]],
    ],
    ["will end with the month", [event.PackageRenewalDisabled(inJune, { packageId: "p" })], [["p", june]]],
    ["ended with the month before", [event.PackageRenewalDisabled(at("10:02"), { packageId: "p" })], []],
    ["belongs to a plan that will end", [event.PlanCancelled(inJune)], [["p", june]]],
    ["belongs to a plan that ended", [event.PlanCancelled(at("10:02"))], []],
  ])("of a package that %s", (_, more, expected) => {
    expect(due([standard, bought, ...more], time("2024-06-03 00:00"))).toEqual(expected);
  });

  test("are due again in the next month, under another key", () => {
    const charged = event.PackageRenewed(inJune, { packageId: "p", periodStart: june });
    const state = stateOf([standard, bought, charged]);
    expect(due([standard, bought, charged], july)).toEqual([["p", july]]);
    const keys = [june, july].flatMap((asOf) => renewalsDue(stateOf([standard, bought]), asOf));
    expect(new Set(keys.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
    expect(renewalsDue(state, july)).toEqual(renewalsDue(state, july));
  });

  test("go by other plans and months", () => {
    const options = { period: "anniversary", catalogue: { club: { rank: 1, included: 20, cap: 60 } } } as const;
    const state = stateOf([event.PlanSubscribed(at("2024-05-15 08:00"), { plan: "club" }), bought].toReversed());
    expect(renewalsDue(state, june, options)).toEqual([]);
    const later = stateOf([event.PlanSubscribed(at("09:00"), { plan: "club" }), bought]);
    expect(renewalsDue(later, june, options)).toMatchObject([]);
    expect(renewalsDue(later, time("2024-06-01 09:00"), options)).toMatchObject([
      { periodStart: time("2024-06-01 09:00") },
    ]);
    expect(renewalsDue(quotaDecider.initialState(), june)).toEqual([]);
    expect(() => renewalsDue(later, "noon")).toThrow(expect.objectContaining({ code: "invalid-instant" }));
  });

  test("once carried out, charged or not, leave nothing to do and no anomaly", () => {
    const asked = fc.record({ log: billingHistory(), options: quotaQuestion(), isPaid: fc.boolean() });
    fc.assert(
      fc.property(asked, ({ log, options, isPaid }) => {
        const list = renewalsDue(stateOf(log), options.asOf, options);
        const type = isPaid ? "PackageRenewed" : "PackageRenewalFailed";
        const written = list.map(({ packageId, periodStart, idempotencyKey }): BillingEvent => {
          const sequence = Number.MAX_SAFE_INTEGER;
          return {
            type,
            id: idempotencyKey,
            accountId: "acme",
            occurredAt: options.asOf,
            sequence,
            packageId,
            periodStart,
          };
        });
        const before = quotaView(log, options);
        const after = quotaView([...log, ...written], options);
        expect(renewalsDue(stateOf([...log, ...written]), options.asOf, options)).toEqual([]);
        expect(after.anomalies).toEqual(before.anomalies);
        const taken = isPaid ? 0 : list.reduce((sum, { conversations }) => sum + conversations, 0);
        expect(after.packagesTotal).toBe(before.packagesTotal - taken);
      }),
    );
  });
});

describe("the count that is due", () => {
  const standard = event.PlanSubscribed(at("09:00"));
  const click = event.ButtonClicked(at("10:01"), { id: "click" });
  const due = (chat: readonly LedgerEvent[], billing: readonly BillingEvent[] = [standard]) =>
    countsDue(foldConversation(chat.filter(isConversationEvent)), stateOf(billing));

  test("is that of the first interaction, under an id of its own", () => {
    const [count, ...others] = due([event.DirectMessageSent(at("10:00")), click, event.ButtonClicked(at("10:02"))]);
    expect(others).toEqual([]);
    expect(count).toStrictEqual({
      type: "ChatbotConversationCounted",
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      occurredAt: time("10:01"),
      accountId: "acme",
      conversationId: "chat",
    });
    expect(parseEvent(count)).toEqual(count);
    expect(due([{ ...click, sequence: 7 }])).toMatchObject([{ sequence: 7 }]);
  });

  test("is none without an interaction, and before the first event", () => {
    expect(due([event.BotTriggered(), event.DirectMessageSent()])).toEqual([]);
    expect(due([])).toEqual([]);
  });

  test("is none once it is written, and one more if an earlier interaction turns up", () => {
    const written = due([click]);
    expect(due([click], [standard, ...written])).toEqual([]);
    const earlier = event.ButtonClicked(at("09:59"), { id: "late" });
    const again = due([click, earlier], [standard, ...written]);
    expect(again).toMatchObject([{ occurredAt: time("09:59") }]);
    expect(again[0]?.id).not.toBe(written[0]?.id);
    expect(due([click, earlier], [standard, ...written, ...again])).toEqual([]);
    expect(quotaView([standard, ...written, ...again], { asOf: time("12:00") })).toMatchObject({
      used: 1,
      duplicatesIgnored: 1,
    });
  });

  test("differs from conversation to conversation and from account to account", () => {
    const ids = [click, { ...click, ...inChat("c2") }, { ...click, ...inAccount("globex") }].flatMap((one) =>
      countsDue(foldConversation([one]), quotaDecider.initialState()),
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(3);
  });

  test("goes by the rules that are asked for", () => {
    const chat = foldConversation([event.BotInputSubmitted()]);
    expect(countsDue(chat, stateOf([standard]))).toHaveLength(1);
    expect(countsDue(chat, stateOf([standard]), { botInputIsInteraction: false })).toEqual([]);
  });

  test("of another account is refused", () => {
    const chat = foldConversation([event.ButtonClicked(inAccount("globex"))]);
    expect(() => countsDue(chat, stateOf([standard]))).toThrow(
      expect.objectContaining({ code: "several-accounts", message: expect.stringContaining('"acme", "globex"') }),
    );
    expect(countsDue(chat, quotaDecider.initialState())).toHaveLength(1);
  });

  test("makes the same quota as the conversations themselves, and is due once", () => {
    fc.assert(
      fc.property(ledger(), quotaQuestion(), (log, options) => {
        const acme = log.filter(({ accountId }) => accountId === "acme");
        const billing = acme.filter((one) => !isConversationEvent(one)) as BillingEvent[];
        let state = stateOf(billing);
        const written: BillingEvent[] = [];
        // As a service would: whenever something happens in a conversation, all that is known of it.
        const chats = acme.filter(isConversationEvent);
        for (const [i, { conversationId }] of chats.entries()) {
          const known = chats.slice(0, i + 1).filter((one) => one.conversationId === conversationId);
          const events = countsDue(foldConversation(known), state);
          written.push(...events);
          state = events.reduce(quotaDecider.evolve, state);
          expect(countsDue(foldConversation(known), state)).toEqual([]);
        }
        const { duplicatesIgnored: _, anomalies: __, ledger, ...own } = quotaView([...billing, ...written], options);
        const { duplicatesIgnored: ___, anomalies: ____, ledger: lines, ...derived } = quotaView(acme, options);
        expect(own).toEqual(derived);
        const balance = (list: typeof lines) => list.map(({ at, what, limit, used }) => [at, what, limit, used]);
        expect(balance(ledger)).toEqual(balance(lines));
      }),
    );
  });

  test("is valid for any conversation", () => {
    fc.assert(
      fc.property(conversation({ accountId: "__proto__", conversationId: "\u{10FFFF}".repeat(128) }), (chat) => {
        const events = countsDue(foldConversation(chat), quotaDecider.initialState());
        expect(events.map((one) => parseEvent(one))).toEqual(events);
      }),
    );
  });
});
