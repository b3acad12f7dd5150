/**
 * All that a rule set can ever see of a conversation.
 *
 * A rule set looks at moments only, and of those only at which are there and which stands before which. So the order of
 * the moments is the **state** of a conversation: there are finitely many, and one more event at the end leads from one to
 * the next. A search from the empty conversation therefore finds every state of every conversation, however long.
 *
 * An event that arrives late stands somewhere in the middle. The conversation without it and the one with it go through
 * the same events from there on, so a search over pairs of states finds every effect that one more event can have,
 * wherever it stands in a conversation of any length.
 *
 * The search reads the rule set for itself and shares no code with the library.
 */
import type { KindMember, Moment, RuleOptions, RuleSet } from "chatledger";
import { ALPHABET, type Letter } from "./alphabet.ts";

/** What a rule set can see of a conversation. */
export interface AbstractState {
  /** Its place in the list of all states. */
  readonly index: number;
  /** For each moment of the rule set, its rank among the places of all moments; -1 if there is none. */
  readonly order: readonly number[];
  /** A shortest conversation in this state. */
  readonly letters: readonly Letter[];
  /** The state after one more event at the end. */
  readonly next: ReadonlyMap<Letter, AbstractState>;
}

/** A conversation without and with one event, of which every event stands at its place in the order. */
export interface OneMore {
  readonly before: readonly Letter[];
  readonly letter: Letter;
  readonly after: readonly Letter[];
  /** The state without the event, and with it. */
  readonly without: AbstractState;
  readonly with: AbstractState;
}

/** All states that conversations can be in, those of the shortest conversations first. */
export function reachableStates(rules: RuleSet, options: RuleOptions = {}): readonly AbstractState[] {
  const kindsOf = new Map(ALPHABET.map((letter) => [letter, kindsOfLetter(rules, options, letter)]));
  const watches = watchesOf(rules);
  const states: State[] = [];
  const known = new Map<string, State>();
  const stateOf = (order: readonly number[], letters: () => readonly Letter[]): State => {
    const key = String(order);
    const found = known.get(key);
    if (found !== undefined) return found;
    const state = { index: states.length, order, letters: letters(), next: new Map<Letter, State>() };
    states.push(state);
    known.set(key, state);
    return state;
  };
  const initial = watches.map(() => -1);
  stateOf(initial, () => []);
  // The list grows while it is walked, which makes this a breadth-first search.
  for (const state of states) {
    for (const [letter, kinds] of kindsOf) {
      const order = orderAfter(watches, state.order, kinds);
      state.next.set(
        letter,
        stateOf(order, () => [...state.letters, letter]),
      );
    }
  }
  return states;
}

/** All pairs of states that a conversation without and with one event can be in, for every event, at every place. */
export function* oneMoreEverywhere(states: readonly AbstractState[]): Generator<OneMore> {
  const sorts = sortsOf(states);
  for (const letter of ALPHABET) {
    const seen = new Set<number>();
    const isNew = (without: AbstractState, whole: AbstractState) => {
      const size = seen.size;
      return seen.add(without.index * states.length + whole.index).size > size;
    };
    const pairs: OneMore[] = [];
    for (const state of states) {
      const whole = after(state, letter);
      if (isNew(state, whole)) pairs.push({ before: state.letters, letter, after: [], without: state, with: whole });
    }
    for (const pair of pairs) {
      yield pair;
      for (const next of sorts) {
        const [without, whole] = [after(pair.without, next), after(pair.with, next)];
        if (isNew(without, whole)) pairs.push({ ...pair, after: [...pair.after, next], without, with: whole });
      }
    }
  }
}

/** One letter of each sort; letters that lead everywhere to the same states are of one sort. */
function sortsOf(states: readonly AbstractState[]): readonly Letter[] {
  const columnOf = (letter: Letter) => states.map((state) => after(state, letter).index).join();
  const sorts = new Map<string, Letter>();
  for (const letter of ALPHABET) {
    const column = columnOf(letter);
    if (!sorts.has(column)) sorts.set(column, letter);
  }
  return [...sorts.values()];
}

/** The state after one more event at the end. */
export function after(state: AbstractState, letter: Letter): AbstractState {
  const next = state.next.get(letter);
  if (next === undefined) throw new Error(`The alphabet has no ${letter.type} like this one.`);
  return next;
}

interface State extends AbstractState {
  readonly next: Map<Letter, State>;
}

/** What a moment waits for: an event of a kind, its first or its last, once another moment is there. */
interface Watch {
  readonly kind: string;
  readonly isLast: boolean;
  /** Which moment; -1 for none. */
  readonly from: number;
}

function watchesOf({ moments }: RuleSet): readonly Watch[] {
  const names = Object.keys(moments);
  return Object.values(moments).map((moment: Moment) => {
    if ("first" in moment) return { kind: moment.first, isLast: false, from: -1 };
    if ("last" in moment) return { kind: moment.last, isLast: true, from: -1 };
    return { kind: moment.firstAtOrAfter, isLast: false, from: names.indexOf(moment.moment) };
  });
}

/** The order of the moments after one more event at the end, which is of these kinds. */
function orderAfter(
  watches: readonly Watch[],
  order: readonly number[],
  kinds: ReadonlySet<string>,
): readonly number[] {
  const end = Math.max(-1, ...order) + 1;
  const moved = [...order];
  watches.forEach(({ kind, isLast, from }, i) => {
    const isAwaited = from < 0 || (moved[from] ?? -1) >= 0;
    const isMoving = isLast || moved[i] === -1;
    if (kinds.has(kind) && isAwaited && isMoving) moved[i] = end;
  });
  return ranksOf(moved);
}

/** Places as ranks, so that only their order is left; -1 stays. */
export function ranksOf(places: readonly number[]): readonly number[] {
  const taken = [...new Set(places)].filter((place) => place >= 0).sort((a, b) => a - b);
  return places.map((place) => taken.indexOf(place));
}

function kindsOfLetter(rules: RuleSet, options: RuleOptions, letter: Letter): ReadonlySet<string> {
  const isOf = (member: KindMember): boolean => {
    if (typeof member === "string") return member === letter.type;
    const { type, having, when } = member;
    if (type !== letter.type || (having === "botId" && !letter.hasBot)) return false;
    return when === undefined || (options[when.option] ?? rules.options[when.option]?.default) === when.is;
  };
  const kinds = Object.entries(rules.kinds).filter(([, { events }]) => events.some(isOf));
  return new Set(kinds.map(([name]) => name));
}
