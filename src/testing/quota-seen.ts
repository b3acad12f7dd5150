import type { ConversationState } from "../domain/conversation-state.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { formatInstant, toEpochMs } from "../domain/instant.ts";
import type { LogInput } from "../domain/log-input.ts";
import { UsageError } from "../domain/usage-error.ts";
import type { LedgerLine } from "../policies/quota/account-quota.ts";
import { type QuotaOptions, type QuotaView, quotaView } from "../policies/quota/quota-view.ts";
import { printable } from "../projections/printable.ts";

/** A quota with the reasons for its figures. */
export interface QuotaSeen {
  readonly view: QuotaView;
  /** How the number left came about: the statement of the month. */
  why(): readonly string[];
}

/**
 * Looks at the quota of a log, or at a view as it is.
 *
 * @throws UsageError as `quotaView` does; TypeError if the value is neither.
 */
export function quotaSeen(received: unknown, options: Partial<QuotaOptions> = {}): QuotaSeen {
  if (isView(received)) return { view: received, why: () => whyOf(received) };
  if (!isLog(received)) {
    throw new TypeError("toHaveQuotaLeft: expect(...) has to be given an account's log, or the view of its quota.");
  }
  const log = [...received];
  const asOf = options.asOf ?? lastInstantOf(log);
  const view = quotaView(log, { ...options, asOf });
  return { view, why: () => [...whyOf(view), `as of ${formatInstant(toEpochMs(asOf, "asOf"))}`] };
}

function isView(value: unknown): value is QuotaView {
  return typeof value === "object" && value !== null && "remaining" in value && "ledger" in value;
}

function isLog(value: unknown): value is LogInput {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function lastInstantOf(log: readonly (LedgerEvent | ConversationState)[]): number {
  const instants = log.flatMap((item) =>
    "marks" in item ? item.marks.map(({ at }) => at) : [toEpochMs(item.occurredAt, "occurredAt")],
  );
  if (instants.length > 0) return instants.reduce((a, b) => Math.max(a, b));
  throw new UsageError("as-of-required", "toHaveQuotaLeft: a log without events needs asOf, the time to look at.");
}

function whyOf({ plan, limit, used, remaining, ledger, uncovered }: QuotaView): readonly string[] {
  const outside = uncovered === 0 ? "" : `; ${uncovered} outside of every subscription, which never count`;
  return [
    `${plan === null ? "No plan" : `Plan ${plan}`}: limit ${limit}, used ${used}, left ${remaining}${outside}`,
    ...ledger.map((line) => printable(`  ${line.at}  limit ${line.limit}  used ${line.used}  ${whatOf(line)}`)),
  ];
}

function whatOf({ what, eventId, conversationId, packageId, plan }: LedgerLine): string {
  const of = conversationId ?? packageId ?? plan;
  return [what, ...(of === undefined ? [] : [of]), ...(eventId === null ? [] : [`(event ${eventId})`])].join(" ");
}
