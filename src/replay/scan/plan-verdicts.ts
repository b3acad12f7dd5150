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
  const places = new Array<number>(moments.length).fill(-1);
  // Few arrangements of the moments ever occur, and each always has the same claims.
  const claimsOf = new Map<number, number>();
  const ways = extremes.length + 1;
  const canBeTold = ways ** extremes.length * 2 ** (presences.length + 1) <= Number.MAX_SAFE_INTEGER;
  for (let conversation = 0; conversation < table.size; conversation++) {
    const isInactive = needsLastEvent && isInactiveAfter({ at: table.instantOf(conversation, extremes.length) }, judge);
    let arrangement = isInactive ? 1 : 0;
    for (let i = 0; i < extremes.length; i++) {
      const place = placeOf(table, conversation, i, extremes.length);
      places[extremes[i]?.moment ?? 0] = place;
      arrangement = arrangement * ways + place + 1;
    }
    const present = table.presencesOf(conversation);
    arrangement = arrangement * 2 ** presences.length + present;
    let held = canBeTold ? claimsOf.get(arrangement) : undefined;
    if (held === undefined) {
      for (let i = 0; i < presences.length; i++) places[presences[i]?.moment ?? 0] = ((present >> i) & 1) - 1;
      held = rules.claimsAt(places, isInactive) & claims;
      if (canBeTold) claimsOf.set(arrangement, held);
    }
    take(table.accountOf(conversation), held, table.instantOf(conversation, shown));
  }
}

/** The place of an extreme in its conversation, by how many come before it; -1 if there is none. */
function placeOf(table: PlanTable, conversation: number, extreme: number, extremes: number): number {
  const at = table.instantOf(conversation, extreme);
  if (!Number.isFinite(at)) return -1;
  let place = 0;
  for (let i = 0; i < extremes; i++) {
    const other = table.instantOf(conversation, i);
    const isBefore =
      other < at || (other === at && table.orderOf(conversation, i) < table.orderOf(conversation, extreme));
    if (isBefore) place++;
  }
  return place;
}
