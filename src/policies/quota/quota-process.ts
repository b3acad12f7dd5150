import type { BillingEvent } from "../../domain/billing-event.ts";
import type { ConversationState } from "../../domain/conversation-state.ts";
import { digest } from "../../domain/digest.ts";
import { formatInstant, type InstantInput } from "../../domain/instant.ts";
import { type JudgingOptions, toJudge } from "../classification/judge.ts";
import type { AccountQuota } from "./account-quota.ts";
import { countOf } from "./billing-fact.ts";
import type { QuotaDeciderOptions } from "./quota-decider.ts";
import { factsIn, type QuotaState } from "./quota-state.ts";
import { foldQuota, severalAccounts, toQuotaQuestion } from "./quota-view.ts";

/** A package that has renewed for the running month, and of whose charge nothing is known yet. */
export interface RenewalDue {
  readonly accountId: string;
  readonly packageId: string;
  readonly conversations: number;
  /** The month to charge for, as `PackageRenewed` and `PackageRenewalFailed` name it: UTC with milliseconds. */
  readonly periodStart: string;
  readonly periodEnd: string;
  /** The same for the same account, package and month, for a payment provider that should charge once. */
  readonly idempotencyKey: string;
}

/**
 * What a service has to charge for: the packages that have come over into the running month, and for which the log has
 * neither a `PackageRenewed` nor a `PackageRenewalFailed` of it. The conversations are there already; a failed charge
 * takes them away.
 *
 * Pure and idempotent: ask as often as you like, and write what the charge came to. Months that passed unasked are not
 * made up for, since a charge for another month than the running one has no effect.
 *
 * @throws UsageError `invalid-instant`, `invalid-option`, `invalid-catalogue`, `unknown-time-zone`.
 * @see docs/quota.md#what-a-service-runs
 */
export function renewalsDue(
  state: QuotaState,
  asOf: InstantInput,
  options: Omit<QuotaDeciderOptions, "mode"> = {},
): readonly RenewalDue[] {
  if (state.accountId === null) return [];
  return renewalsDueIn(foldQuota(factsIn(state), toQuotaQuestion({ ...options, asOf })), state.accountId);
}

/** {@link renewalsDue} of a quota that is folded. */
export function renewalsDueIn({ subscription, packages }: AccountQuota, accountId: string): readonly RenewalDue[] {
  if (subscription === null) return [];
  const { start, end } = subscription.period;
  const [periodStart, periodEnd] = [formatInstant(start), formatInstant(end)];
  return [...packages.values()]
    .filter(({ isActive, settledFor }) => isActive && settledFor !== start)
    .map(({ packageId, conversations }) => {
      const idempotencyKey = digest(JSON.stringify([accountId, packageId, periodStart]));
      return { accountId, packageId, conversations, periodStart, periodEnd, idempotencyKey };
    });
}

/**
 * What a service has to write for a conversation: its `ChatbotConversationCounted`, at its first interaction, or nothing.
 *
 * Pure and idempotent: once the event is in the state there is nothing to write. An interaction that turns out to be
 * earlier than what was counted is written too; the earliest counts, and the conversation counts once. Services that keep
 * the conversations' events in the same log need not write it, since there the interaction itself counts.
 *
 * @param conversation as folded from its events.
 * @param quota what `quotaDecider` knows of its account.
 * @throws UsageError `several-accounts` if they are of two accounts, and what `classify` throws.
 * @see docs/quota.md#what-a-service-runs
 */
export function countsDue(
  conversation: ConversationState,
  quota: QuotaState,
  options: JudgingOptions = {},
): readonly BillingEvent[] {
  const judge = toJudge(options);
  const { of, marks } = conversation;
  if (of === null) return [];
  const { accountId, conversationId } = of;
  if (quota.accountId !== null && quota.accountId !== accountId) throw severalAccounts([quota.accountId, accountId]);
  const count = countOf({ of, marks }, judge);
  if (count === undefined || isCountedBy(count.at, conversationId, quota)) return [];
  const occurredAt = formatInstant(count.at);
  const type = "ChatbotConversationCounted";
  // The interaction's own id names the interaction; one made from its moment stays the same however often this runs.
  const id = digest(JSON.stringify([type, accountId, conversationId, occurredAt]));
  const event = { type, id, occurredAt, accountId, conversationId } as const;
  return [count.sequence === undefined ? event : { ...event, sequence: count.sequence }];
}

function isCountedBy(at: number, conversationId: string, { runs }: QuotaState): boolean {
  return runs.some((run) =>
    run.some(
      (fact) => fact.conversationId === conversationId && fact.type === "ChatbotConversationCounted" && fact.at <= at,
    ),
  );
}
