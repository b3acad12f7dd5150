import type { ConversationCommand } from "../domain/conversation-command.ts";
import { type ConversationRefusal, conversationDecider } from "../domain/conversation-decider.ts";
import type { ConversationEvent } from "../domain/conversation-event.ts";
import type { ConversationState } from "../domain/conversation-state.ts";
import type { Decider, Decision, Rejected } from "../domain/decider.ts";
import { askedRefusal, verdictOn } from "./asked-decision.ts";
import { ExpectationFailed } from "./expectation-failed.ts";
import { expectedAndCame, jsonOf } from "./line-diff.ts";
import { askedPart, matches } from "./partial-match.ts";
import { startStackAt } from "./start-stack-at.ts";

/** The fields of an event or a refusal that a test names, `undefined` for one that must not be there; others may be anything. */
export type Expected<T> = T extends object ? { readonly [Field in keyof T]?: T[Field] | undefined } : T;

/** What a test expects: the events that follow, in order; or the refusal, by its reason or by the fields that are named. */
export type ExpectedDecision<Event, Refusal extends Rejected<string>> =
  | readonly Expected<Event>[]
  | Refusal["reason"]
  | Expected<Refusal>;

/** A decider in the state that past events left. */
export interface GivenEvents<Command, Event, Refusal extends Rejected<string>> {
  /** Gives it a command. Nothing is held against anything before `then`. */
  when(command: Command): WhenCommand<Event, Refusal>;
}

/** A decision that a test is about to hold against what it expects. */
export interface WhenCommand<Event, Refusal extends Rejected<string>> {
  /**
   * Holds the decision against the events that should follow (`[]` for a command that was carried out before) or the
   * refusal. Of an event or a refusal the fields that are named are compared; `undefined` means that it is not there.
   *
   * @throws ExpectationFailed with what was given, the command, and the difference.
   */
  then(expected: ExpectedDecision<Event, Refusal>): void;
}

/**
 * Says what a decider should decide: given past events, when a command comes, then these events follow, or this refusal.
 * The decider is `conversationDecider` unless another one of the same shape is named.
 *
 * @example given(visit().arrives()).when({ type: "CloseChat", id: "e2", at: "2024-05-01T10:01:00Z", closedBy: "agent" }).then([{ type: "ChatClosed" }]);
 * @example given(account(), quotaDecider).when({ type: "CancelPlan", id: "e1", at: "2024-05-01T10:00:00Z" }).then("no-plan");
 * @see docs/testing.md
 */
export function given(
  events: Iterable<ConversationEvent>,
): GivenEvents<ConversationCommand, ConversationEvent, Rejected<ConversationRefusal>>;
export function given<State, Command, Event, Refusal extends Rejected<string>>(
  events: Iterable<Event>,
  decider: Decider<State, Command, Event, Refusal>,
): GivenEvents<Command, Event, Refusal>;
export function given(
  events: Iterable<ConversationEvent>,
  decider: Decider<
    ConversationState,
    ConversationCommand,
    ConversationEvent,
    Rejected<ConversationRefusal>
  > = conversationDecider,
): GivenEvents<ConversationCommand, ConversationEvent, Rejected<ConversationRefusal>> {
  return givenTo(events, decider);
}

function givenTo<State, Command, Event, Refusal extends Rejected<string>>(
  events: Iterable<Event>,
  decider: Decider<State, Command, Event, Refusal>,
): GivenEvents<Command, Event, Refusal> {
  const past = [...events];
  const state = past.reduce((known, event) => decider.evolve(known, event), decider.initialState());
  return {
    when(command) {
      const decision = decider.decide(command, state);
      return {
        // biome-ignore lint/suspicious/noThenProperty: given, when, then is the name of the form; `await` on it is refused.
        then: function then(expected) {
          if (typeof expected === "function") {
            throw new TypeError("then: expected events or a refusal, got a function. A decision is not awaited.");
          }
          const failure = failureOf(expected, decision, past, command);
          if (failure !== undefined) throw startStackAt(failure, then);
        },
      };
    },
  };
}

function failureOf<Event, Refusal extends Rejected<string>>(
  expected: ExpectedDecision<Event, Refusal>,
  decision: Decision<Event, Refusal>,
  past: readonly Event[],
  command: unknown,
): ExpectationFailed | undefined {
  const asked = decisionOf(expected);
  if (matches(asked, decision)) return undefined;
  const came = decision.outcome === asked["outcome"] ? askedPart(asked, decision) : decision;
  const message = [
    verdictOn(decision, asked),
    "",
    past.length === 0 ? "Given no event" : "Given",
    ...past.map((event) => `  ${jsonOf(event)}`),
    "When",
    `  ${jsonOf(command)}`,
    "Then",
    ...expectedAndCame(asked, came),
  ];
  return new ExpectationFailed(message.join("\n"), { expected: asked, actual: came });
}

/** What is expected, in the shape of a decision. */
function decisionOf<Event, Refusal extends Rejected<string>>(
  expected: ExpectedDecision<Event, Refusal>,
): Readonly<Record<string, unknown>> {
  if (Array.isArray(expected)) return { outcome: "accepted", events: expected };
  return askedRefusal(expected);
}
