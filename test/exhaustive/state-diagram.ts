import { classify, foldConversation, type Outcome, type RuleSet } from "chatledger";
import { ALPHABET, type Letter } from "./alphabet.ts";
import { nameOf } from "./decision-table.ts";
import { inLayout } from "./layouts.ts";
import { code, table } from "./markdown.ts";
import { type AbstractState, oneMoreEverywhere, reachableStates } from "./reachable-states.ts";

/** Which events move a conversation from an outcome to another. */
interface Move {
  readonly from: Outcome;
  readonly to: Outcome;
  readonly letters: Set<Letter>;
}

/**
 * The outcomes of a rule set, and which event leads from one to another when it happens now: a diagram for mermaid.
 *
 * @throws Error if an event leads from one outcome now to this, now to that one, so that arrows would say too little.
 */
export function stateDiagram(rules: RuleSet): string {
  const states = reachableStates(rules);
  const outcomes = states.map(outcomeBy(rules));
  const outcomeOf = ({ index }: AbstractState) => outcomes[index] ?? "not-triggered";
  const moves = new Moves();
  const targets = new Map<string, Outcome>();
  for (const state of states) {
    for (const [letter, next] of state.next) {
      const [from, to] = [outcomeOf(state), outcomeOf(next)];
      const key = `${from} ${nameOf(letter)}`;
      if ((targets.get(key) ?? to) !== to) throw new Error(`From ${key} there are several ways.`);
      targets.set(key, to);
      moves.add(from, to, letter);
    }
  }
  const [initial] = outcomes;
  return [
    "```mermaid",
    "stateDiagram-v2",
    "    direction TB",
    ...[...new Set(outcomes)].map((outcome) => `    state "${outcome}" as ${idOf(outcome)}`),
    `    [*] --> ${idOf(initial ?? "not-triggered")}`,
    ...moves.all.map(({ from, to, letters }) => `    ${idOf(from)} --> ${idOf(to)} : ${plain(namesOf(letters))}`),
    "```",
  ].join("\n");
}

/** The moves that only an event can make which arrives late, or stands before others at their instant. */
export function lateMoves(rules: RuleSet): string {
  const states = reachableStates(rules);
  const outcomes = states.map(outcomeBy(rules));
  const outcomeOf = ({ index }: AbstractState) => outcomes[index] ?? "not-triggered";
  const now = new Moves();
  const late = new Moves();
  for (const { without, with: whole, letter, after } of oneMoreEverywhere(states)) {
    (after.length === 0 ? now : late).add(outcomeOf(without), outcomeOf(whole), letter);
  }
  const rows = late.all.flatMap(({ from, to, letters }) => {
    const only = [...letters].filter((letter) => !now.has(from, to, letter));
    return only.length === 0 ? [] : [[code(from), code(to), namesOf(only)]];
  });
  return table(["from", "to", "a late"], rows);
}

/** Moves from one outcome to another, in the order in which they were found. */
class Moves {
  readonly #moves = new Map<string, Move>();

  add(from: Outcome, to: Outcome, letter: Letter): void {
    if (from === to) return;
    const key = `${from} ${to}`;
    const move = this.#moves.get(key) ?? { from, to, letters: new Set() };
    this.#moves.set(key, move);
    move.letters.add(letter);
  }

  has(from: Outcome, to: Outcome, letter: Letter): boolean {
    return this.#moves.get(`${from} ${to}`)?.letters.has(letter) ?? false;
  }

  get all(): readonly Move[] {
    return [...this.#moves.values()];
  }
}

function outcomeBy(ruleSet: RuleSet): (state: AbstractState) => Outcome {
  return ({ letters }) => classify(foldConversation(inLayout(letters, "seconds apart")), { ruleSet }).outcome;
}

/** The types of events, in causal order. */
function typesOf(letters: readonly Letter[]): readonly string[] {
  return [...new Set(ALPHABET.filter((letter) => letters.includes(letter)).map(({ type }) => type))];
}

/** The names of events, in causal order; one name where an event may have a bot or not and both are meant. */
function namesOf(letters: Iterable<Letter>): string {
  const some = [...letters];
  return typesOf(some)
    .flatMap((type) => {
      const all = ALPHABET.filter((letter) => letter.type === type);
      const meant = some.filter((letter) => letter.type === type);
      return all.length === meant.length ? [code(type)] : meant.map(nameOf);
    })
    .join(", ");
}

/** Without the marks of code, which diagrams do not know. */
function plain(text: string): string {
  return text.replaceAll("`", "");
}

function idOf(outcome: Outcome): string {
  return outcome.replaceAll("-", "_");
}
