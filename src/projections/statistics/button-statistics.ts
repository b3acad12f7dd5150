import { certain } from "../../domain/certain.ts";
import type { LogInput } from "../../domain/log-input.ts";
import type { Judgement } from "../../policies/classification/judge.ts";
import { breakdown, type Share } from "./breakdown.ts";
import { type StatisticsOptions, toQuestion } from "./statistics-options.ts";
import { type Projection, projectionOf, type Table, tabulateLog } from "./table.ts";

/** How one button of a bot was used in an interval. */
export interface ButtonRow {
  readonly accountId: string;
  readonly botId: string;
  readonly buttonId: string;
  readonly clicks: number;
  /** Conversations in which it was clicked. */
  readonly conversations: number;
  /** Those of them with a contact at or after their first click of it. */
  readonly contactedAfter: number;
}

/**
 * The statistics of a log per button, by account, bot and button.
 *
 * @throws UsageError as `chatbotStatistics` does.
 * @see docs/statistics.md
 */
export function buttonStatistics(log: LogInput, options: StatisticsOptions = {}): readonly ButtonRow[] {
  return tabulateLog(buttonTable(options), log);
}

/** {@link buttonStatistics} kept up to date event by event. */
export function buttonStatisticsProjection(options: StatisticsOptions = {}): Projection<readonly ButtonRow[]> {
  return projectionOf(buttonTable(options));
}

/** The table behind {@link buttonStatistics}. */
export function buttonTable(options: StatisticsOptions): Table<readonly ButtonRow[]> {
  return breakdown(toQuestion(options), sharesOf, (groups) =>
    groups.map(({ accountId, group, sums }) => {
      const [clicks = 0, conversations = 0, contactedAfter = 0] = sums;
      return {
        accountId,
        botId: certain(group[0]),
        buttonId: certain(group[1]),
        clicks,
        conversations,
        contactedAfter,
      };
    }),
  );
}

function sharesOf({ marks, masks, judge }: Judgement): Iterable<Share> {
  const lastContact = masks.findLastIndex((mask) => judge.rules.isOf(mask, "contact"));
  const buttons = new Map<string, { group: readonly string[]; sums: [number, number, number] }>();
  marks.forEach(({ type, botId, buttonId }, place) => {
    if (type !== "ButtonClicked") return;
    const group = [certain(botId), certain(buttonId)];
    const key = group.join("\0");
    const button = buttons.get(key);
    if (button !== undefined) button.sums[0]++;
    else buttons.set(key, { group, sums: [1, 1, lastContact >= place ? 1 : 0] });
  });
  return buttons.values();
}
