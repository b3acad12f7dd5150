import {
  type AccountFacts,
  type ConversationCount,
  countAt,
  factsByAccount,
  planOfCounts,
} from "../../policies/quota/billing-fact.ts";
import type { QuotaQuestion } from "../../policies/quota/quota-view.ts";
import type { Anomaly } from "../anomaly.ts";
import { accountNamesOf } from "./account-names.ts";
import type { PlanTable } from "./plan-table.ts";
import { type ScanForOptions, scanFor } from "./scan-for.ts";
import { textOf } from "./text-of.ts";

/** What the quotas of the accounts in logs are reckoned from, and what was odd in the logs. */
export interface ScannedQuota {
  readonly facts: ReadonlyMap<string, AccountFacts>;
  readonly anomalies: readonly Anomaly[];
}

/**
 * What the quotas of the accounts in logs are reckoned from: the events of billing as they came, and of each conversation its first
 * interaction by way of a plan. `undefined` where a replay must answer, see {@link scanFor}.
 *
 * @throws what `scanFor` throws.
 */
export async function scanQuota(
  names: readonly string[],
  { judge, asOf, accountId }: QuotaQuestion,
  reading: ScanForOptions,
): Promise<ScannedQuota | undefined> {
  const plan = planOfCounts(judge.rules);
  const needs =
    plan === undefined
      ? undefined
      : ({ plan, idOf: "firstInteraction", needsNames: true, keepsBilling: true, asOf } as const);
  const scanned = await scanFor(needs, names, reading);
  if (scanned === undefined) return undefined;
  const { table, billing, anomalies } = scanned;
  return { facts: factsByAccount(billing, countsIn(table, asOf), accountId), anomalies };
}

/** What counts the conversations of a table, which keeps the ids of the events that do, and no event after this instant. */
export function* countsIn(table: PlanTable, asOf: number): Generator<ConversationCount> {
  const accounts = accountNamesOf(table);
  for (let conversation = 0; conversation < table.size; conversation++) {
    const accountId = accounts[table.accountOf(conversation)] ?? "";
    const counted = table.ids?.textOf(conversation);
    if (counted === undefined) yield { accountId, begunBy: asOf, count: undefined };
    else {
      const { at, order, text: id } = counted;
      const conversationId = textOf(table.conversations.bytesOf(conversation));
      yield { accountId, begunBy: asOf, count: countAt(conversationId, { at, id, sequence: table.sequenceOf(order) }) };
    }
  }
}
