import {
  type ConversationEvent,
  chatbotStatistics,
  type Outcome,
  quotaView,
  smartHubLabel,
  type Verdict,
} from "chatledger";
import type { OracleOptions, Reading } from "../support/oracle.ts";
import type { Letter } from "./alphabet.ts";
import { isSameVerdict } from "./is-same-verdict.ts";

/** A conversation, how it is judged, and how a naive reading of the page judges it. */
export interface Judged {
  readonly events: readonly ConversationEvent[];
  readonly options: OracleOptions;
  readonly verdict: Verdict;
  readonly reading: Reading;
}

/** Something that the pages claim of every conversation. */
export interface StateClaim {
  readonly says: string;
  readonly page: string;
  readonly holds: (judged: Judged) => boolean;
  /** Whether it is too slow to be asked of every state by every setting. */
  readonly isSlow?: boolean;
}

/** What the pages claim of a single conversation, whatever happened in it. */
export const STATE_CLAIMS: readonly StateClaim[] = [
  {
    says: "The verdict is, in every field, what a naive reading of the page says",
    page: "rules.md#the-verdict",
    holds: ({ verdict, reading }) => isSameVerdict(verdict, reading.verdict),
  },
  {
    says: "Exactly one outcome holds, even if each is asked for itself and not after the others",
    page: "rules.md#the-verdict",
    holds: ({ verdict, options, reading }) => {
      const isThere = reading.botMoment !== undefined;
      const interacted = reading.firstInteraction !== undefined;
      const contacted = reading.contactInReaction !== undefined;
      const isDone = reading.closedAt !== undefined || options.requireClose === false;
      const rules: Readonly<Record<Outcome, boolean>> = {
        "not-triggered": !isThere,
        "no-reaction": isThere && !interacted && !contacted,
        "in-progress": isThere && interacted && !contacted && !isDone,
        resolved: isThere && interacted && !contacted && isDone,
        escalated: isThere && contacted,
      };
      return rules[verdict.outcome] && Object.values(rules).filter(Boolean).length === 1;
    },
  },
  {
    says: "The truth table: clicked and wrote decide reaction, outcome, label and unit",
    page: "rules.md#the-truth-table",
    holds: ({ verdict, options, reading }) => {
      if (reading.botMoment === undefined) return verdict.outcome === "not-triggered" && !verdict.reaction;
      const clicked = reading.firstInteraction !== undefined;
      const wrote = reading.contactInReaction !== undefined;
      const whenClicked = verdict.settled || options.requireClose === false ? "resolved" : "in-progress";
      const outcome = wrote ? "escalated" : clicked ? whenClicked : "no-reaction";
      const isRow = verdict.outcome === outcome && verdict.reaction === (clicked || wrote);
      return isRow && verdict.chatbotConversation === clicked;
    },
  },
  {
    says: "The label is there for a chatbot conversation and for no other, and it is *Joined by chatbot*",
    page: "rules.md#the-verdict",
    holds: ({ verdict }) => {
      const isLabelled = verdict.labels.length === 1 && verdict.labels[0] === "joined-by-chatbot";
      const label = smartHubLabel(verdict);
      return verdict.chatbotConversation
        ? isLabelled && label === "Joined by chatbot"
        : verdict.labels.length === 0 && label === null;
    },
  },
  {
    says: "There is a bot moment unless it is `not-triggered`, a counted moment if and only if it is a chatbot conversation, and the bot's is never the later one",
    page: "rules.md#the-verdict",
    holds: ({ verdict: { outcome, botAt, countedAt, chatbotConversation } }) =>
      (botAt === null) === (outcome === "not-triggered") &&
      (countedAt !== null) === chatbotConversation &&
      (countedAt === null || (botAt !== null && botAt <= countedAt)),
  },
  {
    says: "A chatbot takes part only in a chatbot conversation; it either started or joined it, and finished it only if it is closed",
    page: "rules.md#the-verdict",
    holds: ({ verdict: { participation, chatbotConversation, settled } }) => {
      const [first, second, ...more] = participation;
      if (!chatbotConversation) return first === undefined;
      const isBegun = first === "started" || first === "joined";
      return isBegun && more.length === 0 && (second === undefined || (second === "finished" && settled));
    },
  },
  {
    says: "`in-progress` is never closed; `resolved` is, unless `requireClose` is off",
    page: "rules.md#options",
    holds: ({ verdict: { outcome, settled }, options }) =>
      outcome === "in-progress" ? !settled : outcome !== "resolved" || settled || options.requireClose === false,
  },
  {
    says: "triggered = noReaction + reactions, reactions = resolved + escalated + inProgress, chatbotConversations = resolved + inProgress + escalatedAfterInteraction",
    page: "statistics.md#identities",
    isSlow: true,
    holds: ({ events, options, verdict }) => {
      const of = chatbotStatistics(events, options).totals;
      const isAnyReaction = verdict.reaction ? 1 : 0;
      return (
        of.triggered === (verdict.botAt === null ? 0 : 1) &&
        of.reactions === isAnyReaction &&
        of.triggered === of.noReaction + of.reactions &&
        of.reactions === of.resolved + of.escalated + of.inProgress &&
        of.chatbotConversations === of.resolved + of.inProgress + of.escalatedAfterInteraction
      );
    },
  },
  {
    says: "A chatbot conversation uses one unit of the quota, at its counted moment; any other uses none",
    page: "quota.md#the-plans",
    isSlow: true,
    holds: ({ events, options: { asOf = LATER, ...ruleOptions }, verdict }) => {
      const { ledger } = quotaView([PLAN, ...events], { asOf, ruleOptions: { ...ruleOptions } });
      const units = ledger.filter(({ what }) => what === "ChatbotConversationCounted").map(({ at }) => at);
      return verdict.countedAt === null ? units.length === 0 : units.length === 1 && units[0] === verdict.countedAt;
    },
  },
];

/** The time to look at a quota where nobody says: after all events of a conversation, in the same month. */
const LATER = "2024-05-02T00:00:00.000Z";

const PLAN = {
  type: "PlanSubscribed",
  id: "plan",
  occurredAt: "2024-05-01T00:00:00Z",
  accountId: "acme",
  plan: "standard",
} as const;

/** A conversation without an event and with it. */
interface Compared {
  readonly letter: Letter;
  /** Whether it is the last one in the order. */
  readonly isLast: boolean;
  /** What came before the event. */
  readonly before: Reading;
  readonly without: Verdict;
  readonly with: Verdict;
}

/** Something that the pages claim of one more event. */
export interface ChangeClaim {
  readonly says: string;
  readonly page: string;
  readonly holds: (compared: Compared) => boolean;
}

/** What the pages claim of one more event in a conversation, wherever it stands and however late it arrives. */
export const CHANGE_CLAIMS: readonly ChangeClaim[] = [
  {
    says: "An outcome never goes back: from `not-triggered` by `no-reaction` and the pair of `in-progress` and `resolved`, between which closing and reopening lead, to `escalated`, which is for good",
    page: "rules.md#from-event-to-event",
    holds: (pair) => RANK[pair.with.outcome] >= RANK[pair.without.outcome],
  },
  {
    says: "A chatbot conversation stays one, with its label; what was triggered stays so, and a reaction stays one",
    page: "rules.md#the-verdict",
    holds: (pair) =>
      isKept(pair.without.chatbotConversation, pair.with.chatbotConversation) &&
      isKept(pair.without.labels.length > 0, pair.with.labels.length > 0) &&
      isKept(pair.without.botAt !== null, pair.with.botAt !== null) &&
      isKept(pair.without.reaction, pair.with.reaction),
  },
  {
    says: "Bot moment and counted moment never move to later",
    page: "rules.md#the-verdict",
    holds: (pair) =>
      isNoLater(pair.without.botAt, pair.with.botAt) && isNoLater(pair.without.countedAt, pair.with.countedAt),
  },
  {
    says: "A close never changes escalated, reaction, label or unit; at the end it closes, and at most makes *in progress* resolved",
    page: "rules.md#the-verdict",
    holds: (pair) => {
      if (pair.letter.type !== "ChatClosed") return true;
      const { without, with: closed } = pair;
      const isSame =
        without.outcome === closed.outcome || (without.outcome === "in-progress" && closed.outcome === "resolved");
      return isSame && isSameButForClosing(without, closed) && isKept(pair.isLast, closed.settled);
    },
  },
  {
    says: "An arrival, an agent who joins and a rating change nothing, but that inactivity is measured from them too",
    page: "decisions.md#judging",
    holds: (pair) => !IDLE.has(pair.letter.type) || isSameVerdict(pair.without, pair.with),
  },
  {
    says: "An agent's message neither escalates nor makes a reaction, a label or a unit; it can only reopen",
    page: "decisions.md#judging",
    holds: (pair) => {
      if (pair.letter.type !== "AgentMessageSent") return true;
      const { without, with: answered } = pair;
      const isSame =
        without.outcome === answered.outcome || (without.outcome === "resolved" && answered.outcome === "in-progress");
      return isSame && isSameButForClosing(without, answered) && isKept(answered.settled, without.settled);
    },
  },
  {
    says: "A sign of the bot that is no act of the visitor makes no interaction, and does not reopen",
    page: "decisions.md#judging",
    holds: (pair) => {
      if (pair.letter.type !== "BotTriggered" && pair.letter.type !== "BotMessageSent") return true;
      const { without, with: shown } = pair;
      const isSame = without.chatbotConversation === shown.chatbotConversation && without.settled === shown.settled;
      return isSame && shown.botAt !== null;
    },
  },
  {
    says: "A message to the team from before the bot appeared is no reaction: it changes neither outcome nor label, unless by reopening a closed chat",
    page: "decisions.md#judging",
    holds: (pair) => {
      if (pair.letter.type !== "DirectMessageSent" || pair.before.botMoment !== undefined) return true;
      const { without, with: written } = pair;
      // A reopened chat is no longer resolved by its close, whoever reopens it.
      const isReopened = without.settled && !written.settled;
      return (
        (isReopened || without.outcome === written.outcome) &&
        without.reaction === written.reaction &&
        without.chatbotConversation === written.chatbotConversation
      );
    },
  },
  {
    says: "A message to the team at or after the bot's appearance escalates, and makes no chatbot conversation",
    page: "rules.md#the-truth-table",
    holds: (pair) => {
      if (pair.letter.type !== "DirectMessageSent" || pair.before.botMoment === undefined) return true;
      const { without, with: written } = pair;
      return written.outcome === "escalated" && written.chatbotConversation === without.chatbotConversation;
    },
  },
  {
    says: "Several clicks are one reaction: after the first interaction one more changes neither reaction, label nor counted moment",
    page: "rules.md#the-verdict",
    holds: (pair) => {
      if (pair.letter.type !== "ButtonClicked" || pair.before.firstInteraction === undefined) return true;
      return isSameButForClosing(pair.without, pair.with);
    },
  },
];

/** How far a conversation has come. */
const RANK: Readonly<Record<Outcome, number>> = {
  "not-triggered": 0,
  "no-reaction": 1,
  "in-progress": 2,
  resolved: 2,
  escalated: 3,
};

const IDLE: ReadonlySet<string> = new Set(["VisitorArrived", "AgentJoined", "ChatRated"]);

/** Whether what held before holds after. */
function isKept(before: boolean, now: boolean): boolean {
  return !before || now;
}

function isNoLater(before: string | null, now: string | null): boolean {
  return before === null || (now !== null && now <= before);
}

/** Whether two verdicts differ at most in outcome, in being closed, and in who took part when. */
function isSameButForClosing(a: Verdict, b: Verdict): boolean {
  return isSameVerdict({ ...a, outcome: b.outcome, settled: b.settled, participation: b.participation }, b);
}
