import type { Decision, Rejected } from "../domain/decider.ts";

/** A refusal that is expected, by its reason or by some of its fields, in the shape of a decision. */
export function askedRefusal(refusal: string | object): Readonly<Record<string, unknown>> {
  return { outcome: "rejected", ...(typeof refusal === "string" ? { reason: refusal } : refusal) };
}

/** What is wrong with a decision that is not the one that was asked for. */
export function verdictOn(
  decision: Decision<unknown, Rejected<string>>,
  asked: Readonly<Record<string, unknown>>,
): string {
  if (decision.outcome === "rejected") {
    const fault =
      asked["outcome"] === "rejected" ? "The command was refused for another reason" : "The command was refused";
    return `${fault}: ${decision.reason}. ${decision.message}`;
  }
  if (asked["outcome"] === "rejected") return "The command was accepted, and should have been refused.";
  return "Other events followed from the command.";
}
