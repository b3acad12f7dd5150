import type { RequiredClaim } from "../policies/classification/rule-set.ts";
import { FIGURES, type Figure } from "../projections/statistics/figures.ts";
import type { Dialect } from "./dialect.ts";
import { type Sql, sql } from "./fragment.ts";
import { type Column, choose } from "./select.ts";

/** Claims that the figures look at, besides the outcome. */
export const CLAIMS_OF_FIGURES = ["triggered", "interacted", "reacted"] as const satisfies readonly RequiredClaim[];

/** Whether a conversation, or a visitor with all his, is counted in a figure: what `isCountedIn` says. */
export function isCountedSql(dialect: Dialect, figure: Figure, outcome: Sql, claim: (name: RequiredClaim) => Sql): Sql {
  const is = (name: string) => sql`${outcome} = ${dialect.text(name)}`;
  switch (figure) {
    case "triggered":
      return claim("triggered");
    case "noReaction":
      return is("no-reaction");
    case "resolved":
      return is("resolved");
    case "escalated":
      return is("escalated");
    case "inProgress":
      return is("in-progress");
    case "reactions":
      return sql`${claim("triggered")} AND ${claim("reacted")}`;
    case "chatbotConversations":
      return claim("interacted");
    case "escalatedAfterInteraction":
      return sql`${is("escalated")} AND ${claim("interacted")}`;
  }
}

/** The figures under names of their own, of this interval and of the one before. */
export function figureNames(dialect: Dialect, prefix = ""): ReadonlyMap<Figure, Sql> {
  return new Map(FIGURES.map((figure) => [figure, dialect.identifier(`${prefix}${figure}`)]));
}

/** The rates and trends of figures, as the columns of the CSV have them: a rate is its value, NULL where there is none. */
export function ratesAndTrends(
  dialect: Dialect,
  now: (figure: Figure) => Sql,
  before: (figure: Figure) => Sql,
  orNull = (numerator: Sql, denominator: Sql): Sql =>
    sql`CASE WHEN ${denominator} <> 0 THEN ${numerator} / ${denominator} END`,
): readonly Column[] {
  const decided = sql`(${now("resolved")} + ${now("escalated")})`;
  return [
    [orNull(now("resolved"), decided), dialect.identifier("resolutionRate")],
    [orNull(now("reactions"), now("triggered")), dialect.identifier("reactionRate")],
    [orNull(now("escalated"), decided), dialect.identifier("escalationRate")],
    ...FIGURES.map((figure): Column => {
      const change = sql`(${now(figure)} - ${before(figure)})`;
      return [orNull(change, before(figure)), dialect.identifier(`${figure}Trend`)];
    }),
  ];
}

/** A condition as a number. */
export function asNumber(condition: Sql): Sql {
  return choose([[condition, sql`1`]], sql`0`);
}
