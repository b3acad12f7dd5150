import { nearestToLimit } from "../projections/quota-dashboard/nearest-to-limit.ts";
import {
  type AccountView,
  accountViewIn,
  type QuotaDashboard,
} from "../projections/quota-dashboard/quota-dashboard.ts";

const MOST_SUMMED_UP = 10;

/** What the summary tells of an account. */
export type ShortView = Omit<AccountView, "ledger" | "history" | "usedByPeriod">;

/** The accounts with a plan while they come in: all of them in short, and those in whole that are nearest to their limit. */
export class SubscribedAccounts {
  readonly #views: ShortView[] = [];
  #nearest: readonly QuotaDashboard[] = [];

  add(account: QuotaDashboard): void {
    if (account.plan === null) return;
    this.#views.push(inShort(accountViewIn(account)));
    this.#nearest = nearestToLimit([...this.#nearest, account], MOST_SUMMED_UP);
  }

  get views(): readonly ShortView[] {
    return this.#views;
  }

  /** In the order in which they came. */
  get nearest(): readonly QuotaDashboard[] {
    return this.#nearest;
  }
}

/** Without what has as many lines as there are conversations or months. */
function inShort({ ledger: _, history: __, usedByPeriod: ___, ...view }: AccountView): ShortView {
  return view;
}
