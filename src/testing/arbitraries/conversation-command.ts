import fc from "fast-check";
import type { ConversationCommand } from "../../domain/conversation-command.ts";
import { agentId, botId, buttonId, closedBy, eventId, words } from "./fields.ts";
import { id } from "./ids.ts";
import { instant } from "./instant.ts";

const is = fc.constant;

const payload = fc.oneof(
  fc.record({ type: is("ArriveVisitor"), channel: words }, { requiredKeys: ["type"] }),
  fc.record({ type: is("TriggerBot"), botId }),
  fc.record({ type: is("SendBotMessage"), botId }),
  fc.record({ type: is("ClickButton"), botId, buttonId }),
  fc.record({ type: is("SubmitBotInput"), botId }),
  fc.record({ type: is("RequestHandoff"), botId, buttonId }, { requiredKeys: ["type"] }),
  fc.record({ type: is("SendDirectMessage"), text: words }, { requiredKeys: ["type"] }),
  fc.record({ type: is("JoinAgent"), agentId }),
  fc.record({ type: is("SendAgentMessage"), agentId }),
  fc.record({ type: is("CloseChat"), closedBy }),
  fc.record({ type: is("RateChat"), rating: fc.oneof(fc.integer({ min: -1, max: 7 }), fc.double()) }),
);

const envelope = fc.record({
  at: fc.oneof(
    instant(),
    instant().map(Date.parse),
    instant().map((text) => new Date(text)),
  ),
  id: fc.oneof(eventId, id()),
  accountId: fc.constantFrom("acme", "acme", "acme", "__proto__"),
  conversationId: fc.constantFrom("chat", "chat", "chat", "constructor"),
});

/** Any command on a conversation, mostly on `chat` of `acme`. All are well-formed, save the rating, which is any number. */
export function conversationCommand(): fc.Arbitrary<ConversationCommand> {
  return fc.tuple(envelope, payload).map(([shared, rest]) => ({ ...rest, ...shared }));
}
