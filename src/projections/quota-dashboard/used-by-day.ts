import { certain } from "../../domain/certain.ts";
import { bucketsOf } from "../statistics/buckets.ts";
import type { QuotaDashboard } from "./quota-dashboard.ts";

/** How many conversations were counted on each local day of an account's running month, to its end; none without a plan. */
export function usedByDay({ period, timeZone, unitsUsed }: QuotaDashboard): readonly number[] {
  if (period === null) return [];
  const days = bucketsOf("day", certain(timeZone));
  const counts = new Map<number, number>();
  for (const { at } of unitsUsed) {
    const day = days.startOf(Date.parse(at));
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  const byDay: number[] = [];
  const end = Date.parse(period.end);
  for (let day = days.startOf(Date.parse(period.start)); day < end; day = days.next(day)) {
    byDay.push(counts.get(day) ?? 0);
  }
  return byDay;
}
