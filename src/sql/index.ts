export { createStatesSql, type StatesOptions } from "./create-states.ts";
export { createDistributedSql, createRejectsSql, createTableSql } from "./create-table.ts";
export { DIALECTS, type DialectName } from "./dialect.ts";
export { EVENT_COLUMNS, type EventColumn, type EventRow, toEventRow } from "./event-table.ts";
export { type QuotaMonthBounds, quotaMonths } from "./quota-months.ts";
export { REJECT_COLUMNS, type RejectRow, toRejectRow } from "./reject-table.ts";
export type { SqlTable } from "./sql-table.ts";
export { SQL_QUERIES, type SqlOptions, type SqlQuery, toSql } from "./to-sql.ts";
