import { type InstantInput, parseInstant } from "../domain/instant.ts";
import { type LogInput, partsOf } from "../domain/log-input.ts";
import { UsageError } from "../domain/usage-error.ts";
import { AccountQuota, type Subscription } from "../policies/quota/account-quota.ts";
import { billingFacts } from "../policies/quota/billing-fact.ts";
import { type QuotaOptions, toQuotaQuestion } from "../policies/quota/quota-view.ts";

/** A month of a quota, `[start, end)`, of an account or of all of them. */
export interface QuotaMonthBounds {
  readonly accountId?: string | undefined;
  readonly start: InstantInput;
  readonly end: InstantInput;
}

/** As many as one query can take. */
const MOST_MONTHS = 100_000;

/**
 * The months of the accounts of a log in which a conversation uses their quota: from each subscription to its end, or up
 * to the month of `asOf`. A month begins no earlier than its subscription. Only billing events matter; those of
 * conversations may be left out.
 *
 * @throws UsageError `too-many-rows` beyond 100,000 months, and what `quotaView` throws.
 */
export function quotaMonths(log: LogInput, options: QuotaOptions): readonly QuotaMonthBounds[] {
  const question = toQuotaQuestion(options);
  const months: QuotaMonthBounds[] = [];
  for (const [accountId, facts] of billingFacts(partsOf(log), question.judge, question.accountId)) {
    const quota = new AccountQuota(question);
    let running: Subscription | null = null;
    const look = () => {
      if (quota.subscription === running) return;
      if (running !== null) months.push(...monthsOf(accountId, running, quota.since));
      running = quota.subscription;
    };
    for (const fact of facts.inOrder) {
      if (fact.at > question.asOf) break;
      quota.advanceTo(fact.at);
      look();
      quota.take(fact);
      look();
    }
    quota.advanceTo(question.asOf);
    look();
    if (quota.subscription !== null)
      months.push(...monthsOf(accountId, quota.subscription, quota.subscription.period.end));
    if (months.length > MOST_MONTHS) {
      throw new UsageError("too-many-rows", `These are more than ${MOST_MONTHS} months. Take one account at a time.`);
    }
  }
  return months;
}

function* monthsOf(
  accountId: string,
  { subscribedAt, periods }: Subscription,
  end: number,
): Generator<QuotaMonthBounds> {
  const since = parseInstant(subscribedAt) ?? end;
  for (let month = periods.at(since); month.start < end; ) {
    yield { accountId, start: Math.max(month.start, since), end: month.end };
    const start = month.end;
    month = { index: month.index + 1, start, end: periods.boundary(month.index + 2) };
  }
}
