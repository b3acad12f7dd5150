import { certain } from "../../domain/certain.ts";
import { isInactiveAfter, type Judge } from "../../policies/classification/judge.ts";
import type { Plan } from "../../policies/classification/plan.ts";
import type { Outcome, RequiredMoment } from "../../policies/classification/rule-set.ts";
import type { PlannedConversation } from "../../projections/statistics/planned-statistics.ts";
import type { PlanTable } from "./plan-table.ts";
import { textOf } from "./text-of.ts";

/** What the rules make of the conversations of a table: one at a time, the one that was asked for last. */
export class PlanVerdicts implements PlannedConversation {
  readonly judge: Judge;
  readonly #table: PlanTable;
  readonly #plan: Plan;
  /** Where among the extremes of the plan a moment is. */
  readonly #placeOf: ReadonlyMap<string, number>;
  readonly #placing: Placing;
  // Few arrangements of the moments ever occur, and each always has the same claims.
  readonly #claimsOf = new Map<number, number>();
  readonly #canBeTold: boolean;
  #conversation = 0;
  /** The claims of the plan that hold. */
  claims = 0;

  constructor(table: PlanTable, plan: Plan, judge: Judge) {
    const { extremes, presences, rules } = plan;
    this.judge = judge;
    this.#table = table;
    this.#plan = plan;
    const moments = Object.keys(rules.rules.moments);
    this.#placeOf = new Map(extremes.map(({ moment }, i) => [certain(moments[moment]), i]));
    this.#placing = new Placing(table, extremes.length);
    const arrangements = (extremes.length + 1) ** extremes.length * 2 ** (presences.length + 1);
    this.#canBeTold = arrangements <= Number.MAX_SAFE_INTEGER;
  }

  /** Judges a conversation, by number. */
  of(conversation: number): this {
    const { extremes, presences } = this.#plan;
    this.#conversation = conversation;
    const isInactive = isInactiveAfter(this.lastAt, this.judge);
    const present = this.#table.presencesOf(conversation) & (2 ** presences.length - 1);
    const places = this.#placing.placesIn(conversation);
    let arrangement = isInactive ? 1 : 0;
    for (let i = 0; i < extremes.length; i++) arrangement = arrangement * (extremes.length + 1) + (places[i] ?? 0) + 1;
    arrangement = arrangement * 2 ** presences.length + present;
    let held = this.#canBeTold ? this.#claimsOf.get(arrangement) : undefined;
    if (held === undefined) {
      held = this.#judgeArrangement(places, present, isInactive);
      if (this.#canBeTold) this.#claimsOf.set(arrangement, held);
    }
    this.claims = held;
    return this;
  }

  /** Judges all, in the order in which they came. */
  readonly forEach = (take: (conversation: PlannedConversation) => void): void => {
    for (let conversation = 0; conversation < this.#table.size; conversation++) take(this.of(conversation));
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
    return this.#finite(this.#table.instantOf(this.#conversation, certain(this.#placeOf.get(moment))));
  }

  /** Known if the plan asks for the last event. */
  get lastAt(): number | undefined {
    const { needsLastEvent, extremes } = this.#plan;
    return needsLastEvent ? this.#finite(this.#table.instantOf(this.#conversation, extremes.length)) : undefined;
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
    return ((this.#table.presencesOf(this.#conversation) >> this.#plan.presences.length) & 1) === 1;
  }

  #finite(at: number): number | undefined {
    return Number.isFinite(at) ? at : undefined;
  }
}

/** Says of the extremes of a conversation which comes before which. */
class Placing {
  readonly #table: PlanTable;
  readonly #instants: Float64Array;
  readonly #orders: Int32Array;
  readonly #places: Int32Array;

  constructor(table: PlanTable, extremes: number) {
    this.#table = table;
    this.#instants = new Float64Array(extremes);
    this.#orders = new Int32Array(extremes);
    this.#places = new Int32Array(extremes);
  }

  /** Of each how many others come before it; -1 if there is none. Good until the next is asked for. */
  placesIn(conversation: number): Int32Array {
    const table = this.#table;
    const instants = this.#instants;
    const orders = this.#orders;
    const places = this.#places;
    for (let i = 0; i < places.length; i++) {
      const at = table.instantOf(conversation, i);
      const order = table.orderOf(conversation, i);
      instants[i] = at;
      orders[i] = order;
      let place = 0;
      for (let k = 0; k < i; k++) {
        const other = instants[k] ?? 0;
        if (other < at || (other === at && (orders[k] ?? 0) < order)) place++;
        else if (other > at || (other === at && (orders[k] ?? 0) > order)) places[k] = (places[k] ?? 0) + 1;
      }
      places[i] = place;
    }
    for (let i = 0; i < places.length; i++) if (!Number.isFinite(instants[i])) places[i] = -1;
    return places;
  }
}
