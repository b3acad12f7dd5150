import type { RuleSet } from "../policies/classification/rule-set.ts";
import { COHORTS } from "../projections/statistics/cohort.ts";
import { type Sql, sql } from "./fragment.ts";
import { textPlaceOf } from "./marked-events.ts";
import { type Column, nested, select, unionAll } from "./select.ts";
import {
  gatheredQuery,
  gatheredState,
  seenName,
  settledConversations,
  touchedConversations,
  touchedQuery,
} from "./settled-conversations.ts";
import { FLAGS } from "./settled-tables.ts";
import { asSettled, type SettledOptions, type Settling, settlingOf, statement } from "./settling.ts";
import { stateColumns } from "./state-columns.ts";
import { stateQuery } from "./state-query.ts";
import type { StateSource } from "./state-source.ts";

/**
 * The statements that make what settles conversations in ClickHouse, in order, each to be run by itself:
 *
 * 1. a materialised view, `settled_arrivals`, to which the engine writes what has arrived of which conversation, by the hour, whenever
 *    events are inserted,
 * 2. the table `settled`: all conversations of the table of events as they stand,
 * 3. a view, `settled_touched`, of those of which something has arrived since: that, and what was settled of them,
 * 4. a view, `settled_gathered`, that puts both together,
 * 5. a view, `settled_known`, that judges them by it,
 * 6. and a view of all conversations, `settled_now`, which `toSql` with `settled` asks.
 *
 * The first part of the names may be another. What arrives between the first and the second is in both, and counts once.
 *
 * @throws UsageError `invalid-option` for an engine that has no such views, for rules that close by inactivity, or for a column of the
 * table of events that is called as one of these tables'; and whatever is wrong with rules and options.
 * @see docs/sql.md
 */
export function createSettledSql(ruleSet: RuleSet, options: SettledOptions): readonly string[] {
  const settling = settlingOf(ruleSet, options);
  const make = [arrivalsView, settledTable, touchedView, gatheredView, knownView, nowView];
  return make.map((each) => statement(each(settling)));
}

function arrivalsView(settling: Settling): Sql {
  const { dialect } = settling.question;
  const { words, arrivals, hour, hash, keys } = settling.tables;
  const query = gatheringQuery(settling, dialect.identifier, (key) => [
    [words.hourNow, hour],
    [words.hash(key), hash],
  ]);
  return sql`${words.arrivalsView(arrivals, hour, keys)}\n${query}`;
}

function settledTable(settling: Settling): Sql {
  const { question, tables } = settling;
  const { dialect, source } = question;
  const { words, settled, hash, kept, keys, weight, flags, at } = tables;
  const called = (name: string) => dialect.identifier(`all_${name}`);
  const inner = [source.inner.accountId, source.inner.conversationId] as const;
  const from: StateSource = {
    words,
    placesAre: "without-ids",
    isFlat: true,
    more: [hash, ...kept.map(({ name }) => called(name))],
    rows: () => nested(gatheringQuery(settling, called, (key) => [[words.hash(key), hash]], inner)),
  };
  const query = asSettled(question, tables, from, "Each conversation as it stands, with the weight 1.", weight);
  // Rows that are counted alike lie together. All else follows from what is kept.
  const lead = [keys[0], flags, at.triggered];
  const order = [...lead, keys[1], ...kept.map(({ name }) => dialect.identifier(name))];
  return sql`${words.weighedTable(settled, lead, order)}\n${query}`;
}

/** What a view says of a conversation for {@link settledCells}, besides its flags. */
function toldOf({ question: { dialect, judge }, tables: { at } }: Settling): readonly Sql[] {
  const { bots, lastEvent } = stateColumns(dialect, judge.rules);
  return [...COHORTS.map((cohort) => at[cohort]), ...[bots, lastEvent].map(({ name }) => dialect.identifier(name))];
}

// What an engine makes of a SELECT within another it works out twice, but a view of its own is told from what it reads by its columns.

function touchedView({ question: { dialect }, tables }: Settling): Sql {
  return sql`${tables.words.viewOf(tables.touched)}\n${touchedQuery(dialect, tables)}`;
}

function gatheredView({ question, tables }: Settling): Sql {
  return sql`${tables.words.viewOf(tables.gathered)}\n${gatheredQuery(question, tables)}`;
}

function knownView({ question, tables }: Settling): Sql {
  const { dialect } = question;
  const { known, words, keys, hash, flags, at, weight } = tables;
  const others = [stateColumns(dialect, question.judge.rules)].flatMap(({ bots, lastEvent }) => [bots, lastEvent]);
  const { judged, ...conversations } = settledConversations(question, touchedConversations(dialect, tables));
  const query = select({
    says: "Conversations of which something has arrived, as they are known.",
    defines: judged.defines,
    columns: [
      [judged.account, keys[0]],
      [hash],
      [words.flags([dialect.truth(true), sql`${seenName(dialect)} = 1`], FLAGS.isKnown, conversations.flags), flags],
      ...COHORTS.map((cohort): Column => [conversations.at(cohort), at[cohort]]),
      ...others.map(({ name }): Column => [dialect.identifier(`all_${name}`), dialect.identifier(name)]),
      [words.one, weight],
    ],
    from: judged.rows,
  });
  return sql`${words.viewOf(known)}\n${query}`;
}

function nowView(settling: Settling): Sql {
  const { settled, known, now, words, keys, hash, flags, weight, touchedHash, isTouched } = settling.tables;
  const columns = [keys[0], hash, flags, ...toldOf(settling), weight].map((column): Column => [column]);
  const query = select({
    says: "Conversations as they are now. Of one that is touched what is known counts, not what was settled.",
    columns: [[sql`*`], [sql`${hash} * (${isTouched})`, touchedHash]],
    from: unionAll([
      select({ says: "Conversations as they are settled.", columns, from: settled }),
      select({ says: "Conversations of which something has arrived.", columns, from: known }),
    ]),
  });
  return sql`${words.viewOf(now)}\n${query}`;
}

/** Each conversation's events, gathered into plain columns. */
function gatheringQuery(
  { question: { dialect, judge }, tables, events }: Settling,
  called: (name: string) => Sql,
  more: (key: readonly [Sql, Sql]) => readonly Column[],
  keys?: readonly [Sql, Sql],
): Sql {
  const { words, kept } = tables;
  const { precision } = stateColumns(dialect, judge.rules);
  return stateQuery(events, words, judge.rules, {
    says: `Each conversation's events, by the rules ${judge.rules.name}: the first, the last or all of a kind.`,
    ...(keys === undefined ? {} : { keys }),
    place: (columns) => textPlaceOf(dialect, words, columns, precision),
    columns: (event, key) => [
      ...more(key),
      ...kept.map((column): Column => [gatheredState(dialect, tables, column, event), called(column.name)]),
    ],
  });
}
