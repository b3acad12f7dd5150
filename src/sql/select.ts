import { comment, indented, join, type Sql, sql } from "./fragment.ts";

/** What a SELECT gives under which name; without a name it keeps its own. */
export type Column = readonly [value: Sql, name?: Sql];

/** Columns that rest on those of the rows, and of the layers before. */
export interface Layer {
  readonly says: string;
  readonly columns: readonly Column[];
}

/** The parts of a SELECT. */
export interface Select {
  /** What a row of it is, for who reads it. */
  readonly says: string;
  /** Names for what its columns use, of an engine that has them. */
  readonly defines?: readonly Column[];
  readonly columns: readonly Column[];
  /** Whether equal rows are given once. */
  readonly isDistinct?: boolean;
  /** A table, or a SELECT. */
  readonly from: Sql;
  /** All of them must hold. */
  readonly where?: readonly Sql[];
  readonly groupBy?: readonly Sql[];
  readonly orderBy?: readonly Sql[];
}

const COMMA = sql`,\n`;
const AND = sql`\n  AND `;

/** A SELECT, laid out to be read. */
export function select({
  says,
  defines = [],
  columns,
  isDistinct = false,
  from,
  where = [],
  groupBy = [],
  orderBy = [],
}: Select): Sql {
  const listed = (all: readonly Column[]) =>
    indented(
      join(
        all.map(([value, name]) => (name === undefined ? value : sql`${value} AS ${name}`)),
        COMMA,
      ),
    );
  const clauses = [
    comment(says),
    ...(defines.length > 0 ? [sql`WITH\n${listed(defines)}`] : []),
    sql`${isDistinct ? sql`SELECT DISTINCT` : sql`SELECT`}\n${listed(columns)}`,
    sql`FROM ${from}`,
    ...(where.length > 0 ? [sql`WHERE ${join(where, AND)}`] : []),
    ...(groupBy.length > 0 ? [sql`GROUP BY ${join(groupBy, sql`, `)}`] : []),
    ...(orderBy.length > 0 ? [sql`ORDER BY ${join(orderBy, sql`, `)}`] : []),
  ];
  return join(clauses, sql`\n`);
}

/** A SELECT to read from. */
export function subselect(parts: Select): Sql {
  return nested(select(parts));
}

/** A query as something to read from. */
export function nested(query: Sql): Sql {
  return sql`(\n${indented(query)}\n)`;
}

/** The rows of several queries, one query's after the other's. */
export function union(queries: readonly Sql[]): Sql {
  return join(queries, sql`\nUNION ALL\n`);
}

/** The rows of several queries, to read from. */
export function unionAll(queries: readonly Sql[]): Sql {
  return nested(union(queries));
}

/** A choice: the value of the first case that holds, or else the last one. */
export function choose(cases: readonly (readonly [when: Sql, then: Sql])[], otherwise: Sql): Sql {
  if (cases.length === 0) return otherwise;
  const arms = cases.map(([when, then]) => sql`WHEN ${when} THEN ${then}`);
  if (cases.length === 1) return sql`CASE ${arms[0] ?? otherwise} ELSE ${otherwise} END`;
  return sql`CASE\n${indented(join([...arms, sql`ELSE ${otherwise}`], sql`\n`))}\nEND`;
}
