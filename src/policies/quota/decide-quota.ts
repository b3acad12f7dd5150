import type { BillingEvent } from "../../domain/billing-event.ts";
import type { Decision } from "../../domain/decider.ts";
import { digest } from "../../domain/digest.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { LogInput } from "../../domain/log-input.ts";
import { compareText } from "../../domain/text-order.ts";
import type { QuotaCommand, QuotaRequest } from "./quota-command.ts";
import { decideBy, type QuotaRefusal } from "./quota-decider.ts";
import { factsOfOne, type QuotaOptions, toQuotaQuestion } from "./quota-view.ts";

/** How to decide over a log. */
export interface DecideQuotaOptions extends QuotaOptions {
  /** Makes up the ids that the command lacks. Default: a digest of the command and `asOf`. */
  readonly newId?: (() => string) | undefined;
}

/**
 * Decides about a command on an account's quota over a log: which event follows at `asOf`, or which rule refuses. The log
 * is read as `quotaView` reads it.
 *
 * The event's `id`, and a new package's, may be left to `newId`. Without it they are a digest of the command and `asOf`,
 * so the same command at the same time gives the same event, and no event once the log holds it.
 *
 * @throws UsageError as `quotaView` does, EventError if the command makes no valid event.
 * @example decideQuota(events, { type: "PurchasePackage", conversations: 401 }, { asOf: "2024-05-02T00:00:00Z" });
 * // => { outcome: "rejected", reason: "cap-exceeded", maxPurchasable: 400, message: "…" }
 */
export function decideQuota(
  log: LogInput,
  request: QuotaRequest,
  options: DecideQuotaOptions,
): Decision<BillingEvent, QuotaRefusal> {
  const question = toQuotaQuestion(options);
  return decideBy(question, toCommand(request, question.asOf, options.newId), factsOfOne(log, question));
}

function toCommand(request: QuotaRequest, asOf: number, newId = () => digestOf(request, asOf)): QuotaCommand {
  const filled = { at: formatInstant(asOf), id: request.id ?? newId() };
  if (request.type !== "PurchasePackage") return { ...request, ...filled };
  return { ...request, ...filled, packageId: request.packageId ?? newId() };
}

/** The same for the same command, in whatever order its fields stand. */
function digestOf(request: QuotaRequest, asOf: number): string {
  const fields = Object.entries(request).filter(([, value]) => value !== undefined);
  return digest(JSON.stringify([asOf, fields.sort(([a], [b]) => compareText(a, b))]));
}
