import type { Dialect } from "../dialect.ts";
import { integer, join, quoted, type Sql, sql } from "../fragment.ts";

const COMMA = sql`, `;
const LONGEST_CHAIN = 100;

const text = (value: string) => quoted(value, "'", { "'": "''" });

/** DuckDB 1.3 and later. */
export const duckdb: Dialect = {
  identifier: (name) => quoted(name, '"', { '"': '""' }),
  text,
  truth: (isTrue) => (isTrue ? sql`TRUE` : sql`FALSE`),
  column: (name, of, isFull) =>
    sql`${name} ${of === "text" ? sql`VARCHAR` : sql`BIGINT`}${isFull ? sql` NOT NULL` : sql``}`,
  storage: () => sql``,
  bigint: (value) => sql`${integer(value)}::BIGINT`,
  quotient: (value, by) => sql`${value} // ${by}`,
  ifNull: (value, otherwise) => sql`coalesce(${value}, ${otherwise})`,

  some: (condition) => sql`bool_or(${condition})`,
  every: (condition) => sql`bool_and(${condition})`,
  count: (condition) => sql`count(*) FILTER (WHERE ${condition})`,
  min: (value, condition) => sql`min(${value}) FILTER (WHERE ${condition})`,
  max: (value, condition) => sql`max(${value}) FILTER (WHERE ${condition})`,
  isFound: (extreme) => sql`${extreme} IS NOT NULL`,
  list: (value, condition) => sql`coalesce(list(${value}) FILTER (WHERE ${condition}), [])`,
  lists: (value) => sql`flatten(list(${value}))`,
  sum: (value) => sql`sum(${value})::BIGINT`,
  none: sql`0::BIGINT`,

  // Its parts have names, since no table takes a row whose parts have none.
  row: (values) =>
    sql`{${join(
      values.map((value, i) => sql`${partName(i + 1)}: ${value}`),
      COMMA,
    )}}`,
  // One number, in which the instant weighs most and the rank least: it compares faster than a row.
  shortPlace: (at, sequence, rank) =>
    sql`${at}::HUGEINT * 18446744073709551616 + (${sequence} + 1)::HUGEINT * 16 + ${rank}`,
  instantOf: (shortPlace) => sql`(${shortPlace} >> 64)::BIGINT`,
  part: (row, place) => sql`${row}[${partName(place)}]`,
  array,
  noTexts: sql`[]::VARCHAR[]`,
  // A long chain is deeper than the engine goes.
  concat: (lists) => (lists.length > LONGEST_CHAIN ? sql`flatten(${array(lists)})` : join(lists, sql` || `)),
  map: (list, toItem) => sql`[${toItem(sql`item`)} for item in ${list}]`,
  atOrAfter: (list, value) => sql`[item for item in ${list} if item >= ${value}]`,
  atOrBefore: (list, value) => sql`[item for item in ${list} if item <= ${value}]`,
  least: (list) => sql`list_min(${list})`,
  greatest: (list) => sql`list_max(${list})`,
  isEmpty: (list) => sql`len(${list}) = 0`,
  unnest: (list) => sql`unnest(${list})`,
  range: (from, until, step) => sql`range(${integer(from)}, ${integer(until)}, ${integer(step)})`,
  rankOf: (value, texts) => sql`list_position(${array(texts.map(text))}, ${value})`,
};

function array(values: readonly Sql[]): Sql {
  return sql`[${join(values, COMMA)}]`;
}

function partName(place: number): Sql {
  return text(`p${place}`);
}
