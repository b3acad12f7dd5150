import fc from "fast-check";
import type { ConversationEvent } from "../../domain/conversation-event.ts";
import { foldConversation } from "../../domain/fold-conversation.ts";
import { mergeConversations } from "../../domain/merge-conversations.ts";
import { classify, type Verdict } from "../../policies/classification/classify.ts";
import type { JudgingOptions } from "../../policies/classification/judge.ts";
import type { RuleOptions } from "../../policies/classification/rule-options.ts";
import { OUTCOMES, type RuleSet } from "../../policies/classification/rule-set.ts";
import { parseRuleSet } from "../../policies/classification/rule-set-schema.ts";
import { timelineLines, timelineOf } from "../../projections/event-timeline.ts";
import { chatbotStatistics } from "../../projections/statistics/chatbot-statistics.ts";
import { conversationEvent } from "../arbitraries/conversation-event.ts";
import { instant } from "../arbitraries/instant.ts";
import { conversation } from "../arbitraries/log.ts";
import { differences, snapshot } from "../comparable.ts";
import { visit } from "../visit.ts";
import { describeThrown } from "./describe-thrown.ts";
import { checkLaws, headline, type Law, type LawOptions, law } from "./law.ts";
import { LawBroken } from "./law-broken.ts";
import { watchClock } from "./watch-clock.ts";

/** What every classification of conversations must keep; `docs/testing.md` says each in words. */
export type RuleSetLaw =
  | "valid"
  | "one-outcome"
  | "pure"
  | "order"
  | "merge"
  | "identities"
  | "chatbot-conversation"
  | "bot-stays"
  | "chatbot-conversation-stays"
  | "escalation-stays";

/** What a classification that is no rule set has to tell of a conversation: at least these fields of a verdict. */
export type JudgedAs = Pick<Verdict, "outcome" | "chatbotConversation" | "reaction"> & Partial<Verdict>;

/** A classification in code: the events of one conversation, as they arrived, to what they are judged to be. */
export type Classification = (events: readonly ConversationEvent[]) => JudgedAs;

/**
 * Tries a rule set, or a classification written in code, on hundreds of conversations (out of order, repeated, at equal
 * instants, reopened), with every value of its options.
 *
 * @throws LawBroken with the smallest conversation that was found to break a law; UsageError `invalid-option`.
 * @example test("our rules keep the laws", () => checkRuleSet(ourRules));
 * @see docs/testing.md
 */
export function checkRuleSet(rules: RuleSet | Classification, options: LawOptions<RuleSetLaw> = {}): void {
  if (typeof rules === "function") {
    checkLaws("The classification", lawsOf(fc.constant(inCode(rules))), options, checkRuleSet);
  } else {
    const subject = `The rule set ${rules.id}/${rules.version}`;
    // Nothing else can be tried on one that cannot be read.
    checkLaws(subject, [valid(rules)], {}, checkRuleSet);
    checkLaws(subject, [valid(rules), ...lawsOf(waysOf(rules)), merge(rules)], options, checkRuleSet);
  }
}

/** A classification that is ready to judge. */
interface Way {
  readonly judge: Classification;
  /** The options by which it judges; `undefined` for one in code. */
  readonly options: JudgingOptions | undefined;
}

function inCode(judge: Classification): Way {
  return { judge, options: undefined };
}

/** A rule set with any of its options. Shrinks to the defaults. */
function waysOf(rules: RuleSet): fc.Arbitrary<Way> {
  return judgingOptions(rules).map((options) => ({
    judge: (events) => classify(foldConversation(events), options),
    options,
  }));
}

/** When a law that closes conversations by inactivity looks: after all events, or among them. */
const asOf = fc.oneof(fc.constant("2024-05-03T00:00:00.000Z"), instant());

function judgingOptions(ruleSet: RuleSet): fc.Arbitrary<JudgingOptions> {
  const values = Object.entries(ruleSet.options).map(([name, option]) => {
    const others = typeof option.default === "boolean" ? [!option.default] : [null, 0, 60_000];
    return fc.constantFrom(option.default, ...others).map((value) => [name, value] as const);
  });
  return fc.tuple(fc.tuple(...values), asOf).map(([named, at]): JudgingOptions => {
    const isTimed = named.some(([, value]) => typeof value === "number");
    return { ruleSet, ruleOptions: Object.fromEntries(named), ...(isTimed ? { asOf: at } : {}) };
  });
}

function valid(rules: RuleSet): Law<RuleSetLaw> {
  return {
    name: "valid",
    check(subject) {
      try {
        parseRuleSet(rules);
      } catch (error) {
        const lines = headline(subject, "valid", "it can be read, and its last outcome always holds.");
        throw new LawBroken([...lines, describeThrown(error)].join("\n"), "valid", null);
      }
    },
  };
}

interface Case {
  readonly way: Way;
  readonly events: readonly ConversationEvent[];
}

/** A case with its events in order, each once. */
function showCase({ way, events }: Case): readonly string[] {
  return showArrival({ way, events: timelineOf(events) });
}

/** A case with its events as they arrived. */
function showArrival({ way, events }: Case): readonly string[] {
  const { asOf: at, ruleOptions = {} } = way.options ?? {};
  const changed = changedOptions(way.options?.ruleSet, ruleOptions);
  return [
    ...(events.length === 0 ? ["no event"] : timelineLines(events)),
    ...(changed.length === 0 ? [] : [`options ${changed.join(" ")}`]),
    ...(at === undefined ? [] : [`as of ${String(at)}`]),
  ];
}

function changedOptions(rules: RuleSet | undefined, options: RuleOptions): readonly string[] {
  return Object.entries(options)
    .filter(([name, value]) => value !== rules?.options[name]?.default)
    .map(([name, value]) => `${name}=${String(value)}`);
}

function lawsOf(ways: fc.Arbitrary<Way>): readonly Law<RuleSetLaw>[] {
  const cases: fc.Arbitrary<Case> = fc.record({ way: ways, events: conversation() });
  const define = (
    name: RuleSetLaw,
    says: string,
    breach: (one: Case) => readonly string[] | undefined,
    show: (one: Case) => readonly string[] = showCase,
  ) => law({ name, says, values: cases, breach, show });

  return [
    define("one-outcome", `every conversation has one outcome, of ${OUTCOMES.join(", ")}.`, ({ way, events }) => {
      const { outcome } = way.judge(events);
      return OUTCOMES.includes(outcome) ? undefined : [`Its outcome is ${String(outcome)}.`];
    }),
    define("pure", "the verdict hangs on the events alone, and judging changes none of them.", impurity, showArrival),
    define(
      "order",
      "the order of arrival and repetition change nothing.",
      ({ way, events }) =>
        differences(snapshot(way.judge(timelineOf(events))), snapshot(way.judge(events)), {
          minus: "the verdict on the events in order, each once",
          plus: "the verdict on them as they arrived",
        }),
      showArrival,
    ),
    define("identities", "the figures of the statistics add up.", ({ way, events }) => {
      const unequal = identitiesOf(figuresOf(way.judge(events)));
      if (unequal !== undefined) return unequal;
      // A conversation without a bot moment is in no statistics.
      return way.options === undefined ? undefined : identitiesOf(chatbotStatistics(events, way.options).totals);
    }),
    define(
      "chatbot-conversation",
      "a chatbot conversation, and nothing else, has a label, a moment at which it counts, and a way of participation.",
      ({ way, events }) => contradictionIn(way.judge(events)),
    ),
    stays(cases, "bot-stays", "once the bot was there, it was there.", ({ outcome }) => outcome !== "not-triggered"),
    stays(
      cases,
      "chatbot-conversation-stays",
      "a chatbot conversation stays one, for it has used a unit of the quota.",
      ({ chatbotConversation }) => chatbotConversation,
    ),
    stays(cases, "escalation-stays", "what was escalated stays so.", ({ outcome }) => outcome === "escalated"),
  ];
}

function impurity({ way, events }: Case): readonly string[] | undefined {
  const given = structuredClone([...events]);
  const { value, reads } = watchClock(() => way.judge(given));
  if (reads.length > 0) return [`It reads ${reads.join(" and ")}.`];
  const changed = differences(snapshot(events), snapshot(given), {
    minus: "the events before they were judged",
    plus: "the events after it",
  });
  const again = { minus: "the verdict", plus: "the verdict on the same events again" };
  return changed ?? differences(snapshot(value), snapshot(way.judge(structuredClone([...events]))), again);
}

interface Addends {
  readonly triggered: number;
  readonly noReaction: number;
  readonly resolved: number;
  readonly escalated: number;
  readonly inProgress: number;
  readonly reactions: number;
  readonly chatbotConversations: number;
  readonly escalatedAfterInteraction: number;
}

/** What one conversation adds to the statistics. */
function figuresOf({ outcome, chatbotConversation, reaction, botAt }: JudgedAs): Addends {
  const one = (holds: boolean) => (holds ? 1 : 0);
  const triggered = botAt === undefined ? outcome !== "not-triggered" : botAt !== null;
  return {
    triggered: one(triggered),
    noReaction: one(outcome === "no-reaction"),
    resolved: one(outcome === "resolved"),
    escalated: one(outcome === "escalated"),
    inProgress: one(outcome === "in-progress"),
    reactions: one(triggered && reaction),
    chatbotConversations: one(chatbotConversation),
    escalatedAfterInteraction: one(outcome === "escalated" && chatbotConversation),
  };
}

const IDENTITIES: readonly (readonly [sum: keyof Addends, of: readonly (keyof Addends)[]])[] = [
  ["triggered", ["noReaction", "reactions"]],
  ["reactions", ["resolved", "escalated", "inProgress"]],
  ["chatbotConversations", ["resolved", "inProgress", "escalatedAfterInteraction"]],
];

function identitiesOf(figures: Addends): readonly string[] | undefined {
  for (const [sum, of] of IDENTITIES) {
    if (figures[sum] === of.reduce((total, figure) => total + figures[figure], 0)) continue;
    const sides = of.map((figure) => `${figure} (${figures[figure]})`).join(" + ");
    return [`${sum} (${figures[sum]}) is not ${sides}`];
  }
  return undefined;
}

function contradictionIn({
  chatbotConversation,
  labels,
  countedAt,
  participation,
}: JudgedAs): readonly string[] | undefined {
  const is = `chatbotConversation is ${chatbotConversation}`;
  if (labels !== undefined && labels.length > 0 !== chatbotConversation)
    return [`${is}, labels are [${labels.join()}]`];
  if (countedAt !== undefined && (countedAt !== null) !== chatbotConversation)
    return [`${is}, countedAt is ${countedAt}`];
  if (participation !== undefined && participation.length > 0 && !chatbotConversation) {
    return [`${is}, participation is [${participation.join(", ")}]`];
  }
  return undefined;
}

/** What may happen next: an event of each type, after all others. */
const nextEvents: readonly ConversationEvent[] = visit({
  startAt: "2024-05-02T10:00:00.000Z",
  stepMs: 0,
  eventIds: () => "next",
})
  .closes()
  .writes()
  .asksForPerson()
  .asksForPerson({ botId: "bot-1" })
  .botTriggered("bot-1")
  .botWrites()
  .clicks("prices")
  .answersBot()
  .arrives()
  .agentJoins()
  .agentWrites()
  .rates(5).events;

/** Something that holds of a conversation must go on to hold, whatever happens next. */
function stays(
  cases: fc.Arbitrary<Case>,
  name: RuleSetLaw,
  says: string,
  holds: (judged: JudgedAs) => boolean,
): Law<RuleSetLaw> {
  return law({
    name,
    says,
    values: cases,
    show: showCase,
    breach({ way, events }) {
      const before = way.judge(events);
      if (!holds(before)) return undefined;
      for (const next of nextEvents) {
        const after = way.judge([...events, next]);
        if (holds(after)) continue;
        const headings = { minus: "the verdict before it", plus: "the verdict after it" };
        const difference = differences(snapshot(before), snapshot(after), headings) ?? [];
        return ["and next", ...timelineLines([next]).map((line) => `  ${line}`), "", ...difference];
      }
      return undefined;
    },
  });
}

type Part = "left" | "right" | "both";

function merge(rules: RuleSet): Law<RuleSetLaw> {
  const parts = fc.array(fc.tuple(conversationEvent(), fc.constantFrom<Part>("left", "right", "both")), {
    maxLength: 12,
  });
  return law({
    name: "merge",
    says: "states over parts of the events, overlapping or not, merge into the state of all.",
    values: fc.record({ options: judgingOptions(rules), parts }),
    breach({ options, parts: all }) {
      const side = (name: Part) =>
        foldConversation(all.filter(([, part]) => part === name || part === "both").map(([event]) => event));
      const whole = foldConversation(all.map(([event]) => event));
      return differences(
        snapshot(classify(whole, options)),
        snapshot(classify(mergeConversations(side("left"), side("right")), options)),
        { minus: "the verdict on all events", plus: "the verdict on the merged states" },
      );
    },
    show: ({ options, parts: all }) =>
      showCase({
        way: { judge: (events) => classify(foldConversation(events), options), options },
        events: all.map(([event]) => event),
      }),
  });
}
