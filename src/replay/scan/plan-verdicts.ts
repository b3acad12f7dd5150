import { certain } from "../../domain/certain.ts";
import { NO_ENTRY, NumberTable } from "../../domain/number-table.ts";
import { isInactiveAfter, type Judge } from "../../policies/classification/judge.ts";
import type { Plan } from "../../policies/classification/plan.ts";
import type { Outcome, RequiredMoment } from "../../policies/classification/rule-set.ts";
import type { PlannedConversation } from "../../projections/statistics/planned-statistics.ts";
import type { PlanRecords } from "./plan-records.ts";
import type { PlanTable } from "./plan-table.ts";
import { textOf } from "./text-of.ts";

/** What the rules make of the conversations of a table: one at a time, the one that was asked for last. */
export class PlanVerdicts implements PlannedConversation {
  readonly judge: Judge;
  readonly #table: PlanTable;
  readonly #records: PlanRecords;
  readonly #plan: Plan;
  /** Where among the extremes of the plan a moment is. */
  readonly #placeOf: Readonly<Record<string, number>>;
  /** Of each extreme how many others come before it, as the table says. */
  readonly #places: Int32Array;
  readonly #presentBits: number;
  /** How much the place of each extreme counts in the number of an arrangement, and how much it does that nothing has happened for long. */
  readonly #weights: readonly number[];
  readonly #weightOfInactive: number;
  // Few arrangements of the moments ever occur, and each always has the same claims.
  readonly #claimsOf = new NumberTable();
  readonly #canBeTold: boolean;
  #conversation = 0;
  /** The claims of the plan that hold. */
  claims = 0;

  constructor(table: PlanTable, plan: Plan, judge: Judge) {
    const { extremes, presences, rules } = plan;
    this.judge = judge;
    this.#table = table;
    this.#records = table.records;
    this.#plan = plan;
    const moments = Object.keys(rules.rules.moments);
    this.#placeOf = Object.fromEntries(extremes.map(({ moment }, i) => [certain(moments[moment]), i]));
    this.#places = new Int32Array(extremes.length);
    this.#presentBits = 2 ** presences.length - 1;
    const weightOf = (extreme: number) => (this.#presentBits + 1) * (extremes.length + 1) ** extreme;
    this.#weights = extremes.map((_, i) => weightOf(i));
    this.#weightOfInactive = weightOf(extremes.length);
    this.#canBeTold = 2 * this.#weightOfInactive <= Number.MAX_SAFE_INTEGER;
  }

  /** Judges a conversation, by number. */
  of(conversation: number): this {
    this.#conversation = conversation;
    const present = this.#records.presencesOf(conversation) & this.#presentBits;
    const isInactive = this.#plan.needsLastEvent && isInactiveAfter(this.lastAt, this.judge);
    const ofExtremes = this.#records.arrangementOf(conversation, this.#weights);
    const arrangement = (isInactive ? this.#weightOfInactive : 0) + ofExtremes + present;
    let held = this.#canBeTold ? this.#claimsOf.get(arrangement) : NO_ENTRY;
    if (held === NO_ENTRY) {
      this.#records.placesIn(conversation, this.#places);
      held = this.#judgeArrangement(this.#places, present, isInactive);
      if (this.#canBeTold) this.#claimsOf.set(arrangement, held);
    }
    this.claims = held;
    return this;
  }

  /** Judges all that the table has, in the order in which they came. */
  readonly forEach = (take: (conversation: PlannedConversation) => void): void => {
    const { size } = this.#table;
    for (let conversation = 0; conversation < size; conversation++) {
      if (this.#table.has(conversation)) take(this.of(conversation));
    }
  };

  #judgeArrangement(placeOf: ArrayLike<number>, present: number, isInactive: boolean): number {
    const { rules, extremes, presences, claims } = this.#plan;
    const places = new Array<number>(Object.keys(rules.rules.moments).length).fill(-1);
    for (const [i, extreme] of extremes.entries()) places[extreme.moment] = placeOf[i] ?? -1;
    for (const [i, presence] of presences.entries()) places[presence.moment] = ((present >> i) & 1) - 1;
    return rules.claimsAt(places, isInactive) & claims;
  }

  get outcome(): Outcome {
    return this.#plan.rules.outcome(this.claims);
  }

  /** @param moment one of those that the plan was asked for. */
  instantOf(moment: RequiredMoment): number | undefined {
    return this.#finite(this.#records.instantOf(this.#conversation, certain(this.#placeOf[moment])));
  }

  /** Known if the plan asks for the last event. */
  get lastAt(): number | undefined {
    const { needsLastEvent, extremes } = this.#plan;
    return needsLastEvent ? this.#finite(this.#records.instantOf(this.#conversation, extremes.length)) : undefined;
  }

  /** Known if the table keeps the first event. */
  get firstAt(): number | undefined {
    return this.#table.firstAtOf(this.#conversation);
  }

  get account(): number {
    return this.#table.accountOf(this.#conversation);
  }

  get conversationId(): string {
    return textOf(this.#table.conversations.bytesOf(this.#conversation));
  }

  get visitorId(): string | undefined {
    return this.#table.visitors?.textOf(this.#conversation)?.text;
  }

  get isOfBot(): boolean {
    return ((this.#records.presencesOf(this.#conversation) >> this.#plan.presences.length) & 1) === 1;
  }

  #finite(at: number): number | undefined {
    return Number.isFinite(at) ? at : undefined;
  }
}
