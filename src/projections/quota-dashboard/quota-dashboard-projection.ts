import { certain } from "../../domain/certain.ts";
import { isConversationEvent } from "../../domain/conversation-event.ts";
import type { BegunConversation } from "../../domain/conversation-state.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { type InstantInput, toEpochMs } from "../../domain/instant.ts";
import { compareText } from "../../domain/text-order.ts";
import type { AccountQuota } from "../../policies/quota/account-quota.ts";
import { AccountFacts, type BillingFact, countOf, toBillingFact } from "../../policies/quota/billing-fact.ts";
import { foldQuota, type QuotaOptions, type QuotaQuestion, toQuotaQuestion } from "../../policies/quota/quota-view.ts";
import { withEvent, withState } from "../known-conversation.ts";
import { createPersistentMap, type PersistentMap } from "../persistent-map.ts";
import { dashboardOf, type QuotaDashboard } from "./quota-dashboard.ts";
import { RunningQuota } from "./running-quota.ts";

/** What the projection knows: of each account its billing and its conversations. Immutable, and no judgement in it. */
export interface QuotaDashboardState {
  readonly accounts: PersistentMap<KnownAccount>;
}

interface KnownAccount {
  readonly accountId: string;
  /** By content. */
  readonly billing: PersistentMap<BillingFact>;
  readonly conversations: PersistentMap<BegunConversation>;
  /** The first and the last instant of all that is known: epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The quota dashboards of a log, kept up to date event by event. */
export interface QuotaDashboardProjection {
  initialState(): QuotaDashboardState;
  /** A new state; the same one if the event is known. */
  evolve(state: QuotaDashboardState, event: LedgerEvent): QuotaDashboardState;
  /** What is known from both, however they overlap. */
  merge(a: QuotaDashboardState, b: QuotaDashboardState): QuotaDashboardState;
  /**
   * The dashboards, by account: what `quotaDashboard` gives for the same events.
   *
   * @param asOf a time to look at other than that of the options, since it moves on while a service runs.
   */
  view(state: QuotaDashboardState, asOf?: InstantInput): readonly QuotaDashboard[];
}

const nothing: QuotaDashboardState = { accounts: /* @__PURE__ */ createPersistentMap<KnownAccount>() };

/**
 * `quotaDashboard` kept up to date event by event: `view(fold of evolve)` equals the batch function over the same events,
 * whatever their order. An event that comes in order, as most do, costs no second look at the history of its account.
 *
 * @throws UsageError as `quotaDashboard` does.
 * @see docs/quota.md#the-dashboard
 */
export function quotaDashboardProjection(options: QuotaOptions): QuotaDashboardProjection {
  const asked = toQuotaQuestion(options);
  const sees = (asOf: number): QuotaQuestion => ({ ...asked, asOf, judge: { ...asked.judge, asOf } });
  const seesAll = sees(Number.POSITIVE_INFINITY);
  /** A cache: the quota of those accounts that were looked at, passed on from each state to the one that follows. */
  const running = new WeakMap<KnownAccount, RunningQuota>();

  /** Lets the quota of an account go on with what has become known, if that comes next. */
  function passOn(from: KnownAccount, to: KnownAccount, facts: readonly BillingFact[]): void {
    const quota = running.get(from);
    if (quota === undefined) return;
    running.delete(from);
    if (facts.every((fact) => quota.take(fact))) running.set(to, quota);
  }

  function takeBilling(account: KnownAccount, fact: BillingFact): KnownAccount {
    const key = JSON.stringify(fact);
    if (account.billing.get(key) !== undefined) return account;
    const after = seen({ ...account, billing: account.billing.with(key, fact) }, fact.at, fact.at);
    passOn(account, after, [fact]);
    return after;
  }

  function replaceConversation(account: KnownAccount, state: BegunConversation): KnownAccount {
    const { conversationId } = state.of;
    const known = account.conversations.get(conversationId);
    if (known === state) return account;
    const [first, last] = [certain(state.marks[0]), certain(state.marks.at(-1))];
    const conversations = account.conversations.with(conversationId, state);
    const after = seen({ ...account, conversations }, first.at, last.at);
    if (!running.has(account)) return after;
    const before = known === undefined ? undefined : countOf(known, seesAll.judge);
    const count = countOf(state, seesAll.judge);
    if (before === undefined) passOn(account, after, count === undefined ? [] : [count]);
    else if (before.at === count?.at && before.id === count.id && before.sequence === count.sequence) {
      passOn(account, after, []);
    }
    return after;
  }

  function foldAt(account: KnownAccount, asOf: number): AccountQuota {
    // Who looks at the past must not see by what came later.
    if (asOf < account.lastAt) return foldQuota(factsOf(account, sees(asOf)), sees(asOf));
    const known = running.get(account)?.at(asOf);
    if (known !== undefined) return known;
    const facts = factsOf(account, seesAll);
    const quota = foldQuota(facts, sees(asOf));
    running.set(account, new RunningQuota(quota, facts.at(-1)));
    return quota;
  }

  return {
    initialState: () => nothing,
    evolve(state, event) {
      const { accounts } = state;
      const { accountId } = event;
      const account = accounts.get(accountId) ?? unknown(accountId);
      const after = isConversationEvent(event)
        ? replaceConversation(account, withEvent(account.conversations.get(event.conversationId), event))
        : takeBilling(account, toBillingFact(event));
      return after === account ? state : { accounts: accounts.with(accountId, after) };
    },
    merge(a, b) {
      const [large, small] = a.accounts.size >= b.accounts.size ? [a, b] : [b, a];
      let { accounts } = large;
      for (const other of small.accounts.values()) {
        let account = accounts.get(other.accountId) ?? unknown(other.accountId);
        for (const fact of other.billing.values()) account = takeBilling(account, fact);
        for (const state of other.conversations.values()) {
          account = replaceConversation(account, withState(account.conversations.get(state.of.conversationId), state));
        }
        accounts = accounts.with(other.accountId, account);
      }
      return { accounts };
    },
    view(state, at = asked.asOf) {
      const asOf = toEpochMs(at, "asOf");
      const question = sees(asOf);
      return [...state.accounts.values()]
        .filter(({ accountId, firstAt }) => firstAt <= asOf && (asked.accountId ?? accountId) === accountId)
        .sort((a, b) => compareText(a.accountId, b.accountId))
        .map((account) => dashboardOf(account.accountId, foldAt(account, asOf), question));
    },
  };
}

function unknown(accountId: string): KnownAccount {
  return {
    accountId,
    billing: createPersistentMap<BillingFact>(),
    conversations: createPersistentMap<BegunConversation>(),
    firstAt: Number.POSITIVE_INFINITY,
    lastAt: Number.NEGATIVE_INFINITY,
  };
}

/** The account with a wider range of time. */
function seen(account: KnownAccount, firstAt: number, lastAt: number): KnownAccount {
  return { ...account, firstAt: Math.min(account.firstAt, firstAt), lastAt: Math.max(account.lastAt, lastAt) };
}

/** The facts of an account, in the order of billing. */
function factsOf({ billing, conversations }: KnownAccount, { judge }: QuotaQuestion): readonly BillingFact[] {
  const facts = new AccountFacts();
  for (const fact of billing.values()) facts.add(fact);
  for (const state of conversations.values()) {
    const count = countOf(state, judge);
    if (count !== undefined) facts.add(count);
  }
  return facts.inOrder;
}
