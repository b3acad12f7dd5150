import type { Sql } from "./fragment.ts";

/** The engines whose SQL can be printed. */
export const DIALECTS = ["duckdb", "clickhouse"] as const;

/** One of {@link DIALECTS}. */
export type DialectName = (typeof DIALECTS)[number];

/**
 * What engines say in different words. All else is SQL that each of them understands: nested SELECTs, GROUP BY, CASE and
 * comparisons; no WITH, no window functions.
 */
export interface Dialect {
  /** The name of a table or a column. */
  identifier(name: string): Sql;
  text(value: string): Sql;
  truth(isTrue: boolean): Sql;
  /** A column of a table, by its name; `isFull` if it has a value in every row. */
  column(name: Sql, of: "text" | "number", isFull: boolean): Sql;
  /** What stands behind the columns of a new table whose rows are to lie in an order, if the engine asks for one. */
  storage(order: readonly Sql[]): Sql;
  /** A whole number that is at home among epoch milliseconds. */
  bigint(value: number): Sql;
  /** Whole milliseconds divided and cut off; both are positive. */
  quotient(value: Sql, by: Sql): Sql;
  ifNull(value: Sql, otherwise: Sql): Sql;

  // Aggregates over those rows for which a condition holds. Of none a minimum or maximum is anything.
  some(condition: Sql): Sql;
  every(condition: Sql): Sql;
  count(condition: Sql): Sql;
  min(value: Sql, condition: Sql): Sql;
  max(value: Sql, condition: Sql): Sql;
  /** Whether an extreme is one of something, where that shows: of nothing it is NULL. */
  isFound?(extreme: Sql): Sql;
  list(value: Sql, condition: Sql): Sql;
  /** One list of the items of all lists. */
  lists(value: Sql): Sql;
  /** A sum of whole numbers, as one. */
  sum(value: Sql): Sql;
  /** A count of nothing. */
  readonly none: Sql;

  // Rows within rows, and lists of them.
  row(values: readonly Sql[]): Sql;
  /** The place of an event among others: its instant, its sequence and its rank, as something that compares. */
  shortPlace(at: Sql, sequence: Sql, rank: Sql): Sql;
  /** The instant of such a place. */
  instantOf(shortPlace: Sql): Sql;
  /** A part of a row, counted from 1. */
  part(row: Sql, place: number): Sql;
  array(values: readonly Sql[]): Sql;
  /** A list of texts that has none. */
  readonly noTexts: Sql;
  concat(lists: readonly Sql[]): Sql;
  /** What a function makes of each item. */
  map(list: Sql, toItem: (item: Sql) => Sql): Sql;
  /** The items that come at or after a value, and those that come at or before it. */
  atOrAfter(list: Sql, value: Sql): Sql;
  atOrBefore(list: Sql, value: Sql): Sql;
  least(list: Sql): Sql;
  greatest(list: Sql): Sql;
  isEmpty(list: Sql): Sql;
  /** A row for each item. */
  unnest(list: Sql): Sql;
  /** `from`, `from + step` and so on, before `until`. */
  range(from: number, until: number, step: number): Sql;
  /** The place of a text in a list of texts, from 1. */
  rankOf(value: Sql, texts: readonly string[]): Sql;

  /** What an engine has that gathers events as they arrive, and that runs on many servers; `undefined` of one that does not. */
  readonly incremental?: IncrementalDialect;
}

/** Aggregates that can be kept: however often and in whatever order the same values come, they are the same. */
export type StateAggregate = "min" | "max" | "set";

/** What an engine says of aggregates that it keeps in a table, and of its servers. */
export interface IncrementalDialect {
  /** What stands before the SELECT of a table of states: the engine writes to it whatever is inserted into what that reads. */
  view(name: Sql, key: readonly Sql[]): Sql;
  /** A name within one SELECT for what all its columns use. */
  define(name: Sql, value: Sql): Sql;
  /** An aggregate of those rows for which a condition holds, as a state. */
  state(aggregate: StateAggregate, value: Sql, condition: Sql): Sql;
  /** What states come to together. */
  merged(aggregate: StateAggregate, state: Sql): Sql;
  contains(list: Sql, value: Sql): Sql;
  /** The different values of those rows for which a condition holds, and those of lists, always in one order. */
  set(value: Sql, condition: Sql): Sql;
  union(lists: Sql): Sql;
  /** A place that tells any two events apart, as a text that compares: a short one, and the texts that break its ties. */
  wholePlace(shortPlace: Sql, texts: readonly Sql[]): Sql;
  /** A number of a conversation that is never 0; two of them may have one number. */
  hash(key: readonly Sql[]): Sql;
  /** Several yes and no as one number, the first of them counted from here, with others before it. */
  flags(conditions: readonly Sql[], from?: number, others?: Sql): Sql;
  /** One of them, 1 or 0, counted from 0. */
  flag(flags: Sql, place: number): Sql;
  /** A number behind the flags, and the number again. */
  behindFlags(flags: Sql, number: Sql): Sql;
  behind(flags: Sql): Sql;
  /** The weight of a row that stands. */
  readonly one: Sql;
  /** What stands before the SELECT of a view that is kept by the hour. */
  arrivalsView(name: Sql, hour: Sql, key: readonly Sql[]): Sql;
  /** And of a table of rows that have weights, in their order. */
  weighedTable(name: Sql, key: readonly Sql[], order: readonly Sql[]): Sql;
  /** Hours since 1970; whether nothing can arrive in one any more; and the statement that drops those rows, as a text. */
  readonly hourNow: Sql;
  isHourOver(hour: Sql): Sql;
  dropPart(table: Sql, hour: Sql): Sql;
  /** Whether no statement runs on the server that begins so, nor, unless it is quiet, one that has run for an hour. */
  isNoneRunning(begins: string, isQuiet: boolean): Sql;
  /** A whole number that is not below 0, as counts are. */
  asCount(value: Sql): Sql;
  /** True; or an error of the whole query, for a row of which a condition holds. */
  refuse(condition: Sql): Sql;
  /** A new table that is the tables of one name on all servers of a cluster, and gives a row to one of them by its key. */
  distributed(name: Sql, cluster: string, database: string, table: string, key: readonly Sql[]): Sql;
  /** The table of one name on every server of a cluster, as one. */
  everyTable(cluster: string, database: string, table: string): Sql;
  /** A list that is so long: with 0 or nothing at its end, or cut off there. */
  padded(list: Sql, length: number): Sql;
  /** The places of a list, from 1. */
  places(list: Sql): Sql;
  /** What a function makes of the items of two lists that are equally long, one by one. */
  mapBoth(first: Sql, second: Sql, toItem: (first: Sql, second: Sql) => Sql): Sql;
  /** An item of a list, counted from 1; 0 or nothing of a place that is not there. */
  item(list: Sql, place: Sql): Sql;
  /** The place of an item, 0 if it is not there. */
  placeOf(list: Sql, value: Sql): Sql;
  /** The sums of lists, part by part, of those rows for which a condition holds. */
  sums(list: Sql, condition: Sql): Sql;
  /** Rows with the items of lists that are equally long, one by one. */
  items(rows: Sql, lists: readonly (readonly [list: Sql, item: Sql])[]): Sql;
  /** Those rows of a table for which a condition holds, which is looked at before other columns are read. */
  readWhere(table: Sql, condition: Sql): Sql;
  /** What stands before the SELECT of a view that keeps nothing. */
  viewOf(name: Sql): Sql;
  /** The rows that every server of a cluster makes of what lies on it, something to SELECT from. */
  everyServer(cluster: string, rows: Sql): Sql;
}
