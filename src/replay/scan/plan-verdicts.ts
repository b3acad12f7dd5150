import { isInactiveAfter, type Judge } from "../../policies/classification/judge.ts";
import type { Plan } from "../../policies/classification/plan.ts";
import type { RequiredMoment } from "../../policies/classification/rule-set.ts";
import type { PlanTable } from "./plan-table.ts";

/**
 * What the rules make of the conversations of a table, in the order in which they came: calls back with the number of its
 * account, the claims of the plan that hold, and the instant of a moment, which is not finite if there is none.
 */
export function forEachVerdict(
  table: PlanTable,
  { rules, extremes, presences, needsLastEvent, claims }: Plan,
  judge: Judge,
  moment: RequiredMoment,
  take: (account: number, claims: number, at: number) => void,
): void {
  const moments = Object.keys(rules.rules.moments);
  const shown = extremes.findIndex((extreme) => moments[extreme.moment] === moment);
  const placing = new Placing(table, extremes.length);
  // Few arrangements of the moments ever occur, and each always has the same claims.
  const claimsOf = new Map<number, number>();
  const ways = extremes.length + 1;
  const canBeTold = ways ** extremes.length * 2 ** (presences.length + 1) <= Number.MAX_SAFE_INTEGER;

  function judgeArrangement(placeOf: ArrayLike<number>, present: number, isInactive: boolean): number {
    const places = new Array<number>(moments.length).fill(-1);
    for (const [i, extreme] of extremes.entries()) places[extreme.moment] = placeOf[i] ?? -1;
    for (const [i, presence] of presences.entries()) places[presence.moment] = ((present >> i) & 1) - 1;
    return rules.claimsAt(places, isInactive) & claims;
  }

  for (let conversation = 0; conversation < table.size; conversation++) {
    const isInactive = needsLastEvent && isInactiveAfter({ at: table.instantOf(conversation, extremes.length) }, judge);
    const present = table.presencesOf(conversation);
    const places = placing.placesIn(conversation);
    let arrangement = isInactive ? 1 : 0;
    for (let i = 0; i < extremes.length; i++) arrangement = arrangement * ways + (places[i] ?? 0) + 1;
    arrangement = arrangement * 2 ** presences.length + present;
    let held = canBeTold ? claimsOf.get(arrangement) : undefined;
    if (held === undefined) {
      held = judgeArrangement(places, present, isInactive);
      if (canBeTold) claimsOf.set(arrangement, held);
    }
    take(table.accountOf(conversation), held, table.instantOf(conversation, shown));
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
