import {
  type ClaimName,
  type ConversationEvent,
  type Explanation,
  explain,
  foldConversation,
  smartsupp,
  type Verdict,
} from "chatledger";
import { conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { event } from "../support/events.ts";
import { judgingOptions } from "../support/judging-options.ts";
import { inOrder, naiveVerdict, type OracleOptions, readNaively } from "../support/oracle.ts";

/** The distinct events of a conversation, in order, each with an id of its own, so that an id names one of them. */
const events = conversation().map((arrived) => inOrder(arrived).map((item, i) => ({ ...item, id: `m${i}` })));

/** Checks something of the explanations of many conversations under many options. */
function forAllExplanations(
  check: (seen: readonly ConversationEvent[], options: OracleOptions, explanation: Explanation) => void,
): void {
  fc.assert(
    fc.property(events, judgingOptions(), (all, options) => {
      check(readNaively(all, options).events, options, explain(foldConversation(all), options));
    }),
    { numRuns: 150 },
  );
}

function printedValue(claim: ClaimName, verdict: Verdict): string {
  return JSON.stringify(verdict[claim]);
}

test("the evidence is the earliest of the smallest sets of events that alone give the value", () => {
  forAllExplanations((seen, options, { claims }) => {
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
  });
});

test("within the evidence, deleting any one event changes the value", () => {
  forAllExplanations((seen, options, { claims }) => {
    for (const { claim, value, evidence } of claims) {
      const kept = seen.filter(({ id }) => evidence.includes(id));
      for (const left of kept) {
        const rest = kept.filter((item) => item !== left);
        expect(printedValue(claim, naiveVerdict(rest, options))).not.toBe(JSON.stringify(value));
      }
    }
  });
});

test("exactly the missing types change the value, as one event at the start or now", () => {
  forAllExplanations((seen, options, { claims }) => {
    const moments = [atTheStart(seen, options), now(seen, options)];
    const verdicts = new Map(
      eventTypes.map((type) => [
        type,
        [undefined, "bot"].flatMap((botId) =>
          moments.map((moment) => naiveVerdict([...seen, eventOf(type, botId, moment)], options)),
        ),
      ]),
    );
    for (const { claim, value, missing } of claims) {
      const isChanged = (verdict: Verdict) => printedValue(claim, verdict) !== JSON.stringify(value);
      const expected = eventTypes.filter((type) => verdicts.get(type)?.some(isChanged));
      expect({ claim, missing }).toStrictEqual({ claim, missing: expected });
    }
  });
});

test("the counterfactual of the outcome is the one that the page asks for", () => {
  forAllExplanations((seen, options, { verdict, claims }) => {
    const { isContact, isInteraction, botMoment } = readNaively(seen, options);
    const botAt = botMoment === undefined ? 0 : seen.indexOf(botMoment);
    const lastClose = seen.findLast(({ type }) => type === "ChatClosed");
    const isClosedByEvent = naiveVerdict(seen, { ...options, inactivityTimeout: null }).settled;
    const expected = {
      escalated: without(seen.filter((item, i) => i >= botAt && isContact(item))),
      resolved: without(isClosedByEvent ? [lastClose].flatMap((item) => item ?? []) : seen.filter(isInteraction)),
      "in-progress": withNow("ChatClosed"),
      "no-reaction": withNow("ButtonClicked"),
      "not-triggered": withNow("BotTriggered"),
    }[verdict.outcome];
    function without(left: readonly ConversationEvent[]) {
      const rest = seen.filter((item) => !left.includes(item));
      return { eventIds: left.map(({ id }) => id), outcome: naiveVerdict(rest, options).outcome };
    }
    function withNow(type: EventType) {
      const added = [...seen, eventOf(type, "bot", now(seen, options))];
      return { eventIds: [], outcome: naiveVerdict(added, options).outcome };
    }
    const counterfactual = claims.find(({ claim }) => claim === "outcome")?.counterfactual;
    expect(counterfactual).toMatchObject(expected);
  });
});

test("every other counterfactual changes its claim, to the outcome that it says; and if there is none, no change does", () => {
  forAllExplanations((seen, options, { claims }) => {
    const { isContact, isInteraction, botMoment } = readNaively(seen, options);
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
  });
});

test("no sentence shows a name that only the rule set knows", () => {
  const { kinds, moments, claims, options, changes } = smartsupp;
  const names = [kinds, moments, claims, options, changes].flatMap((part) => Object.keys(part));
  const inner = names.filter((name) => /[A-Z]/.test(name));
  expect(inner).toContain("botMoment");
  const raw = new RegExp(`\\b(${[...inner, "claim", "moment", "undefined", "exists", "never holds"].join("|")})\\b`);
  forAllExplanations((_, __, explanation) => {
    for (const { sentence, counterfactual } of explanation.claims) {
      expect(`${sentence} ${counterfactual?.change ?? ""}`).not.toMatch(raw);
      expect(sentence).toMatch(/^[(]?[A-Za-z].*[^.]\.$/);
    }
  });
});

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

const builders = {
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

type EventType = keyof typeof builders;

const eventTypes = Object.keys(builders) as readonly EventType[];

function eventOf(type: EventType, botId: string | undefined, moment: Moment): ConversationEvent {
  if (type === "HandoffRequested" && botId !== undefined) return event.HandoffRequested({ botId }, moment);
  return builders[type](moment);
}
