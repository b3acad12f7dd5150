import {
  type BillingEvent,
  createQuotaDecider,
  decideQuota,
  type QuotaOptions,
  type QuotaRequest,
  type QuotaView,
  quotaView,
} from "chatledger";
import { arrivals, billingHistory, quotaQuestion, quotaRequest } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDeeplyFrozen } from "../../support/is-deeply-frozen.ts";

/** An account's log and a question, at which events that happen at its instant can come last. */
const asked = fc.record({ log: billingHistory(), options: quotaQuestion() });

const LAST = Number.MAX_SAFE_INTEGER;

function last(asOf: string, id = "last") {
  return { id, accountId: "acme", occurredAt: asOf, sequence: LAST } as const;
}

/** A view without what tells of odd events. */
function quiet(view: QuotaView) {
  return { ...view, anomalies: [] };
}

function add(a: number, b: number): number {
  return a + b;
}

describe("a view", () => {
  test("does not depend on the order of arrival, nor on redelivery", () => {
    const arrived = asked.chain(({ log, options }) => fc.tuple(fc.constant(log), arrivals(log), fc.constant(options)));
    fc.assert(
      fc.property(arrived, ([log, again, options]) => {
        expect(quotaView(again, options)).toEqual(quotaView(log, options));
      }),
    );
  });

  test("does not see the future", () => {
    fc.assert(
      fc.property(asked, ({ log, options }) => {
        const past = log.filter(({ occurredAt }) => occurredAt <= options.asOf);
        expect(quotaView(log, options)).toEqual(quotaView(past, options));
      }),
    );
  });

  test("adds up", () => {
    fc.assert(
      fc.property(asked, ({ log, options }) => {
        const view = quotaView(log, options);
        expect(view.limit).toBe(view.used + view.remaining - view.overage);
        expect(view.limit).toBe(view.included + view.packagesTotal - view.unusable);
        expect(view.limit).toBeLessThanOrEqual(view.cap);
        expect(view.remaining * view.overage).toBe(0);
        const counts = log.filter(
          (event) => event.type === "ChatbotConversationCounted" && event.occurredAt <= options.asOf,
        );
        const inMonths = view.history.map(({ used }) => used).reduce(add, 0);
        expect(inMonths + view.uncovered + view.duplicatesIgnored).toBe(counts.length);
        const { ledger, period } = view;
        expect(ledger.length > 0).toBe(period !== null);
        if (ledger.length > 0) expect(ledger.at(-1)).toMatchObject({ limit: view.limit, used: view.used });
        if (period !== null) {
          expect(period.start <= options.asOf && options.asOf < period.end).toBe(true);
          expect(view.usedByPeriod[period.index] ?? 0).toBe(view.used);
        }
      }),
    );
  });

  test("fires a threshold wherever one is newly reached, event by event", () => {
    const thresholds = [34, 75, 100];
    fc.assert(
      fc.property(billingHistory({ maxLength: 12 }), quotaQuestion(), (log, question) => {
        const options = { ...question, thresholds };
        const ordered = log.filter(({ occurredAt }) => occurredAt <= options.asOf).sort(byBilling);
        const { period, thresholds: fired } = quotaView(log, options);
        const edges: { pct: number; at: string }[] = [];
        let reached: readonly number[] = [];
        for (const [i, { occurredAt }] of ordered.entries()) {
          const then = quotaView(ordered.slice(0, i + 1), { ...options, asOf: occurredAt });
          if (period === null || then.period?.start !== period.start) continue;
          const now = thresholds.filter((pct) => then.limit > 0 && then.used * 100 >= pct * then.limit);
          edges.push(...now.filter((pct) => !reached.includes(pct)).map((pct) => ({ pct, at: occurredAt })));
          reached = now;
        }
        expect(fired).toEqual(edges);
      }),
    );
  });
});

/** The order of billing among events without a sequence and with ids of their own. */
function byBilling(a: BillingEvent, b: BillingEvent): number {
  const rank = ({ type }: BillingEvent) => Number(type === "ChatbotConversationCounted");
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  return rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
}

describe("one more event", () => {
  test.each(["p1", "p2"])(
    "disabling %s keeps the running limit and never raises the next; enabling undoes it",
    (packageId) => {
      fc.assert(
        fc.property(asked, ({ log, options }) => {
          const enabled = log.filter(({ type }) => type !== "PackageRenewalDisabled");
          const before = quotaView(enabled, options);
          const disable: BillingEvent = { ...last(options.asOf), type: "PackageRenewalDisabled", packageId };
          const disabled = quotaView([...enabled, disable], options);
          expect(quiet({ ...disabled, nextLimit: 0 })).toEqual(quiet({ ...before, nextLimit: 0 }));
          expect(disabled.nextLimit).toBeLessThanOrEqual(before.nextLimit);
          const enable: BillingEvent = { ...last(options.asOf, "later"), type: "PackageRenewalEnabled", packageId };
          expect(quiet(quotaView([...enabled, disable, enable], options))).toEqual(quiet(before));
        }),
      );
    },
  );

  test("an upgrade never lowers the limit and keeps month, packages and use", () => {
    fc.assert(
      fc.property(asked, ({ log, options }) => {
        const before = quotaView(log, options);
        const after = quotaView([...log, { ...last(options.asOf), type: "PlanChanged", plan: "large" }], options);
        expect(after.limit).toBeGreaterThanOrEqual(before.limit);
        const { period, used, packagesTotal } = before;
        expect(after).toMatchObject({ period, used, packagesTotal });
      }),
    );
  });

  test("a late conversation touches the month of its moment and no other", () => {
    fc.assert(
      fc.property(asked, fc.nat({ max: 200 * 86_400_000 }), ({ log, options }, ago) => {
        const before = quotaView(log, options);
        const start = before.period?.start ?? options.asOf;
        const occurredAt = new Date(Date.parse(start) - 1 - ago).toISOString();
        const late: BillingEvent = { ...last(occurredAt), type: "ChatbotConversationCounted", conversationId: "late" };
        const after = quotaView([...log, late], options);
        const { usedByPeriod, history, uncovered, ...rest } = after;
        expect(before).toMatchObject(rest);
        const total = (view: QuotaView) => view.uncovered + view.history.map(({ used }) => used).reduce(add, 0);
        expect(total(after)).toBe(total(before) + 1);
      }),
    );
  });
});

describe("a decision", () => {
  function deciderOf({ catalogue, period, mode }: QuotaOptions) {
    return createQuotaDecider({ catalogue, period, mode });
  }

  test("over a state that was built event by event is that over the log", () => {
    const arrived = asked.chain(({ log, options }) => fc.tuple(arrivals(log), fc.constant(options)));
    fc.assert(
      fc.property(arrived, quotaRequest(), ([log, options], request) => {
        const { initialState, decide, evolve } = deciderOf(options);
        const state = log.reduce(evolve, initialState());
        expect(isDeeplyFrozen(state)).toBe(true);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        const command = { ...request, id: "new" };
        expect(decide({ ...command, at: options.asOf }, state)).toEqual(decideQuota(log, command, options));
      }),
    );
  });

  test("holds: what is accepted has its effect, and writes nothing if it is sent again", () => {
    fc.assert(
      fc.property(asked, quotaRequest(), ({ log, options }, request) => {
        const decision = decideQuota(log, request, options);
        if (decision.outcome === "rejected") return;
        const before = quotaView(log, options);
        const after = quotaView([...log, ...decision.events], options);
        expect(after.anomalies).toEqual(before.anomalies);
        expect(decideQuota([...log, ...decision.events], request, options)).toEqual({
          outcome: "accepted",
          events: [],
        });
        expectEffect(request, before, after, decision.events.length);
      }),
      { numRuns: 200 },
    );
  });

  function expectEffect(request: QuotaRequest, before: QuotaView, after: QuotaView, written: number): void {
    if (written === 0) expect(after).toEqual(before);
    else if (request.type === "StartChatbotConversation") expect(after.used).toBe(before.used + 1);
    else if (request.type === "CancelPlan") expect(after.nextLimit).toBe(0);
    else if (request.type === "PurchasePackage") {
      expect(after.packagesTotal).toBe(before.packagesTotal + request.conversations);
      expect(after.limit).toBe(before.limit + request.conversations);
    }
  }

  test("on a package that is too large says what would fit", () => {
    fc.assert(
      fc.property(asked, ({ log, options }) => {
        const buy = (conversations: number) => decideQuota(log, { type: "PurchasePackage", conversations }, options);
        const refused = buy(31);
        if (refused.outcome === "accepted" || refused.reason === "no-plan") return;
        const { maxPurchasable: most = Number.NaN } = refused;
        expect(refused.reason).toBe("cap-exceeded");
        expect(buy(most + 1)).toMatchObject({ outcome: "rejected", maxPurchasable: most });
        expect(buy(most).outcome).toBe(most > 0 ? "accepted" : "rejected");
      }),
    );
  });

  test("is what the view says of a new conversation", () => {
    fc.assert(
      fc.property(asked, ({ log, options }) => {
        const { decision, reason } = quotaView(log, options);
        const answer = decideQuota(log, { type: "StartChatbotConversation", conversationId: "new" }, options);
        expect(answer).toMatchObject(decision === "allow" ? { outcome: "accepted" } : { outcome: "rejected", reason });
      }),
    );
  });
});

test("the logs reach what they are to try", () => {
  const views = fc.sample(asked, { numRuns: 300, seed: 1 }).map(({ log, options }) => quotaView(log, options));
  const share = (is: (view: QuotaView) => boolean) => views.filter(is).length / views.length;
  expect({
    full: share(({ used, limit }) => limit > 0 && used >= limit) > 0.05,
    packages: share(({ packagesTotal }) => packagesTotal > 0) > 0.1,
    capped: share(({ unusable }) => unusable > 0) > 0.02,
    upgraded: share(({ plan }) => plan === "large") > 0.1,
    ended: share(({ status }) => status === "none") > 0.1,
    fired: share(({ thresholds }) => thresholds.length > 0) > 0.05,
  }).toEqual({ full: true, packages: true, capped: true, upgraded: true, ended: true, fired: true });
});
