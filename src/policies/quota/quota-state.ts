import { type BillingFact, compareFacts } from "./billing-fact.ts";

/**
 * What a decision about a quota rests on: the set of an account's billing facts, each once and in order. A plain, frozen
 * object; like a conversation's state it keeps what happened and judges nothing, so that late events need no care.
 */
export interface QuotaState {
  /** `null` before the first event. */
  readonly accountId: string | null;
  /** The facts in order, cut into runs, so that one more copies a run and not the whole history. */
  readonly runs: readonly (readonly BillingFact[])[];
}

const LONGEST_RUN = 256;

/** The state before the first event. */
export const noQuota: QuotaState = Object.freeze({ accountId: null, runs: Object.freeze([]) });

/** All facts of a state, in order. */
export function factsIn({ runs }: QuotaState): readonly BillingFact[] {
  return runs.flat();
}

/** The state with one more fact; the same one if it is known. */
export function withFact(state: QuotaState, accountId: string, fact: BillingFact): QuotaState {
  const { runs } = state;
  const place = Math.max(
    0,
    runs.findLastIndex(([first]) => first !== undefined && compareFacts(first, fact) <= 0),
  );
  const run = runs[place] ?? [];
  const before = run.findLastIndex((known) => compareFacts(known, fact) <= 0);
  const known = run[before];
  if (known !== undefined && compareFacts(known, fact) === 0) return state;
  const longer = run.toSpliced(before + 1, 0, Object.freeze(fact));
  const parts = longer.length <= LONGEST_RUN ? [longer] : halvesOf(longer, before + 1);
  return Object.freeze({
    accountId,
    runs: Object.freeze(runs.toSpliced(place, 1, ...parts.map((part) => Object.freeze(part)))),
  });
}

/** A run that is too long in two; where facts come in order the first stays full. */
function halvesOf(run: readonly BillingFact[], added: number): readonly (readonly BillingFact[])[] {
  const cut = added === run.length - 1 ? added : run.length >> 1;
  return [run.slice(0, cut), run.slice(cut)];
}
