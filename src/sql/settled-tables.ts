import { UsageError } from "../domain/usage-error.ts";
import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";
import type { Cohort } from "../projections/statistics/cohort.ts";
import { mapFigures } from "../projections/statistics/figures.ts";
import type { Dialect, IncrementalDialect } from "./dialect.ts";
import { tableName } from "./event-source.ts";
import { fingerprintOf } from "./fingerprint-of.ts";
import { type Sql, sql } from "./fragment.ts";
import { incrementalOf } from "./incremental-of.ts";
import { type StateColumn, stateColumns } from "./state-columns.ts";
import { keysOf } from "./state-source.ts";

/**
 * Two tables and four views of them. One table has conversations as they stand: what is known of each, and what it is judged to
 * be. What a row adds is its weight: one that does not hold any more is taken back by another of weight -1. The other has what
 * has arrived since, by the hour in which it did. One view has both of the conversations of which something has, one gathers it, and
 * one judges them by it; the last has them and those that are settled, see `settledCells`.
 */
export interface SettledTables {
  readonly settled: Sql;
  readonly arrivals: Sql;
  readonly touched: Sql;
  readonly gathered: Sql;
  readonly known: Sql;
  readonly now: Sql;
  readonly words: IncrementalDialect;
  readonly keys: readonly [account: Sql, conversation: Sql];
  /** What is known of a conversation, in both tables: minima, maxima and sets in plain columns. */
  readonly kept: readonly StateColumn[];
  /** In both tables. Conversations of one hash are settled, and arrive, together. */
  readonly hash: Sql;
  /** When something arrived, in hours since 1970. */
  readonly hour: Sql;
  readonly weight: Sql;
  /** What a conversation is counted in, and other {@link FLAGS} of it. */
  readonly flags: Sql;
  /** The moments by which it is counted; {@link NEVER} if there is none. */
  readonly at: Readonly<Record<Cohort, Sql>>;
  /** In the last view: the hash of a conversation of which something has arrived, and 0 of all others. */
  readonly touchedHash: Sql;
  /** Whether something has arrived of a conversation. */
  readonly isTouched: Sql;
}

/** The settled conversations that a question asks instead of the events, on this server or on all of a cluster. */
export interface SettledSource {
  readonly tables: SettledTables;
  readonly now: Sql;
}

/** The places of the flags: a figure's is the one that it has in `FIGURES`. */
export const FLAGS = {
  ...mapFigures((_, i) => i),
  hasBot: 8,
  /** The row is no settled conversation, but all that is known of one of which something has arrived. */
  isKnown: 9,
  /** What was settled of it is in that. */
  isSeen: 10,
  isSelected: 11,
  isEarly: 12,
  isPlaced: 13,
} as const;

/** Before every instant: the moment of a conversation that has none. */
export const NEVER = Number.MIN_SAFE_INTEGER;

/** What the others are called: as the table of settled conversations, and this behind it. */
const SUFFIXES = {
  arrivals: "_arrivals",
  touched: "_touched",
  gathered: "_gathered",
  known: "_known",
  now: "_now",
} as const;

/**
 * The tables of settled conversations of a rule set, by the name of the first.
 *
 * @throws UsageError `invalid-option` of an engine that has none, and of rules by which a verdict changes without an event.
 */
export function settledTables(
  dialect: Dialect,
  rules: BoundRuleSet,
  name: string | readonly string[] = "settled",
): SettledTables {
  const words = incrementalOf(dialect, "settled");
  if (rules.inactivityTimeout !== null) {
    const message = "settled: a chat that is closed by inactivity is so without an event. Ask states, or the events.";
    throw new UsageError("invalid-option", message);
  }
  const settled = tableName(dialect, name);
  const names = typeof name === "string" ? [name] : name;
  const called = (suffix: string) => tableName(dialect, [...names.slice(0, -1), `${names.at(-1) ?? ""}${suffix}`]);
  const arrivals = called(SUFFIXES.arrivals);
  const { all, firstVisitor } = stateColumns(dialect, rules);
  const hash = dialect.identifier("hash");
  return {
    settled,
    arrivals,
    touched: called(SUFFIXES.touched),
    gathered: called(SUFFIXES.gathered),
    known: called(SUFFIXES.known),
    now: called(SUFFIXES.now),
    words,
    keys: keysOf(dialect),
    kept: all.filter((column) => column.name !== firstVisitor.name),
    hash,
    hour: dialect.identifier("hour"),
    weight: dialect.identifier("weight"),
    flags: dialect.identifier(`flags_${fingerprintOf(rules)}`),
    at: { triggered: dialect.identifier("triggered_at"), decided: dialect.identifier("decided_at") },
    touchedHash: dialect.identifier("touched"),
    isTouched: sql`${hash} IN (SELECT ${hash} FROM ${arrivals})`,
  };
}

/** The view of settled conversations, of this server or of all servers of a cluster. */
export function settledNow(
  name: string | readonly string[],
  { now, words }: SettledTables,
  cluster: string | undefined,
): Sql {
  if (cluster === undefined) return now;
  const [database, table, ...rest] = name;
  if (typeof name !== "string" && database !== undefined && table !== undefined && rest.length === 0) {
    return words.everyTable(cluster, database, `${table}${SUFFIXES.now}`);
  }
  const message = "settled: with a cluster, expected the name of a database and that of a table in it.";
  throw new UsageError("invalid-option", message);
}
