import { certain } from "../../domain/certain.ts";
import { formatInstant, type InstantInput, toEpochMs } from "../../domain/instant.ts";
import { bucketsOf } from "../statistics/buckets.ts";
import type { QuotaDashboard } from "./quota-dashboard.ts";

/** An account's balance at a moment. */
export interface Balance {
  /** UTC with milliseconds. */
  readonly at: string;
  readonly limit: number;
  readonly used: number;
  /** `limit - used`; below 0 where the limit is passed. */
  readonly left: number;
}

/** How an account's running month is used up. */
export interface BurnDown {
  /** The beginning of the month or of the plan, then the end of each local day, then `asOf`. */
  readonly balances: readonly Balance[];
  /** What is left when a threshold of the present limit is reached, as asked for; not rounded. */
  readonly thresholds: readonly { readonly pct: number; readonly left: number }[];
  /**
   * Where the pace of the month so far leads: to nothing left, when the limit is used up within the month, else to what is
   * left at its end. `null` where there is no pace yet, and where the limit is used up.
   */
  readonly forecast: { readonly at: string; readonly left: number } | null;
}

/**
 * The running month of an account as a burn-down, from its dashboard as of the same instant; `null` without a plan.
 *
 * @see docs/report.md
 */
export function burnDown(
  account: QuotaDashboard,
  {
    asOf,
    thresholds = [75, 90, 100],
  }: { readonly asOf: InstantInput; readonly thresholds?: readonly number[] | undefined },
): BurnDown | null {
  const { period, timeZone, limit } = account;
  if (period === null) return null;
  const now = toEpochMs(asOf, "asOf");
  return {
    balances: balancesOf(account, certain(timeZone), now),
    thresholds: thresholds.map((pct) => ({ pct, left: limit - (limit * pct) / 100 })),
    forecast: forecastOf(account, period, now),
  };
}

function balancesOf({ ledger }: QuotaDashboard, timeZone: string, now: number): readonly Balance[] {
  const [first] = ledger;
  if (first === undefined) return [];
  const days = bucketsOf("day", timeZone);
  const moments = [Date.parse(first.at)];
  for (let end = days.next(days.startOf(Date.parse(first.at))); end < now; end = days.next(end)) moments.push(end);
  if (now > Date.parse(first.at)) moments.push(now);
  let line = first;
  let next = 1;
  return moments.map((at) => {
    // What happens at the very end of a day belongs to the next one. Nothing in the ledger is after now.
    for (
      let after = ledger[next];
      after !== undefined && (at === now || Date.parse(after.at) < at);
      after = ledger[++next]
    ) {
      line = after;
    }
    return { at: formatInstant(at), limit: line.limit, used: line.used, left: line.limit - line.used };
  });
}

function forecastOf(
  { limit, used, remaining, exhaustsAt }: QuotaDashboard,
  { start, end }: { readonly start: string; readonly end: string },
  now: number,
): BurnDown["forecast"] {
  const elapsed = now - Date.parse(start);
  if (remaining === 0 || elapsed === 0) return null;
  if (exhaustsAt !== null) return { at: exhaustsAt, left: 0 };
  // Exact for any catalogue, as the moment of exhaustion is.
  const whole = BigInt(used) * BigInt(Date.parse(end) - Date.parse(start));
  const byEnd = Number((whole + BigInt(elapsed) - 1n) / BigInt(elapsed));
  return { at: end, left: Math.max(0, limit - byEnd) };
}
