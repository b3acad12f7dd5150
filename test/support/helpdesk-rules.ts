/**
 * An invented rule set, as a file would hold it: a help desk where only a person's answer counts as an escalation, words to
 * the bot are typed rather than clicked, and a chat is over once it is rated or has been idle.
 */
export const helpdeskRules = `{
  "id": "helpdesk",
  "version": 3,
  "options": {
    "idle": { "default": null, "means": "Over after this many milliseconds without an event." },
    "idle-2": { "default": false, "means": "Nothing; it is here for its name." },
    "joiningCounts": { "default": false, "means": "An agent who joins has answered." }
  },
  "kinds": {
    "contact": {
      "noun": "answer of a person",
      "events": ["AgentMessageSent", { "type": "AgentJoined", "when": { "option": "joiningCounts", "is": true } }]
    },
    "interaction": { "noun": "question", "events": ["BotInputSubmitted"] },
    "presence": { "noun": "greeting", "events": ["BotMessageSent"] },
    "goodbye": { "noun": "goodbye", "events": ["ChatRated"] },
    "offer": { "noun": "offer of a person", "events": [{ "type": "HandoffRequested", "having": "botId" }] }
  },
  "moments": {
    "botMoment": { "first": "presence" },
    "firstInteraction": { "first": "interaction" },
    "lastInteraction": { "last": "interaction" },
    "firstOffer": { "first": "offer" },
    "contactInReaction": { "firstAtOrAfter": "contact", "moment": "botMoment" },
    "answerAfterOffer": { "firstAtOrAfter": "contact", "moment": "firstOffer" },
    "lastClose": { "last": "goodbye" }
  },
  "claims": {
    "offered": { "when": { "exists": "answerAfterOffer" } },
    "triggered": { "when": { "exists": "botMoment" } },
    "interacted": { "when": { "exists": "firstInteraction" } },
    "contacted": { "when": { "any": [{ "exists": "contactInReaction" }, { "claim": "offered" }] } },
    "reacted": { "when": { "any": [{ "claim": "interacted" }, { "claim": "contacted" }] } },
    "ended": { "when": { "atOrAfter": ["lastClose", "lastInteraction"] } },
    "closed": { "when": { "any": [{ "claim": "ended" }, { "inactiveFor": "idle" }] }, "ofVisitor": "every" }
  },
  "outcomes": [
    { "outcome": "escalated", "when": { "claim": "contacted" }, "counterfactual": [{ "change": "noAnswer" }] },
    {
      "outcome": "resolved",
      "when": { "all": [{ "claim": "interacted" }, { "claim": "closed" }] },
      "counterfactual": [{ "change": "noGoodbye", "when": { "claim": "ended" } }, { "change": "ask" }]
    },
    { "outcome": "in-progress", "when": { "claim": "interacted" }, "counterfactual": [{ "change": "rate" }] },
    { "outcome": "no-reaction", "when": { "claim": "triggered" }, "counterfactual": [{ "change": "ask" }] },
    { "outcome": "not-triggered", "when": { "all": [] }, "counterfactual": [] }
  ],
  "participation": [{ "participation": "joined", "when": { "claim": "interacted" } }],
  "changes": {
    "noAnswer": { "withoutEvery": "contact" },
    "noGoodbye": { "without": "lastClose" },
    "ask": { "with": "BotInputSubmitted" },
    "rate": { "with": "ChatRated" }
  }
}`;
