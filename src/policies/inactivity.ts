import type { ConversationState } from "../domain/conversation-state.ts";
import { formatInstant, type InstantInput, toEpochMs } from "../domain/instant.ts";
import type { Mark } from "../domain/mark.ts";

/**
 * When a conversation closed by inactivity: its last event plus the timeout, if `asOf` is at or past that moment;
 * otherwise `null`. Only the last event counts, so a conversation that goes on after a long silence is open again.
 *
 * A service that wants to close such a chat for good writes a `ChatClosed` by `system` at this moment.
 *
 * @param options.inactivityTimeout milliseconds without an event.
 * @param options.asOf the time to judge at; events after it are not seen.
 * @throws UsageError `invalid-instant` if `asOf` is none.
 */
export function inactivityMoment(
  state: ConversationState,
  options: { readonly inactivityTimeout: number; readonly asOf: InstantInput },
): string | null {
  const asOf = toEpochMs(options.asOf, "asOf");
  const last = state.marks.findLast(({ at }) => at <= asOf);
  const at = inactiveFrom(last, options.inactivityTimeout, asOf);
  return at === undefined ? null : formatInstant(at);
}

/** The moment of inactivity after an event, in epoch milliseconds, if it has come; a timeout of `null` never comes. */
export function inactiveFrom(last: Mark | undefined, timeout: number | null, asOf: number): number | undefined {
  if (timeout === null || last === undefined) return undefined;
  const at = last.at + timeout;
  return at <= asOf ? at : undefined;
}
