import { quotaView } from "chatledger";
import { number } from "../../../src/projections/number-text.ts";
import { type Bench, chosenOf } from "./bench.ts";
import { shownText } from "./shown-text.ts";

/** The quota of the account whose conversation is looked at. */
export interface QuotaLine {
  readonly accountId: string;
  readonly hasPlan: boolean;
  readonly used: number;
  readonly limit: number;
  /** `97 of 100 left`, or why there is nothing to count. */
  readonly left: string;
  /** Of which plan, until when, and whether the next conversation may start. */
  readonly details: string;
}

/** What is left of the quota at the time of the bench; `null` if no conversation is looked at. */
export function quotaLine(bench: Bench): QuotaLine | null {
  const accountId = chosenOf(bench)?.of.accountId;
  if (accountId === undefined) return null;
  const own = [...bench.conversations.values()]
    .filter(({ of }) => of.accountId === accountId)
    .map(({ state }) => state);
  const billing = bench.billing.filter((event) => event.accountId === accountId);
  const view = quotaView([...billing, ...own], { asOf: bench.now, accountId, ruleOptions: bench.options });
  const { used, limit, remaining, plan, period, decision } = view;
  const head = { accountId: shownText(accountId), used, limit };
  if (plan === null || period === null) {
    return { ...head, hasPlan: false, left: "no plan", details: "The log says of no plan that this account has." };
  }
  const next = decision === "allow" ? "may start" : "would be refused";
  return {
    ...head,
    hasPlan: true,
    left: `${number(remaining)} of ${number(limit)} left`,
    details: `Plan ${shownText(plan)}, month until ${period.end.slice(0, 16).replace("T", " ")} UTC. A new chatbot conversation ${next}.`,
  };
}
