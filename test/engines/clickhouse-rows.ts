import type { LedgerEvent } from "chatledger";
import { type SqlTable, toEventRow } from "chatledger/sql";
import type { ResultRow, Value } from "../sql/sql-engine.ts";

/** Columns that ClickHouse gives as 1 or 0. */
const BOOLEANS: ReadonlySet<string> = new Set(["settled", "chatbotConversation", "reaction"]);

/** The statement that puts events into a table; `undefined` for none. */
export function insertSql(
  name: string,
  columns: NonNullable<SqlTable["columns"]>,
  events: readonly LedgerEvent[],
): string | undefined {
  if (events.length === 0) return undefined;
  const named = new Map<string, string>(Object.entries(columns));
  const lines = events.map((event) => {
    const row = Object.entries(toEventRow(event)).map(([column, value]) => [named.get(column) ?? column, value]);
    return JSON.stringify(Object.fromEntries(row));
  });
  return `INSERT INTO ${name} FORMAT JSONEachRow\n${lines.join("\n")}`;
}

/** The rows of an answer in the format `JSON`. */
export function readRows(json: string): readonly ResultRow[] {
  const { data }: { data: ResultRow[] } = JSON.parse(json);
  return data.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]): [string, Value] => [name, BOOLEANS.has(name) ? value === 1 : value]),
    ),
  );
}

/** Whether a statement is a query, which gives rows. */
export function isQuery(sql: string): boolean {
  return /^(--.*\n)*(SELECT|WITH)/.test(sql);
}

/** A name as ClickHouse writes it. */
export function quotedName(name: string): string {
  return `\`${name.replace(/[\\`]/g, "\\$&")}\``;
}
