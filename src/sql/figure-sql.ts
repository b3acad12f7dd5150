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

/** A quotient, NULL where there is none. */
type Quotient = (numerator: Sql, denominator: Sql) => Sql;

/** The rates of figures, as the columns of the CSV have them: a rate is its value, NULL where there is none. */
export function rates(dialect: Dialect, of: (figure: Figure) => Sql, quotient: Quotient): readonly Column[] {
  const decided = sql`(${of("resolved")} + ${of("escalated")})`;
  return [
    [quotient(of("resolved"), decided), dialect.identifier("resolutionRate")],
    [quotient(of("reactions"), of("triggered")), dialect.identifier("reactionRate")],
    [quotient(of("escalated"), decided), dialect.identifier("escalationRate")],
  ];
}

/** What the trend of a figure is called. */
export function trendName(dialect: Dialect, figure: Figure): Sql {
  return dialect.identifier(`${figure}Trend`);
}

/** The rates and trends of figures. */
export function ratesAndTrends(
  dialect: Dialect,
  now: (figure: Figure) => Sql,
  before: (figure: Figure) => Sql,
): readonly Column[] {
  const orNull: Quotient = (numerator, denominator) =>
    sql`CASE WHEN ${denominator} <> 0 THEN ${numerator} / ${denominator} END`;
  return [
    ...rates(dialect, now, orNull),
    ...FIGURES.map((figure): Column => {
      const change = sql`(${now(figure)} - ${before(figure)})`;
      return [orNull(change, before(figure)), trendName(dialect, figure)];
    }),
  ];
}

/** A condition as a number. */
export function asNumber(condition: Sql): Sql {
  return choose([[condition, sql`1`]], sql`0`);
}
