import type { StatisticsQuestion } from "../../projections/statistics/statistics-options.ts";
import { cohortSql, needsOfCohort } from "../cohort-sql.ts";
import { botPresence } from "../counted-units.ts";
import type { Sql } from "../fragment.ts";
import { sql } from "../fragment.ts";
import type { Gathered } from "../gathered.ts";
import {
  type JudgedConversations,
  judgedConversations,
  type Needs,
  type Parts,
  withColumns,
} from "../judged-conversations.ts";
import type { MarkedEvents } from "../marked-events.ts";
import type { Question } from "../question.ts";
import { type Column, subselect } from "../select.ts";

/** What a table that breaks conversations down needs of them. */
export interface BrokenDown {
  readonly needs: Pick<Needs, "moments">;
  readonly parts: Parts;
  more(events: MarkedEvents): readonly Gathered[];
  /** A list with an item for each row that a conversation adds to. */
  readonly list: Sql;
  readonly item: Sql;
}

/** The conversations that a table is about, once for each of their items: as `breakdown` selects them. */
export function brokenDown(
  question: Question,
  asked: StatisticsQuestion,
  { needs, parts, more, list, item }: BrokenDown,
): { readonly rows: Sql; readonly judged: JudgedConversations } {
  const { dialect } = question;
  const { cohort, bot, from, to, accountId } = asked;
  const ofCohort = needsOfCohort(cohort);
  const hasBot = dialect.identifier("bot_present");
  const isPlaced = dialect.identifier("placed");
  const at = dialect.identifier("placed_at");
  const judged = judgedConversations(question, {
    ...ofCohort,
    moments: [...ofCohort.moments, ...needs.moments],
    accountId,
    needsIds: true,
    more: (events) => [...(bot === undefined ? [] : [botPresence(question, events, bot, hasBot)]), ...more(events)],
    parts,
  });
  const placed = cohortSql(question, cohort, judged);
  const columns: readonly Column[] = [
    [placed.isPlaced, isPlaced],
    [placed.at, at],
  ];
  const where = [
    isPlaced,
    ...(from === undefined ? [] : [sql`${at} >= ${dialect.bigint(from)}`]),
    ...(to === undefined ? [] : [sql`${at} < ${dialect.bigint(to)}`]),
    ...(bot === undefined ? [] : [hasBot]),
  ];
  const rows = subselect({
    says: "The conversations of the interval, once for each thing that the table tells apart.",
    columns: [[sql`*`], [dialect.unnest(list), item]],
    from: subselect({
      says: "Those that were asked for.",
      columns: [[sql`*`]],
      from: withColumns(judged.rows, "The moment by which it is counted.", columns),
      where,
    }),
  });
  return { rows, judged };
}
