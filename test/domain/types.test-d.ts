// Checked by the compiler alone: `npm run types` fails if one of these does not hold.
import {
  type BillingEvent,
  type BillingEventOf,
  type BillingEventType,
  type ConversationCommand,
  type ConversationCommandOf,
  type ConversationCommandType,
  type ConversationEvent,
  type ConversationEventOf,
  type ConversationEventType,
  type ConversationRefusal,
  type ConversationState,
  conversationDecider,
  type Decision,
  type EventError,
  evolveConversation,
  foldConversation,
  isCommandRefused,
  isEventError,
  isUsageError,
  type LedgerEvent,
  type LedgerEventType,
  type Mark,
  mergeConversations,
  orThrow,
  parseEvent,
  parseInstant,
  type Rejected,
  safeParseEvent,
  type UsageErrorCode,
} from "chatledger";
import { expectTypeOf } from "vitest";
import { event } from "../support/events.ts";

// The unions and their names.
expectTypeOf<LedgerEvent>().toEqualTypeOf<ConversationEvent | BillingEvent>();
expectTypeOf<LedgerEvent["type"]>().toEqualTypeOf<LedgerEventType>();
expectTypeOf<ConversationEvent["type"]>().toEqualTypeOf<ConversationEventType>();
expectTypeOf<BillingEvent["type"]>().toEqualTypeOf<BillingEventType>();
expectTypeOf<ConversationCommand["type"]>().toEqualTypeOf<ConversationCommandType>();
expectTypeOf<ConversationEventType>().toEqualTypeOf<
  | "VisitorArrived"
  | "BotTriggered"
  | "BotMessageSent"
  | "ButtonClicked"
  | "BotInputSubmitted"
  | "HandoffRequested"
  | "DirectMessageSent"
  | "AgentJoined"
  | "AgentMessageSent"
  | "ChatClosed"
  | "ChatRated"
>();
expectTypeOf<ConversationRefusal>().toEqualTypeOf<
  | "different-conversation"
  | "invalid-rating"
  | "already-arrived"
  | "bot-not-present"
  | "chat-closed"
  | "already-closed"
  | "nothing-to-close"
>();

// The event of a name, and a switch over names narrows to it.
expectTypeOf<ConversationEventOf<"ButtonClicked">>().toEqualTypeOf<{
  readonly type: "ButtonClicked";
  readonly id: string;
  readonly occurredAt: string;
  readonly accountId: string;
  readonly sequence?: number | undefined;
  readonly schemaVersion?: number | undefined;
  readonly conversationId: string;
  readonly visitorId?: string | undefined;
  readonly botId: string;
  readonly buttonId: string;
  readonly label?: string | undefined;
}>();
expectTypeOf<ConversationEventOf<"ChatClosed">["closedBy"]>().toEqualTypeOf<
  "visitor" | "agent" | "chatbot" | "system"
>();
expectTypeOf<Extract<LedgerEvent, { type: "PackageRenewed" }>>().toEqualTypeOf<BillingEventOf<"PackageRenewed">>();
expectTypeOf<Extract<LedgerEvent, { type: "ChatRated" }>>().toEqualTypeOf<ConversationEventOf<"ChatRated">>();

// A command is its event's payload with the caller's instant and id.
expectTypeOf<ConversationCommandOf<"ClickButton">>().toHaveProperty("buttonId").toEqualTypeOf<string>();
expectTypeOf<ConversationCommandOf<"CloseChat">>().toHaveProperty("closedBy");
expectTypeOf<ConversationCommandOf<"CloseChat">>().not.toHaveProperty("occurredAt");
expectTypeOf<ConversationCommandOf<"CloseChat">>().not.toHaveProperty("schemaVersion");
expectTypeOf<ConversationCommand["at"]>().toEqualTypeOf<string | number | Date>();

// Parsing.
expectTypeOf(parseEvent).toEqualTypeOf<(input: unknown) => LedgerEvent>();
expectTypeOf(parseInstant).toEqualTypeOf<(text: string) => number | undefined>();
const parsed = safeParseEvent(null);
if (parsed.success) expectTypeOf(parsed.event).toEqualTypeOf<LedgerEvent>();
else expectTypeOf(parsed.error).toEqualTypeOf<EventError>();

// States go round, events go in.
expectTypeOf(foldConversation).parameter(0).toEqualTypeOf<Iterable<ConversationEvent>>();
expectTypeOf(foldConversation).returns.toEqualTypeOf<ConversationState>();
expectTypeOf(evolveConversation).toEqualTypeOf<
  (state: ConversationState, event: ConversationEvent) => ConversationState
>();
expectTypeOf(mergeConversations).toEqualTypeOf<(a: ConversationState, b: ConversationState) => ConversationState>();

// The state is read-only to its marks.
const state = foldConversation([]);
const marks: readonly Mark[] = state.marks;
// @ts-expect-error: a mark cannot be added
state.marks.push(...marks);
// @ts-expect-error: the conversation cannot be changed
state.of = null;
for (const mark of state.marks) {
  expectTypeOf(mark.type).toEqualTypeOf<ConversationEventType>();
  // @ts-expect-error: a mark cannot be moved
  mark.at = 0;
}
const click = event.ButtonClicked();
// @ts-expect-error: a fact cannot be changed
click.botId = "other";
// @ts-expect-error: a billing event is of no conversation
foldConversation([event.PlanCancelled()]);
// @ts-expect-error: what was not parsed is no event
foldConversation([{ type: "ButtonClicked" }]);

// A decision is told apart by its outcome.
const decision = conversationDecider.decide({ type: "SendDirectMessage", at: 0, id: "e1" }, state);
expectTypeOf(decision).toEqualTypeOf<Decision<ConversationEvent, Rejected<ConversationRefusal>>>();
if (decision.outcome === "accepted") expectTypeOf(decision.events).toEqualTypeOf<readonly ConversationEvent[]>();
else expectTypeOf(decision.reason).toEqualTypeOf<ConversationRefusal>();
expectTypeOf(orThrow(conversationDecider).decide).returns.toEqualTypeOf<ConversationEvent[]>();
// @ts-expect-error: a click needs its button
conversationDecider.decide({ type: "ClickButton", at: 0, id: "e1", botId: "bot" }, state);

// A caught value is narrowed by its guard.
const caught: unknown = undefined;
if (isEventError(caught)) expectTypeOf(caught.path).toEqualTypeOf<string>();
if (isUsageError(caught)) expectTypeOf(caught.code).toEqualTypeOf<UsageErrorCode>();
if (isCommandRefused(caught)) expectTypeOf(caught.refusal).toEqualTypeOf<Rejected<string>>();
