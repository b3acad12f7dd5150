import {
  type ClaimName,
  type ConversationState,
  type Counterfactual,
  type Explanation,
  smartHubLabel,
} from "chatledger";
import { OUTCOME_NAMES } from "../../../src/projections/outcome-names.ts";
import { shownText } from "./shown-text.ts";

/** The parts of a verdict that the page gives reasons for, and what people call them. */
const REASONS = [
  { claim: "outcome", name: "Outcome" },
  { claim: "labels", name: "Label" },
  { claim: "settled", name: "Closed" },
  { claim: "participation", name: "Chatbot's part" },
  { claim: "reaction", name: "Reaction" },
] as const satisfies readonly { readonly claim: ClaimName; readonly name: string }[];

/** Why one part of a verdict is so. */
export interface Reason {
  readonly name: string;
  readonly value: string;
  /** The rule in English. */
  readonly rule: string;
  /** The events that it rests on: their types and ids. */
  readonly evidence: readonly string[];
  /** The types of event that are not there and would change it. */
  readonly missing: readonly string[];
  /** What would change it, and what the outcome would be then; `null` if no one change does. */
  readonly otherwise: string | null;
}

/** The reasons for a verdict on a conversation, for people. */
export function reasonsOf({ marks }: ConversationState, { verdict, claims }: Explanation): readonly Reason[] {
  const types = new Map(marks.map(({ id, type }) => [id, type]));
  const values: Readonly<Record<(typeof REASONS)[number]["claim"], string>> = {
    outcome: OUTCOME_NAMES[verdict.outcome],
    labels: smartHubLabel(verdict) ?? "none",
    settled: yesOrNo(verdict.settled),
    participation: verdict.participation.join(" and ") || "none",
    reaction: yesOrNo(verdict.reaction),
  };
  return REASONS.flatMap(({ claim, name }) =>
    claims
      .filter((explained) => explained.claim === claim)
      .map(({ sentence, evidence, missing, counterfactual }) => ({
        name,
        value: values[claim],
        rule: sentence,
        evidence: evidence.map((id) => `${types.get(id) ?? "event"} ${shownText(id, MOST_OF_ID)}`),
        missing,
        otherwise: counterfactual === null ? null : otherwise(counterfactual),
      })),
  );
}

const MOST_OF_ID = 40;

function otherwise({ change, outcome }: Counterfactual): string {
  return `${change}: ${OUTCOME_NAMES[outcome].toLowerCase()}`;
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
