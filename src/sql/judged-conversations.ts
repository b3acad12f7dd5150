import { certain } from "../domain/certain.ts";
import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";
import { type PlanNeeds, type WholePlan, wholePlanOf } from "../policies/classification/plan.ts";
import type { Condition, RequiredClaim, RequiredMoment } from "../policies/classification/rule-set.ts";
import { type ConditionNames, claimsIn, conditionSql } from "./condition-sql.ts";
import type { Dialect } from "./dialect.ts";
import type { EventColumn } from "./event-table.ts";
import { integer, type Sql, sql } from "./fragment.ts";
import { type Gathered, gatheredByPlan, lastInstant, toldByExtremes } from "./gathered.ts";
import { type MarkedEvents, markedEvents } from "./marked-events.ts";
import { type MergedStates, mergedStates } from "./merged-states.ts";
import { type MomentNames, momentNames } from "./moment-names.ts";
import { namesOf } from "./names.ts";
import type { Question } from "./question.ts";
import { type Column, choose, type Layer, subselect } from "./select.ts";

/** What conversations are judged for. */
export interface Needs extends PlanNeeds {
  /** Only those of this account. */
  readonly accountId?: string | undefined;
  /** Whether the places of any two events must differ. */
  readonly needsIds?: boolean;
  /** Whether counts of conversations for the quota are among the events. */
  readonly withCounts?: boolean;
  /** What else to gather from the events. */
  readonly more?: (events: MarkedEvents) => readonly Gathered[];
  /** Gathers in parts first, one for each value of these columns. */
  readonly parts?: Parts;
}

/** How a conversation's events are gathered in parts. */
export interface Parts {
  readonly by: readonly EventColumn[];
  /** Whether an event that was delivered several times must be seen once. */
  readonly isDistinct: boolean;
  /** What to gather of each part, and what of all the parts. */
  ofEach(events: MarkedEvents): readonly Omit<Gathered, "merged">[];
  ofAll(): readonly Column[];
}

/** Conversations as something to SELECT from, and what their columns are called. */
export interface GatheredConversations {
  readonly rows: Sql;
  readonly account: Sql;
  readonly conversation: Sql;
  /** The instant of the last event, if it was asked for. */
  readonly lastAt: Sql;
  has(moment: RequiredMoment): Sql;
  /** Where there is one, and if it was asked for. */
  at(moment: RequiredMoment): Sql;
  place(moment: RequiredMoment): Sql;
}

/** {@link GatheredConversations} with the claims that the question needs and the outcome. */
export interface JudgedConversations extends GatheredConversations {
  readonly outcome: Sql;
  /** Names that a SELECT from the rows has to define; none unless all is told in one SELECT. */
  readonly defines: readonly Column[];
  /** Whether nothing has happened for the time of inactivity. */
  readonly isInactive: Sql;
  claim(name: RequiredClaim | (string & {})): Sql;
  /** Whether a condition on claims holds. */
  holds(condition: Condition): Sql;
}

/** A row for each conversation with the moments that were asked for, gathered from its events by the plan. */
export function gatheredConversations(question: Question, needs: Needs): GatheredConversations {
  const { rows, layers, ...names } = gathered(question, needs, wholePlanOf(question.judge.rules, needs));
  const { accountId: account, conversationId: conversation } = question.source.inner;
  return { rows: question.gathered ?? stacked(rows, layers), account, conversation, ...names };
}

/**
 * A row for each conversation, judged: its events are gathered into the aggregates of the plan, the claims follow from
 * those, and the outcome from the claims.
 */
export function judgedConversations(question: Question, needs: Needs): JudgedConversations {
  const { dialect, judge } = question;
  const { rules } = judge;
  const { rows: base, layers, ...conversations } = gathered(question, needs, wholePlanOf(rules, needs));
  const { has, place, lastAt } = conversations;
  const claims = namesOf(dialect, "claim", Object.keys(rules.rules.claims));
  const claim = (name: string) => certain(claims.get(name));
  const outcome = dialect.identifier("outcome");
  const isInactive = inactivity(question, lastAt);
  const known: ConditionNames = { rules, claim, has, place, isInactive };
  const holds = (condition: Condition) => conditionSql(dialect, condition, known);
  const judged: readonly Layer[] = [
    ...claimLayers(wholePlanOf(rules, needs)).map(
      (layer, i): Layer => ({
        says: i === 0 ? "What is true of each conversation." : "What follows from that.",
        columns: layer.map(({ name, when }) => [holds(when), claim(name)]),
      }),
    ),
    {
      says: `The first outcome that holds, by the rules ${rules.name}.`,
      columns: [[outcomeOf(dialect, rules, holds), outcome]],
    },
  ];
  const { accountId: account, conversationId: conversation } = question.source.inner;
  const isFlat = question.states?.isFlat === true && isShort(rules);
  const told = isFlat
    ? { rows: base, defines: [...layers, ...judged].flatMap(({ columns }) => columns) }
    : { rows: stacked(question.gathered ?? stacked(base, layers), judged), defines: [] };
  return { ...conversations, account, conversation, ...told, outcome, isInactive, claim, holds };
}

/** The first outcome that holds. */
export function outcomeOf(dialect: Dialect, { rules }: BoundRuleSet, holds: (condition: Condition) => Sql): Sql {
  const cases = rules.outcomes.map(({ when, outcome }) => [holds(when), dialect.text(outcome)] as const);
  // The last one always holds.
  return choose(cases.slice(0, -1), cases.at(-1)?.[1] ?? dialect.text(""));
}

function gathered(question: Question, needs: Needs, plan: WholePlan) {
  const { dialect, judge } = question;
  const { accountId, more, parts, withCounts } = needs;
  const names = momentNames(dialect, judge.rules);
  const lastAt = dialect.identifier("last_at");
  const filter = { asOf: judge.asOf, accountId, isDistinct: parts?.isDistinct, withCounts };
  const precision = plan.needsIds || needs.needsIds === true ? "whole" : "without-ids";
  const events = markedEvents(question, filter, precision);
  const aggregates = [
    ...gatheredByPlan(dialect, plan, needs.moments, names, events),
    ...(plan.needsLastEvent ? [lastInstant(lastAt, events)] : []),
    ...(more?.(events) ?? []),
  ];
  const states = question.states === undefined ? undefined : mergedStates(question, question.states);
  const ofEvents = () => {
    const rows =
      parts === undefined ? inOneGo(question, aggregates, events) : inParts(question, aggregates, events, parts);
    const told = toldByExtremes(dialect, plan, names, events);
    return told.length === 0 ? rows : withColumns(rows, "Which of them there are, and when.", told);
  };
  const ofStates = (from: MergedStates) =>
    from.rows(
      aggregates.map((aggregate): Column => [certain(aggregate.ofStates?.(from)), aggregate.name]),
      accountId,
    );
  const moments = Object.keys(judge.rules.rules.moments);
  const base = states === undefined ? { rows: ofEvents(), layers: [] } : ofStates(states);
  return {
    rows: base.rows,
    layers: [...base.layers, ...relatives(dialect, plan, names, (states ?? events).instantOf)],
    lastAt,
    has: (moment: string) => names.has(moments.indexOf(moment)),
    at: (moment: string) => names.at(moments.indexOf(moment)),
    place: (moment: string) => names.place(moments.indexOf(moment)),
  };
}

const EACH = "Each conversation: the first, the last or any event of a kind.";

function inOneGo({ source }: Question, aggregates: readonly Gathered[], events: MarkedEvents): Sql {
  const keys = [source.inner.accountId, source.inner.conversationId];
  const columns = [...keys.map((key): Column => [key]), ...aggregates.map(({ of, name }): Column => [of, name])];
  return subselect({ says: EACH, columns, from: events.rows(), groupBy: keys });
}

function inParts(
  { dialect, source }: Question,
  aggregates: readonly Gathered[],
  events: MarkedEvents,
  { by, ofEach, ofAll }: Parts,
): Sql {
  const keys = [source.inner.accountId, source.inner.conversationId];
  const partKeys = [...keys, ...by.map((column) => events.column(column))];
  const names = new Map(aggregates.map(({ name }, i) => [name, dialect.identifier(`part_${i}`)]));
  const part = (name: Sql) => certain(names.get(name));
  const rows = subselect({
    says: "Each conversation in parts.",
    columns: [
      ...partKeys.map((key): Column => [key]),
      ...aggregates.map(({ of, name }): Column => [of, part(name)]),
      ...ofEach(events).map(({ of, name }): Column => [of, name]),
    ],
    from: events.rows(),
    groupBy: partKeys,
  });
  return subselect({
    says: EACH,
    columns: [
      ...keys.map((key): Column => [key]),
      ...aggregates.map(({ merged, name }): Column => [merged(part), name]),
      ...ofAll(),
    ],
    from: rows,
    groupBy: keys,
  });
}

/** The moments that are sought from another one on: of the places of their kind the first that is not before it. */
function relatives(
  dialect: Dialect,
  { extremes }: WholePlan,
  names: MomentNames,
  instantOf: (place: Sql) => Sql,
): readonly Layer[] {
  const sought = extremes.flatMap(({ moment, from }) => {
    const other = from === undefined ? undefined : extremes[from];
    return other === undefined ? [] : [{ moment, from: other.moment }];
  });
  if (sought.length === 0) return [];
  return [
    {
      says: "The events at or after a moment.",
      columns: sought.map(({ moment, from }) => [
        dialect.atOrAfter(names.places(moment), names.place(from)),
        names.placesInTime(moment),
      ]),
    },
    {
      says: "The first of them.",
      columns: sought.flatMap(({ moment, from }): readonly Column[] => {
        const list = names.placesInTime(moment);
        const place = dialect.least(list);
        return [
          [sql`(${names.has(from)} AND NOT ${dialect.isEmpty(list)})`, names.has(moment)],
          [place, names.place(moment)],
          [instantOf(place), names.at(moment)],
        ];
      }),
    },
  ];
}

/** The claims of a plan, those of each layer resting on those of the layers before it. */
function claimLayers({ rules, claims }: WholePlan): readonly (readonly { name: string; when: Condition }[])[] {
  const depths = new Map<string, number>();
  const layers: { name: string; when: Condition }[][] = [];
  Object.entries(rules.rules.claims).forEach(([name, { when }], i) => {
    if ((claims & (1 << i)) === 0) return;
    const depth = Math.max(0, ...claimsIn(when).map((claim) => (depths.get(claim) ?? 0) + 1));
    depths.set(name, depth);
    layers[depth] = [...(layers[depth] ?? []), { name, when }];
  });
  return layers;
}

function inactivity({ dialect, judge }: Question, lastAt: Sql): Sql {
  const { rules, asOf } = judge;
  if (rules.inactivityTimeout === null) return dialect.truth(false);
  return sql`(${lastAt} <= ${integer(asOf - rules.inactivityTimeout)})`;
}

/** Rows with more columns, layer by layer. */
function stacked(rows: Sql, layers: readonly Layer[]): Sql {
  return layers.reduce((from, { says, columns }) => withColumns(from, says, columns), rows);
}

/** So many moments a claim may come down to, for all of them to be written out. */
const SHORT = 100;

/** Whether claims are short where each claim that they name is written out. */
function isShort({ rules }: BoundRuleSet): boolean {
  const lengths = new Map<string, number>();
  for (const [name, { when }] of Object.entries(rules.claims)) {
    const length = claimsIn(when).reduce((sum, claim) => sum + (lengths.get(claim) ?? 0), 1);
    if (length > SHORT) return false;
    lengths.set(name, length);
  }
  return true;
}

/** The same rows with more columns. */
export function withColumns(rows: Sql, says: string, columns: readonly Column[]): Sql {
  return subselect({ says, columns: [[sql`*`], ...columns], from: rows });
}
