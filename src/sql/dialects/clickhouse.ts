import type { Dialect, StateAggregate } from "../dialect.ts";
import { indented, integer, join, print, quoted, type Sql, sql } from "../fragment.ts";

const COMMA = sql`, `;

const text = (value: string) => quoted(value, "'", { "'": "\\'", "\\": "\\\\" });

/** ClickHouse 18.16 and later. */
export const clickhouse: Dialect = {
  identifier: (name) => quoted(name, "`", { "`": "\\`", "\\": "\\\\" }),
  text,
  truth: (isTrue) => (isTrue ? sql`1` : sql`0`),
  column(name, of, isFull) {
    const type = of === "text" ? sql`String` : sql`Int64`;
    return isFull ? sql`${name} ${type}` : sql`${name} Nullable(${type})`;
  },
  storage: (order) => sql` ENGINE = MergeTree ORDER BY (${join(order, COMMA)})`,
  bigint: (value) => sql`toInt64(${integer(value)})`,
  quotient: (value, by) => sql`intDiv(${value}, ${by})`,
  ifNull: (value, otherwise) => sql`ifNull(${value}, ${otherwise})`,

  some: (condition) => sql`max(${condition})`,
  every: (condition) => sql`min(${condition})`,
  count: (condition) => sql`countIf(${condition})`,
  min: (value, condition) => sql`minIf(${value}, ${condition})`,
  max: (value, condition) => sql`maxIf(${value}, ${condition})`,
  list: (value, condition) => sql`groupArrayIf(${value}, ${condition})`,
  lists: (value) => sql`groupArrayArray(${value})`,
  sum: (value) => sql`sum(${value})`,
  none: sql`toUInt64(0)`,

  row,
  // Two numbers as bytes, the instant and what tells apart within it: text compares and merges in half the time of a tuple.
  shortPlace: (at, sequence, rank) => sql`concat(${asBytes(at)}, ${asBytes(sql`(${sequence} + 1) * 16 + ${rank}`)})`,
  instantOf: (shortPlace) => sql`(reinterpretAsInt64(reverse(substring(${shortPlace}, 1, 8))) - ${ABOVE_ALL})`,
  part: (of, place) => sql`tupleElement(${of}, ${integer(place)})`,
  array,
  noTexts: sql`emptyArrayString()`,
  concat: (lists) => sql`arrayConcat(${join(lists, COMMA)})`,
  map: (list, toItem) => sql`arrayMap(item -> ${toItem(sql`item`)}, ${list})`,
  // Of a column that stands only within a function 18.16 says that it is unknown; so it comes as a list of its own.
  atOrAfter: (list, value) => sql`arrayFilter((item, from) -> item >= from, ${list}, ${repeated(value, list)})`,
  atOrBefore: (list, value) => sql`arrayFilter((item, to) -> item <= to, ${list}, ${repeated(value, list)})`,
  // Of texts longer than 47 bytes 18.16 crashes at arrayReduce('min', ...).
  least: (list) => sql`arrayElement(arraySort(${list}), 1)`,
  greatest: (list) => sql`arrayElement(arrayReverseSort(${list}), 1)`,
  isEmpty: (list) => sql`empty(${list})`,
  unnest: (list) => sql`arrayJoin(${list})`,
  range: (from, until, step) =>
    sql`arrayMap(item -> toInt64(${integer(from)} + item * ${integer(step)}), range(${integer((until - from) / step)}))`,
  rankOf: (value, texts) => sql`indexOf(${array(texts.map(text))}, ${value})`,

  incremental: {
    view: (name, key) =>
      sql`CREATE MATERIALIZED VIEW ${name}\nENGINE = AggregatingMergeTree ORDER BY (${join(key, COMMA)})\nPOPULATE AS`,
    define: (name, value) => sql`WITH ${value} AS ${name}`,
    state: (aggregate, value, condition) => sql`${KEPT[aggregate]}State(${value}, ${condition})`,
    merged: (aggregate, state) => sql`${KEPT[aggregate]}Merge(${state})`,
    contains: (list, value) => sql`has(${list}, ${value})`,
    set: (value, condition) => sql`arraySort(groupUniqArrayIf(${value}, ${condition}))`,
    union: (lists) => sql`arraySort(groupUniqArrayArray(${lists}))`,
    // No text has U+0000 in it, so behind each of them it ends before whatever is longer.
    wholePlace: (shortPlace, texts) => sql`concat(${join([shortPlace, ...texts], sql`, '\\0', `)})`,
    hash: (key) => sql`bitOr(cityHash64(${join(key, COMMA)}), 1)`,
    flags: (conditions, from = 0, others) =>
      sql`toUInt32(${join(
        [
          ...(others === undefined ? [] : [others]),
          ...conditions.map((condition, i) => sql`(${condition}) * ${integer(2 ** (from + i))}`),
        ],
        sql` + `,
      )})`,
    flag: (flags, place) => sql`bitTest(${flags}, ${integer(place)})`,
    behindFlags: (flags, number) => sql`toUInt64(${number} * ${integer(2 ** FLAGS)} + ${flags})`,
    behind: (flags) => sql`intDiv(${flags}, ${integer(2 ** FLAGS)})`,
    padded: (list, length) => sql`arrayResize(${list}, ${integer(length)})`,
    places: (list) => sql`arrayEnumerate(${list})`,
    mapBoth: (first, second, toItem) =>
      sql`arrayMap((first, second) -> ${toItem(sql`first`, sql`second`)}, ${first}, ${second})`,
    item: (list, place) => sql`arrayElement(${list}, ${place})`,
    placeOf: (list, value) => sql`indexOf(${list}, ${value})`,
    sums: (list, condition) => sql`sumForEachIf(${list}, ${condition})`,
    items: (rows, lists) => {
      const named = lists.map(([list, item]) => sql`${list} AS ${item}`);
      return sql`${rows}\nARRAY JOIN ${join(named, COMMA)}`;
    },
    readWhere: (table, condition) => sql`${table}\nPREWHERE ${condition}`,
    viewOf: (name) => sql`CREATE VIEW ${name} AS`,
    everyTable: (cluster, database, table) => sql`cluster(${text(cluster)}, ${text(database)}, ${text(table)})`,
    one: sql`toInt64(1)`,
    arrivalsView: (name, hour, key) =>
      sql`CREATE MATERIALIZED VIEW ${name}\nENGINE = MergeTree PARTITION BY ${hour} ORDER BY (${join(key, COMMA)})\nAS`,
    // An engine that adds weights up as it merges parts would keep fewer rows, but 18.16 crashes at it.
    weighedTable: (name, key, order) =>
      sql`CREATE TABLE ${name}\nENGINE = MergeTree PRIMARY KEY (${join(key, COMMA)}) ORDER BY (${join(order, COMMA)})\nAS`,
    hourNow: sql`intDiv(toUInt32(now()), 3600)`,
    isHourOver: (hour) => sql`(${hour} + 2) * 3600 <= toUInt32(now())`,
    dropPart: (table, hour) => sql`concat(${text(`ALTER TABLE ${print(table)} DROP PARTITION `)}, toString(${hour}))`,
    isNoneRunning: (begins, isQuiet) => {
      // The text is cut, lest a query that asks for it find itself.
      const [from, to] = [text(begins.slice(0, 6)), text(begins.slice(6))];
      const settles = sql`position(query, concat(${from}, ${to})) > 0`;
      return sql`(SELECT count() FROM system.processes WHERE ${settles}${isQuiet ? sql`` : sql` OR elapsed >= 3600`}) = 0`;
    },
    asCount: (value) => sql`toUInt64(${value})`,
    refuse: (condition) => sql`throwIf(${condition}) = 0`,
    distributed: (name, cluster, database, table, key) =>
      sql`CREATE TABLE ${name} AS ${clickhouse.identifier(database)}.${clickhouse.identifier(table)}\nENGINE = Distributed(${text(cluster)}, ${text(database)}, ${text(table)}, cityHash64(${join(key, COMMA)}))`,
    // What stands behind JOIN is run by each server, on its own tables.
    everyServer: (cluster, rows) =>
      sql`cluster(${text(cluster)}, 'system', 'one')\nALL INNER JOIN (\n${indented(sql`SELECT toUInt8(0) AS \`dummy\`, * FROM ${rows}`)}\n) USING (\`dummy\`)`,
  },
};

const KEPT: Readonly<Record<StateAggregate, Sql>> = { min: sql`minIf`, max: sql`maxIf`, set: sql`groupUniqArrayIf` };

/** So many flags a number has at most. */
const FLAGS = 16;

/** 2^62. Added to a number it leaves no byte of it empty, which 18.16 would drop, and none below zero. */
const ABOVE_ALL = sql`4611686018427387904`;

/** A whole number as eight bytes that compare as it does. */
function asBytes(value: Sql): Sql {
  return sql`reverse(reinterpretAsFixedString(toUInt64(${value} + ${ABOVE_ALL})))`;
}

function row(values: readonly Sql[]): Sql {
  return sql`tuple(${join(values, COMMA)})`;
}

function array(values: readonly Sql[]): Sql {
  return sql`[${join(values, COMMA)}]`;
}

function repeated(value: Sql, list: Sql): Sql {
  return sql`arrayResize([${value}], length(${list}), ${value})`;
}
