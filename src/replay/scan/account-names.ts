import type { PlanTable } from "./plan-table.ts";
import { textOf } from "./text-of.ts";

/** The accounts of a table, by number. */
export function accountNamesOf({ accounts }: PlanTable): readonly string[] {
  return Array.from({ length: accounts.size }, (_, account) => textOf(accounts.bytesOf(account)));
}
