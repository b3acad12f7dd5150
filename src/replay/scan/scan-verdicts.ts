import { LATEST } from "../../domain/instant.ts";
import { planOfVerdicts, verdictOn } from "../../policies/classification/classify.ts";
import { type JudgingOptions, toJudge } from "../../policies/classification/judge.ts";
import type { Anomaly } from "../anomaly.ts";
import type { LogVerdict } from "../log-verdict.ts";
import { inOrderOfIds } from "./in-order-of-ids.ts";
import type { PlanTable } from "./plan-table.ts";
import { PlanVerdicts } from "./plan-verdicts.ts";
import { type ScanForOptions, scanFor } from "./scan-for.ts";
import { textOf } from "./text-of.ts";

/** The verdicts on the conversations of logs, and what was odd in the logs. */
export interface ScannedVerdicts {
  readonly verdicts: Iterable<LogVerdict>;
  readonly anomalies: readonly Anomaly[];
}

/**
 * The verdicts on the conversations of logs by way of a plan, and the ids that came again: the same as those of a replay.
 * `undefined` where a replay must answer, see {@link scanFor}.
 *
 * @param optionsOnceRead the options, told the last instant of the logs, which is the time to judge at unless one is named.
 * @param accountId only the conversations of this account.
 * @throws what `scanFor` and `classify` throw.
 */
export async function scanVerdicts(
  names: readonly string[],
  optionsOnceRead: (lastAt: number | null) => JudgingOptions,
  accountId: string | undefined,
  reading: ScanForOptions,
): Promise<ScannedVerdicts | undefined> {
  // Where no time is named, nothing is hidden.
  const { rules, asOf } = toJudge(optionsOnceRead(LATEST));
  const plan = planOfVerdicts(rules);
  const needs = plan === undefined ? undefined : { plan, asOf, needsNames: true, findsDuplicates: true };
  const scanned = await scanFor(needs, names, reading);
  if (plan === undefined || scanned === undefined) return undefined;
  const { table, anomalies, lastAt } = scanned;
  const judge = toJudge(optionsOnceRead(lastAt));
  const verdicts = { [Symbol.iterator]: () => verdictsIn(table, new PlanVerdicts(table, plan, judge), accountId) };
  return { verdicts, anomalies };
}

function* verdictsIn(table: PlanTable, judged: PlanVerdicts, accountId: string | undefined): Generator<LogVerdict> {
  const { rules } = judged.judge;
  let [account, name] = [-1, ""];
  for (const conversation of inOrderOfIds(table, accountId)) {
    judged.of(conversation);
    if (judged.account !== account) {
      account = judged.account;
      name = textOf(table.accounts.bytesOf(account));
    }
    const { conversationId, claims } = judged;
    const [botAt, countedAt] = [judged.instantOf("botMoment"), judged.instantOf("firstInteraction")];
    yield { accountId: name, conversationId, ...verdictOn(rules, claims, botAt, countedAt) };
  }
}
