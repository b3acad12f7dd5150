import type { BegunConversation, ConversationId } from "../domain/conversation-state.ts";
import type { Mark } from "../domain/mark.ts";
import { compareText } from "../domain/text-order.ts";
import type { Judgement } from "../policies/classification/judge.ts";
import { OUTCOMES, type Outcome } from "../policies/classification/rule-set.ts";

/** A conversation that was drawn, and what it is judged to be. */
export interface SampledConversation {
  readonly state: BegunConversation;
  readonly outcome: Outcome;
  /** Its events that are seen, in order. */
  readonly marks: readonly Mark[];
}

interface Drawn extends SampledConversation {
  readonly lot: number;
}

/**
 * Draws a few conversations of each outcome while they come by. The lot that a conversation draws follows from its ids
 * alone: the same log gives the same sample in whatever order it came, and no outcome, time or length is preferred.
 */
export class SampleFold {
  readonly #most: number;
  readonly #byOutcome = new Map<Outcome, Drawn[]>();

  /** @param most how many of each outcome to keep. */
  constructor(most: number) {
    this.#most = most;
  }

  add(state: BegunConversation, { outcome, marks }: Pick<Judgement, "outcome" | "marks">): void {
    if (marks.length === 0) return;
    const drawn = this.#byOutcome.get(outcome) ?? [];
    this.#byOutcome.set(outcome, drawn);
    const lot = lotOf(state.of);
    const last = drawn.at(-1);
    if (drawn.length === this.#most && last !== undefined && lot > last.lot) return;
    drawn.push({ state, outcome, marks, lot });
    drawn.sort(compareLots);
    if (drawn.length > this.#most) drawn.pop();
  }

  /** What was drawn, by outcome: resolved and escalated first, those without a bot last. */
  view(): readonly SampledConversation[] {
    return OUTCOMES.toReversed()
      .flatMap((outcome) => this.#byOutcome.get(outcome) ?? [])
      .map(({ state, outcome, marks }) => ({ state, outcome, marks }));
  }
}

function compareLots(a: Drawn, b: Drawn): number {
  const account = compareText(a.state.of.accountId, b.state.of.accountId);
  return a.lot - b.lot || account || compareText(a.state.of.conversationId, b.state.of.conversationId);
}

/** 32-bit FNV-1a over the ids, then stirred as MurmurHash3 does, since ids that run differ in their last letters only. */
function lotOf({ accountId, conversationId }: ConversationId): number {
  const ids = `${accountId}\0${conversationId}`;
  let hash = 0x811c9dc5;
  for (let i = 0; i < ids.length; i++) hash = Math.imul(hash ^ ids.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
