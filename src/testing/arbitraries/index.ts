/**
 * fast-check arbitraries of events, made to be awkward: few instants and few ids, so that ties, repeated events and one
 * id with two contents are common; ids that break naive code; chats that are closed and opened again. Whatever they
 * generate, and whatever that shrinks to, `parseEvent` accepts.
 *
 * @see docs/testing.md
 */
export { arrivals } from "./arrivals.ts";
export { billingEvent, ledgerEvent } from "./billing-event.ts";
export {
  billingHistory,
  billingInstant,
  ledger,
  quotaQuestion,
  quotaRequest,
  tinyCatalogue,
} from "./billing-history.ts";
export { conversationCommand } from "./conversation-command.ts";
export { conversationEvent } from "./conversation-event.ts";
export { HOSTILE_IDS, id } from "./ids.ts";
export { instant } from "./instant.ts";
export { conversation, type LengthConstraints, log } from "./log.ts";
