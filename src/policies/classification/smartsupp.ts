import { REOPENING_EVENTS } from "../../domain/is-closed.ts";
import type { RuleSet } from "./rule-set.ts";

/**
 * The rule set `smartsupp`, version 1: what the vendor's help pages publish about chatbot conversations, with each point
 * that they leave open as an option. `docs/rules.md` says which rule comes from which page.
 */
export const smartsupp = {
  id: "smartsupp",
  version: 1,
  options: {
    botInputIsInteraction: {
      default: true,
      means: "An answer typed to a chatbot's question is an interaction with the bot, not a message to the team.",
    },
    handoffIsContact: {
      default: true,
      means: "Asking for a person is a contact. If not, it is an interaction with the bot that offered it.",
    },
    requireClose: {
      default: true,
      means: "A conversation is resolved once it is closed. If not, an open one is resolved already.",
    },
    inactivityTimeout: {
      default: null,
      means: "A conversation is closed after this many milliseconds without an event.",
    },
  },
  kinds: {
    presence: {
      noun: "sign of the bot",
      events: [
        "BotTriggered",
        "BotMessageSent",
        "ButtonClicked",
        "BotInputSubmitted",
        { type: "HandoffRequested", having: "botId", when: { option: "handoffIsContact", is: false } },
      ],
    },
    interaction: {
      noun: "interaction with the bot",
      events: [
        "ButtonClicked",
        { type: "BotInputSubmitted", when: { option: "botInputIsInteraction", is: true } },
        { type: "HandoffRequested", having: "botId", when: { option: "handoffIsContact", is: false } },
      ],
    },
    contact: {
      noun: "contact with the team",
      events: [
        "DirectMessageSent",
        { type: "HandoffRequested", when: { option: "handoffIsContact", is: true } },
        { type: "BotInputSubmitted", when: { option: "botInputIsInteraction", is: false } },
      ],
    },
    humanWord: {
      noun: "contact with the team or message of an agent",
      events: [
        "DirectMessageSent",
        "AgentMessageSent",
        { type: "HandoffRequested", when: { option: "handoffIsContact", is: true } },
        { type: "BotInputSubmitted", when: { option: "botInputIsInteraction", is: false } },
      ],
    },
    close: { noun: "close", events: ["ChatClosed"] },
    reopening: { noun: "act that reopens the chat", events: REOPENING_EVENTS },
  },
  moments: {
    botMoment: { first: "presence" },
    firstInteraction: { first: "interaction" },
    lastInteraction: { last: "interaction" },
    lastContact: { last: "contact" },
    contactInReaction: { firstAtOrAfter: "contact", moment: "botMoment" },
    firstHumanWord: { first: "humanWord" },
    lastHumanWord: { last: "humanWord" },
    lastClose: { last: "close" },
    lastReopening: { last: "reopening" },
  },
  claims: {
    triggered: { when: { exists: "botMoment" } },
    interacted: { when: { exists: "firstInteraction" } },
    contacted: { when: { atOrAfter: ["lastContact", "botMoment"] } },
    reacted: { when: { any: [{ claim: "interacted" }, { claim: "contacted" }] } },
    ended: { when: { all: [{ exists: "lastClose" }, { not: { before: ["lastClose", "lastReopening"] } }] } },
    closed: { when: { any: [{ claim: "ended" }, { inactiveFor: "inactivityTimeout" }] }, ofVisitor: "every" },
    humanFirst: { when: { before: ["firstHumanWord", "firstInteraction"] } },
    humanLast: { when: { before: ["lastInteraction", "lastHumanWord"] } },
  },
  outcomes: [
    { outcome: "not-triggered", when: { not: { claim: "triggered" } }, counterfactual: [{ change: "bot" }] },
    { outcome: "escalated", when: { claim: "contacted" }, counterfactual: [{ change: "noContact" }] },
    {
      outcome: "resolved",
      when: { all: [{ claim: "interacted" }, { any: [{ claim: "closed" }, { not: { option: "requireClose" } }] }] },
      counterfactual: [{ change: "noClose", when: { claim: "ended" } }, { change: "noInteraction" }],
    },
    { outcome: "in-progress", when: { claim: "interacted" }, counterfactual: [{ change: "close" }] },
    { outcome: "no-reaction", when: { all: [] }, counterfactual: [{ change: "click" }] },
  ],
  participation: [
    { participation: "started", when: { all: [{ claim: "interacted" }, { not: { claim: "humanFirst" } }] } },
    { participation: "joined", when: { all: [{ claim: "interacted" }, { claim: "humanFirst" }] } },
    {
      participation: "finished",
      when: { all: [{ claim: "interacted" }, { claim: "closed" }, { not: { claim: "humanLast" } }] },
    },
  ],
  changes: {
    bot: { with: "BotTriggered" },
    click: { with: "ButtonClicked" },
    close: { with: "ChatClosed" },
    noContact: { withoutEvery: "contact", atOrAfter: "botMoment" },
    noInteraction: { withoutEvery: "interaction" },
    noClose: { without: "lastClose" },
  },
} as const satisfies RuleSet;
