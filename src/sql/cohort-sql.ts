import type { RequiredClaim, RequiredMoment } from "../policies/classification/rule-set.ts";
import type { Cohort } from "../projections/statistics/cohort.ts";
import { integer, type Sql, sql } from "./fragment.ts";
import type { JudgedConversations, Needs } from "./judged-conversations.ts";
import type { Question } from "./question.ts";
import { choose } from "./select.ts";

/** What must be known of conversations to place them in time. */
export function needsOfCohort(cohort: Cohort) {
  const moments: readonly RequiredMoment[] =
    cohort === "triggered" ? ["botMoment"] : ["contactInReaction", "lastClose"];
  const claims: readonly RequiredClaim[] = cohort === "triggered" ? [] : ["closed", "ended"];
  return { moments, claims, inactivity: cohort === "decided" } satisfies Needs;
}

/** The moment by which a conversation is counted, as `cohortMoment` gives it: whether it has one, and which. */
export function cohortSql(
  { dialect, judge }: Question,
  cohort: Cohort,
  judged: JudgedConversations,
): { readonly isPlaced: Sql; readonly at: Sql } {
  const { outcome, claim, has, at, isInactive, lastAt } = judged;
  if (cohort === "triggered") return { isPlaced: has("botMoment"), at: at("botMoment") };
  const { inactivityTimeout } = judge.rules;
  const closed =
    inactivityTimeout === null
      ? at("lastClose")
      : choose([[claim("ended"), at("lastClose")]], sql`${lastAt} + ${integer(inactivityTimeout)}`);
  const isOutcome = (name: string) => sql`${outcome} = ${dialect.text(name)}`;
  const isSettled = sql`${outcome} IN (${dialect.text("resolved")}, ${dialect.text("no-reaction")}) AND ${claim("closed")}`;
  return {
    isPlaced: choose(
      [
        [isOutcome("escalated"), has("contactInReaction")],
        [sql`${isSettled} AND ${claim("ended")}`, has("lastClose")],
        [isSettled, isInactive],
      ],
      dialect.truth(false),
    ),
    at: choose([[isOutcome("escalated"), at("contactInReaction")]], closed),
  };
}

/** The same moment, by the case; none of the cases if there is none. Rules that close by inactivity have more to tell. */
export function cohortCases(
  { dialect }: Question,
  cohort: Cohort,
  { outcome, claim, has, at }: JudgedConversations,
): readonly (readonly [when: Sql, then: Sql])[] {
  if (cohort === "triggered") return [[has("botMoment"), at("botMoment")]];
  const isSettled = sql`${outcome} IN (${dialect.text("resolved")}, ${dialect.text("no-reaction")})`;
  return [
    [sql`${outcome} = ${dialect.text("escalated")} AND ${has("contactInReaction")}`, at("contactInReaction")],
    [sql`${isSettled} AND ${claim("closed")} AND ${claim("ended")} AND ${has("lastClose")}`, at("lastClose")],
  ];
}
