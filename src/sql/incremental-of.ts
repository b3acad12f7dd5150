import { UsageError } from "../domain/usage-error.ts";
import type { Dialect, IncrementalDialect } from "./dialect.ts";

/**
 * What a dialect says of states and servers.
 *
 * @throws UsageError `invalid-option` if its engine has none.
 */
export function incrementalOf({ incremental }: Dialect, option: string): IncrementalDialect {
  if (incremental !== undefined) return incremental;
  throw new UsageError("invalid-option", `${option}: only ClickHouse has them, so the dialect is clickhouse.`);
}
