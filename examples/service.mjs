/*
 * A chat service in small: it decides about commands, keeps the events that follow, and asks the ledger what they mean.
 *
 *   npm run build:js && node examples/service.mjs
 */
import { classify, conversationDecider, foldConversation, isCommandRefused, orThrow, smartHubLabel } from "chatledger";

/** @import { ConversationCommand, ConversationEvent } from "chatledger" */

const { initialState, decide, evolve } = orThrow(conversationDecider);

/**
 * The event store: the events of each conversation, as they were decided. Yours is a database.
 *
 * @type {Map<string, readonly ConversationEvent[]>}
 */
const store = new Map();

/**
 * Carries out a command and gives the events that it led to, or throws `CommandRefused`.
 *
 * @param {string} conversationId
 * @param {ConversationCommand} command
 */
function handle(conversationId, command) {
  const past = store.get(conversationId) ?? [];
  const events = decide({ ...command, accountId: "acme", conversationId }, past.reduce(evolve, initialState()));
  store.set(conversationId, [...past, ...events]);
  return events;
}

/** @type {readonly ConversationCommand[]} */
const commands = [
  { type: "ArriveVisitor", id: "e1", at: "2024-05-01T10:00:00Z", visitorId: "v1" },
  { type: "ClickButton", id: "e2", at: "2024-05-01T10:00:05Z", botId: "welcome", buttonId: "prices" },
  { type: "TriggerBot", id: "e3", at: "2024-05-01T10:00:06Z", botId: "welcome" },
  { type: "ClickButton", id: "e4", at: "2024-05-01T10:00:15Z", botId: "welcome", buttonId: "prices" },
  { type: "ClickButton", id: "e4", at: "2024-05-01T10:00:15Z", botId: "welcome", buttonId: "prices" },
  { type: "CloseChat", id: "e5", at: "2024-05-01T10:01:00Z", closedBy: "visitor" },
  { type: "SendBotMessage", id: "e6", at: "2024-05-01T10:01:05Z", botId: "welcome" },
  { type: "RateChat", id: "e7", at: "2024-05-01T10:01:20Z", rating: 5 },
];

for (const command of commands) {
  try {
    const written = handle("c1", command).map(({ type }) => type);
    console.log(`${command.id} ${command.type}: ${written.join() || "was carried out before"}`);
  } catch (error) {
    if (!isCommandRefused(error)) throw error;
    console.log(`${command.id} ${command.type}: refused, ${error.code}`);
  }
}

const verdict = classify(foldConversation(store.get("c1") ?? []));
console.log(`c1 is ${verdict.outcome}; its label is ${smartHubLabel(verdict) ?? "none"}`);
