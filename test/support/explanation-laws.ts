import type { ClaimName, ConversationEvent, ConversationEventType, Explanation, Verdict } from "chatledger";
import { expect } from "vitest";
import { event } from "./events.ts";
import { type OracleOptions, readInOrder } from "./oracle.ts";

/** Something that must hold of every explanation. */
export interface ExplanationLaw {
  readonly says: string;
  /** Fails if it does not hold of a conversation, given by the distinct events that are seen, in order. */
  readonly check: (seen: readonly ConversationEvent[], options: OracleOptions, explanation: Explanation) => void;
}

/** What `docs/rules.md` promises of explanations, each held against a naive reading of the rules. */
export const explanationLaws: readonly ExplanationLaw[] = [
  {
    says: "its verdict is the one that it explains, and every claim has the value that stands there",
    check: (seen, options, { verdict, claims }) => {
      expect(verdict).toStrictEqual(naiveVerdict(seen, options));
      for (const { claim, value } of claims) expect(JSON.stringify(value)).toBe(printedValue(claim, verdict));
    },
  },
  {
    says: "the evidence is the earliest of the smallest sets of events that alone give the value",
    check: (seen, options, { claims }) => {
      const open = new Map(claims.map((claim) => [claim.claim, claim]));
      for (const subset of subsetsBySize(seen)) {
        const verdict = naiveVerdict(subset, options);
        for (const { claim, value, evidence } of open.values()) {
          if (printedValue(claim, verdict) !== JSON.stringify(value)) continue;
          expect({ claim, evidence }).toStrictEqual({ claim, evidence: subset.map(({ id }) => id) });
          open.delete(claim);
        }
        if (open.size === 0) return;
      }
      expect.unreachable("All events together give every value.");
    },
  },
  {
    says: "within the evidence, deleting any one event changes the value",
    check: (seen, options, { claims }) => {
      for (const { claim, value, evidence } of claims) {
        const kept = seen.filter(({ id }) => evidence.includes(id));
        for (const left of kept) {
          const rest = kept.filter((item) => item !== left);
          expect(printedValue(claim, naiveVerdict(rest, options))).not.toBe(JSON.stringify(value));
        }
      }
    },
  },
  {
    says: "exactly the missing types change the value, as one event at the start or now",
    check: (seen, options, { claims }) => {
      const verdicts = new Map(
        eventTypes.map((type) => [
          type,
          [undefined, "bot"].flatMap((botId) => [
            naiveVerdict([eventOf(type, botId, atTheStart(seen, options)), ...seen], options),
            naiveVerdict([...seen, eventOf(type, botId, now(seen, options))], options),
          ]),
        ]),
      );
      for (const { claim, value, missing } of claims) {
        const isChanged = (verdict: Verdict) => printedValue(claim, verdict) !== JSON.stringify(value);
        const expected = eventTypes.filter((type) => verdicts.get(type)?.some(isChanged));
        expect({ claim, missing }).toStrictEqual({ claim, missing: expected });
      }
    },
  },
  {
    says: "the counterfactual of the outcome is the one that the page asks for",
    check: (seen, options, { verdict, claims }) => {
      const { isContact, isInteraction, botMoment } = readInOrder(seen, options);
      const botAt = botMoment === undefined ? 0 : seen.indexOf(botMoment);
      const lastClose = seen.findLast(({ type }) => type === "ChatClosed");
      const isClosedByEvent = naiveVerdict(seen, { ...options, inactivityTimeout: null }).settled;
      const expected = {
        escalated: () => without(seen.filter((item, i) => i >= botAt && isContact(item))),
        resolved: () =>
          without(isClosedByEvent ? [lastClose].flatMap((item) => item ?? []) : seen.filter(isInteraction)),
        "in-progress": () => withNow("ChatClosed"),
        "no-reaction": () => withNow("ButtonClicked"),
        "not-triggered": () => withNow("BotTriggered"),
      }[verdict.outcome];
      function without(left: readonly ConversationEvent[]) {
        const rest = seen.filter((item) => !left.includes(item));
        return { eventIds: left.map(({ id }) => id), outcome: naiveVerdict(rest, options).outcome };
      }
      function withNow(type: ConversationEventType) {
        const added = [...seen, eventOf(type, "bot", now(seen, options))];
        return { eventIds: [], outcome: naiveVerdict(added, options).outcome };
      }
      const counterfactual = claims.find(({ claim }) => claim === "outcome")?.counterfactual;
      expect(counterfactual).toMatchObject(expected());
    },
  },
  {
    says: "every other counterfactual changes its claim, to the outcome that it says; and if there is none, no change does",
    check: (seen, options, { claims }) => {
      const { isContact, isInteraction, botMoment } = readInOrder(seen, options);
      const botAt = botMoment === undefined ? seen.length : seen.indexOf(botMoment);
      const lastClose = seen.findLast(({ type }) => type === "ChatClosed");
      const changes = [
        seen.filter((item, i) => i < botAt || !isContact(item)),
        seen.filter((item) => !isInteraction(item)),
        seen.filter((item) => item !== lastClose),
        ...(["BotTriggered", "ButtonClicked", "ChatClosed"] as const).map((type) => [
          ...seen,
          eventOf(type, "bot", now(seen, options)),
        ]),
      ].map((changed) => ({ changed, verdict: naiveVerdict(changed, options) }));
      for (const { claim, value, counterfactual } of claims) {
        if (claim === "outcome") continue;
        const telling = changes.filter(({ verdict }) => printedValue(claim, verdict) !== JSON.stringify(value));
        const left = ({ changed }: { changed: readonly ConversationEvent[] }) =>
          seen.filter((item) => !changed.includes(item)).map(({ id }) => id);
        const possible = telling.map((change) => ({ eventIds: left(change), outcome: change.verdict.outcome }));
        if (counterfactual === null) expect(possible).toStrictEqual([]);
        else expect(possible).toContainEqual({ eventIds: counterfactual.eventIds, outcome: counterfactual.outcome });
      }
    },
  },
];

function naiveVerdict(inOrder: readonly ConversationEvent[], options: OracleOptions): Verdict {
  return readInOrder(inOrder, options).verdict;
}

function printedValue(claim: ClaimName, verdict: Verdict): string {
  return JSON.stringify(verdict[claim]);
}

/** All subsets of a list, smaller ones first, and those of a size in the order of their places. */
function* subsetsBySize<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let size = 0; size <= items.length; size++) yield* subsetsOf(items, size);
}

function* subsetsOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) yield [];
  if (size === 0) return;
  for (const [i, item] of items.entries()) {
    for (const rest of subsetsOf(items.slice(i + 1), size - 1)) yield [item, ...rest];
  }
}

type Moment = { readonly occurredAt: string; readonly sequence?: number };

const NEVER_MIND = "2024-05-01T10:00:00.000Z";

/** Before every event, of which there may be none. */
function atTheStart(seen: readonly ConversationEvent[], options: OracleOptions): Moment {
  const [first] = seen;
  if (first === undefined) return now(seen, options);
  return { occurredAt: new Date(Date.parse(first.occurredAt) - 1).toISOString() };
}

/** After every event. */
function now(seen: readonly ConversationEvent[], { asOf }: OracleOptions): Moment {
  return { occurredAt: asOf ?? seen.at(-1)?.occurredAt ?? NEVER_MIND, sequence: Number.MAX_SAFE_INTEGER };
}

const builders: Readonly<Record<ConversationEventType, (moment: Moment) => ConversationEvent>> = {
  VisitorArrived: event.VisitorArrived,
  BotTriggered: event.BotTriggered,
  BotMessageSent: event.BotMessageSent,
  ButtonClicked: event.ButtonClicked,
  BotInputSubmitted: event.BotInputSubmitted,
  HandoffRequested: event.HandoffRequested,
  DirectMessageSent: event.DirectMessageSent,
  AgentJoined: event.AgentJoined,
  AgentMessageSent: event.AgentMessageSent,
  ChatClosed: event.ChatClosed,
  ChatRated: event.ChatRated,
};

const eventTypes = Object.keys(builders) as readonly ConversationEventType[];

function eventOf(type: ConversationEventType, botId: string | undefined, moment: Moment): ConversationEvent {
  if (type === "HandoffRequested" && botId !== undefined) return event.HandoffRequested({ botId }, moment);
  return builders[type](moment);
}
