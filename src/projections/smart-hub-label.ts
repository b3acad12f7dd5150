import type { Verdict } from "../policies/classification/classify.ts";

/**
 * The label that the vendor's SmartHub shows on a chatbot conversation, or `null` for any other. It is the only label of
 * this kind there.
 *
 * @example smartHubLabel(classify(state)); // => "Joined by chatbot"
 */
export function smartHubLabel(verdict: Pick<Verdict, "labels">): "Joined by chatbot" | null {
  return verdict.labels.includes("joined-by-chatbot") ? "Joined by chatbot" : null;
}
