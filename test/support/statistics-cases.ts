import type { ConversationEvent } from "chatledger";
import fc from "fast-check";
import { calendarLog, instantNear, SHIFTS } from "./calendar-log.ts";
import { judgingOptions } from "./judging-options.ts";
import type { StatisticsOracleOptions } from "./statistics-oracle.ts";
import { bucketAfter, bucketStart, type Size } from "./wall-clock.ts";

/** A log and a question about it. */
export interface StatisticsCase {
  readonly events: readonly ConversationEvent[];
  readonly options: StatisticsOracleOptions & { readonly by: Size; readonly timeZone: string };
}

const SIZES = ["hour", "day", "week", "month", "year"] as const;

/** Any question about a log around a shift of the clock: every size, cohort, unit, bot, account, interval and option. */
export function statisticsCase(): fc.Arbitrary<StatisticsCase> {
  return fc.tuple(fc.constantFrom(...SHIFTS), fc.constantFrom(...SIZES)).chain(([shift, by]) => {
    const { timeZone } = shift;
    const moment = instantNear(shift, by);
    const question = fc.record({
      by: fc.constant(by),
      timeZone: fc.constant(timeZone),
      cohort: fc.constantFrom("triggered", "decided"),
      unit: fc.constantFrom("conversations", "visitors"),
      bot: seldom(fc.constantFrom("bot-1", "bot-1", "bot-2", "nobody")),
      accountId: seldom(fc.constantFrom("acme", "acme", "nobody")),
    } as const);
    const interval = seldom(fc.tuple(moment, moment)).map((bounds) => {
      if (bounds === undefined) return {};
      const [first = "", last = ""] = bounds.toSorted();
      const from = bucketStart(by, timeZone, Date.parse(first));
      const to = bucketAfter(by, timeZone, bucketStart(by, timeZone, Date.parse(last)));
      return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    });
    const aYearLater = fc.constant(new Date(Date.parse(shift.at) + 400 * 24 * 3_600_000).toISOString());
    return fc
      .tuple(calendarLog(shift, by), question, interval, judgingOptions(fc.oneof(moment, aYearLater)))
      .map(([events, asked, bounds, judging]) => ({ events, options: { ...judging, ...asked, ...bounds } }));
  });
}

function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary, weight: 1 });
}
