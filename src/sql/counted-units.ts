import { certain } from "../domain/certain.ts";
import type { Condition, RequiredClaim } from "../policies/classification/rule-set.ts";
import type { Figure } from "../projections/statistics/figures.ts";
import type { StatisticsQuestion } from "../projections/statistics/statistics-options.ts";
import { type BucketRun, bucketOf } from "./bucket-sql.ts";
import { cohortSql, needsOfCohort } from "./cohort-sql.ts";
import { claimsIn, conditionSql } from "./condition-sql.ts";
import type { Dialect } from "./dialect.ts";
import { asNumber, CLAIMS_OF_FIGURES, isCountedSql } from "./figure-sql.ts";
import { type Sql, sql } from "./fragment.ts";
import type { Gathered } from "./gathered.ts";
import { judgedConversations, type Needs, outcomeOf, withColumns } from "./judged-conversations.ts";
import type { MarkedEvents } from "./marked-events.ts";
import { namesOf } from "./names.ts";
import type { Question } from "./question.ts";
import { type Column, choose, subselect } from "./select.ts";

/** What is counted, each with its bucket: conversations, or visitors with all their conversations in a bucket. */
export interface CountedUnits extends TalliedUnits {
  /** Whether it has a moment, and the first one. */
  readonly isPlaced: Sql;
  readonly at: Sql;
}

/** What is counted, as rows of which each stands for some units. */
export interface TalliedUnits {
  readonly rows: Sql;
  readonly account: Sql;
  /** The start of its bucket; the end of the last one if it is in none. */
  readonly bucket: Sql;
  /** Whether it was asked for. */
  readonly isSelected: Sql;
  /** How many conversations of it nothing has decided yet. */
  readonly undecided: Sql;
  /** Whether its moment is before the instant that was named. */
  readonly isEarly: Sql;
  /** Whether it is counted in a figure. */
  isCounted(figure: Figure): Sql;
  /** Of how many a condition holds. */
  count(condition: Sql): Sql;
}

/** Which units are asked for. */
export type AskedUnits = Pick<StatisticsQuestion, "cohort" | "unit" | "bot">;

/** Of whose account; and an instant of which it may be asked whether a unit's moment is before it. */
export interface UnitsOf {
  /** Events of other accounts are not even read. */
  readonly only?: string | undefined;
  /** Or they are read and not selected. */
  readonly selected?: string | undefined;
  readonly earlyBefore?: number;
}

/** The units that a table of statistics counts. */
export function countedUnits(
  question: Question,
  asked: AskedUnits,
  runs: readonly BucketRun[],
  account: UnitsOf,
): CountedUnits {
  const { dialect } = question;
  const names = namesOfUnits(dialect);
  const judged = judgedConversations(question, { ...needsOfUnits(question, asked), accountId: account.only });
  const placed = cohortSql(question, asked.cohort, judged);
  const { outcome } = judged;
  const selection = [
    ...(asked.bot === undefined ? [] : [names.hasBot]),
    ...(account.selected === undefined ? [] : [sql`${judged.account} = ${dialect.text(account.selected)}`]),
  ];
  const [one = dialect.truth(true), other] = selection;
  const rows = withColumns(
    withColumns(judged.rows, "The moment by which it is counted.", [
      [placed.isPlaced, names.isPlaced],
      [placed.at, names.at],
      [other === undefined ? one : sql`${one} AND ${other}`, names.isSelected],
    ]),
    "The bucket of that moment.",
    [
      [bucketOf(dialect, runs, names.at, names.isPlaced), names.bucket],
      [
        asNumber(sql`${names.isSelected} AND NOT ${names.isPlaced} AND ${outcome} <> ${dialect.text("not-triggered")}`),
        names.undecided,
      ],
    ],
  );
  const conversations: CountedUnits = {
    ...names,
    rows,
    account: judged.account,
    isEarly: isEarly(dialect, names, account),
    isCounted: (figure) => isCountedSql(dialect, figure, outcome, judged.claim),
    count: dialect.count,
  };
  return asked.unit === "visitors" ? visitors(question, conversations, judged, names, account) : conversations;
}

function isEarly(
  dialect: Dialect,
  { isPlaced, at }: { readonly isPlaced: Sql; readonly at: Sql },
  { earlyBefore }: UnitsOf,
): Sql {
  return earlyBefore === undefined ? dialect.truth(false) : sql`${isPlaced} AND ${at} < ${dialect.bigint(earlyBefore)}`;
}

/** What must be gathered of conversations to count such units. */
export function needsOfUnits(
  question: Question,
  { cohort, unit, bot }: AskedUnits,
): Needs & Required<Pick<Needs, "moments" | "more">> {
  const names = namesOfUnits(question.dialect);
  const ofCohort = needsOfCohort(cohort);
  return {
    ...ofCohort,
    claims: [...ofCohort.claims, ...CLAIMS_OF_FIGURES],
    more: (events) => [
      ...(bot === undefined ? [] : [botPresence(question, events, bot, names.hasBot)]),
      ...(unit === "visitors" ? firstVisitor(question, events, names.hasVisitor, names.visitor) : []),
    ],
  };
}

function namesOfUnits(dialect: Dialect) {
  return {
    bucket: dialect.identifier("bucket"),
    isSelected: dialect.identifier("selected"),
    isPlaced: dialect.identifier("placed"),
    at: dialect.identifier("placed_at"),
    undecided: dialect.identifier("undecided"),
    visitor: dialect.identifier("first_visitor"),
    hasVisitor: dialect.identifier("visitor_known"),
    hasBot: dialect.identifier("bot_present"),
  };
}

/** Whether a bot was present, by its own id. */
export function botPresence({ dialect }: Question, events: MarkedEvents, bot: string, name: Sql): Gathered {
  // In a query an event without a bot has the empty text, which is no bot's id.
  const isIt = sql`${events.isOf("presence")} AND ${events.column("botId")} = ${dialect.text(bot)}`;
  const is = bot === "" ? dialect.truth(false) : isIt;
  return {
    name,
    of: dialect.some(is),
    merged: (part) => dialect.some(part(name)),
    ofStates: (states) => (bot === "" ? dialect.truth(false) : states.hasBot(bot)),
  };
}

/** Whether a conversation has a visitor id, and the first one, behind the place and the id that make it first. */
function firstVisitor({ dialect }: Question, events: MarkedEvents, has: Sql, first: Sql): readonly Gathered[] {
  const visitor = events.column("visitorId");
  const place = [events.place, events.column("id"), visitor];
  const is = sql`${visitor} <> ${dialect.text("")}`;
  return [
    {
      name: has,
      of: dialect.some(is),
      merged: (part) => dialect.some(part(has)),
      ofStates: (states) => states.hasVisitor(),
    },
    {
      name: first,
      of: dialect.min(dialect.row(place), is),
      merged: (part) => dialect.min(part(first), part(has)),
      ofStates: (states) => states.firstVisitor(),
    },
  ];
}

/** Visitors: a claim holds for one if it holds in some of his conversations in a bucket, or in every one. */
function visitors(
  { dialect, judge }: Question,
  conversations: CountedUnits,
  judged: { readonly conversation: Sql; claim(name: string): Sql },
  names: { readonly visitor: Sql; readonly hasVisitor: Sql },
  unitsOf: UnitsOf,
): CountedUnits {
  const { rules } = judge.rules;
  const { account, bucket, isSelected, isPlaced, at, undecided } = conversations;
  const spoken = new Set([...CLAIMS_OF_FIGURES, ...rules.outcomes.flatMap(({ when }) => claimsIn(when))]);
  const claimNames = namesOf(dialect, "visitor_claim", Object.keys(rules.claims));
  const claim = (name: RequiredClaim | (string & {})) => certain(claimNames.get(name));
  const own = dialect.identifier("visitor_own");
  const outcome = dialect.identifier("visitor_outcome");
  const sums = {
    isPlaced: dialect.identifier("visitor_placed"),
    at: dialect.identifier("visitor_at"),
    undecided: dialect.identifier("visitor_undecided"),
  };
  const named = withColumns(conversations.rows, "Whose it is; one without a visitor id is its own visitor.", [
    [choose([[names.hasVisitor, dialect.part(names.visitor, 3)]], judged.conversation), own],
  ]);
  const keys = [account, bucket, isSelected, names.hasVisitor, own];
  const rows = subselect({
    says: "Each visitor with all his conversations in a bucket.",
    columns: [
      ...keys.map((key): Column => [key]),
      ...[...spoken].map((name): Column => {
        const isEvery = rules.claims[name]?.ofVisitor === "every";
        return [(isEvery ? dialect.every : dialect.some)(judged.claim(name)), claim(name)];
      }),
      [dialect.some(isPlaced), sums.isPlaced],
      [dialect.min(at, isPlaced), sums.at],
      [dialect.sum(undecided), sums.undecided],
    ],
    from: named,
    groupBy: keys,
  });
  // Outcomes speak of claims and options alone.
  const holds = (condition: Condition) =>
    conditionSql(dialect, condition, {
      rules: judge.rules,
      claim,
      has: () => dialect.truth(false),
      place: () => dialect.truth(false),
      isInactive: dialect.truth(false),
    });
  return {
    ...conversations,
    ...sums,
    isEarly: isEarly(dialect, sums, unitsOf),
    rows: withColumns(rows, "The outcome of what is true of a visitor.", [
      [outcomeOf(dialect, judge.rules, holds), outcome],
    ]),
    isCounted: (figure) => isCountedSql(dialect, figure, outcome, claim),
  };
}
