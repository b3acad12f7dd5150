import type { ConversationState } from "../domain/conversation-state.ts";
import { describeValue } from "../domain/event-error.ts";
import { formatInstant, type InstantInput, toEpochMs } from "../domain/instant.ts";
import { UsageError } from "../domain/usage-error.ts";

/**
 * When a conversation closed by inactivity: its last event plus the timeout, if `asOf` is at or past that moment;
 * otherwise `null`. Only the last event counts, so a conversation that goes on after a long silence is open again.
 *
 * A service that wants to close such a chat for good writes a `ChatClosed` by `system` at this moment.
 *
 * @param options.inactivityTimeout milliseconds without an event.
 * @param options.asOf the time to judge at; events after it are not seen.
 * @throws UsageError `invalid-instant` if `asOf` is none, `invalid-option` if `inactivityTimeout` is no timeout.
 */
export function inactivityMoment(
  state: ConversationState,
  options: { readonly inactivityTimeout: number; readonly asOf: InstantInput },
): string | null {
  const { inactivityTimeout } = options;
  if (!isTimeout(inactivityTimeout)) {
    const message = `inactivityTimeout: expected ${TIMEOUT_FORM}, got ${describeValue(inactivityTimeout)}.`;
    throw new UsageError("invalid-option", message);
  }
  const asOf = toEpochMs(options.asOf, "asOf");
  const last = state.marks.findLast(({ at }) => at <= asOf);
  const at = inactiveFrom(last?.at, inactivityTimeout, asOf);
  return at === undefined ? null : formatInstant(at);
}

/** The moment of inactivity after the last event, in epoch milliseconds, if it has come; a timeout of `null` never comes. */
export function inactiveFrom(lastAt: number | undefined, timeout: number | null, asOf: number): number | undefined {
  if (timeout === null || lastAt === undefined) return undefined;
  const at = lastAt + timeout;
  return at <= asOf ? at : undefined;
}

/** What a timeout must be, for messages. */
export const TIMEOUT_FORM = "whole milliseconds from 0";

/** Whether a value can be a timeout. */
export function isTimeout(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
