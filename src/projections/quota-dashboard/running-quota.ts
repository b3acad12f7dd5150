import type { AccountQuota } from "../../policies/quota/account-quota.ts";
import { type BillingFact, compareFacts } from "../../policies/quota/billing-fact.ts";

/**
 * An account's folded quota that goes on as facts come in and time passes, so that neither folds its whole history again.
 * It only goes forward: what comes before something that it has seen needs a new one.
 */
export class RunningQuota {
  readonly #quota: AccountQuota;
  #last: BillingFact | undefined;

  /** @param last the last of the facts that were folded. */
  constructor(quota: AccountQuota, last: BillingFact | undefined) {
    this.#quota = quota;
    this.#last = last;
  }

  /** Takes one more fact, if it comes after all others and no month that it belongs to is over. */
  take(fact: BillingFact): boolean {
    const isNext = this.#last === undefined || compareFacts(this.#last, fact) < 0;
    if (!isNext || fact.at < this.#quota.since) return false;
    this.#quota.take(fact);
    this.#last = fact;
    return true;
  }

  /** The quota at a time that is not before any of its facts; `undefined` if a later month has begun. */
  at(asOf: number): AccountQuota | undefined {
    if (asOf < this.#quota.since) return undefined;
    this.#quota.advanceTo(asOf);
    return this.#quota;
  }
}
