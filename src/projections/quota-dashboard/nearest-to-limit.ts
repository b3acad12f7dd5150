import type { QuotaView } from "../../policies/quota/quota-view.ts";

/** The accounts that are nearest to their limit, or farthest beyond it, in the order in which they came. */
export function nearestToLimit<Account extends Pick<QuotaView, "used" | "limit">>(
  accounts: readonly Account[],
  most: number,
): readonly Account[] {
  const nearest = new Set(accounts.toSorted((a, b) => shareUsed(b) - shareUsed(a)).slice(0, most));
  return accounts.filter((account) => nearest.has(account));
}

function shareUsed({ used, limit }: Pick<QuotaView, "used" | "limit">): number {
  return limit === 0 ? used : used / limit;
}
