import { isConversationEvent } from "../../domain/conversation-event.ts";
import type { BegunConversation, ConversationId } from "../../domain/conversation-state.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { conversationsOf, type LogInput } from "../../domain/log-input.ts";
import { type Judge, type Judgement, judgeConversation } from "../../policies/classification/judge.ts";
import { withEvent, withState } from "../known-conversation.ts";
import { createPersistentMap, type PersistentMap } from "../persistent-map.ts";
import {
  CellSums,
  type Cells,
  type Contribution,
  noCells,
  type PersistentCells,
  sameContributions,
  withContributions,
} from "./cells.ts";

/** A table of statistics: what a conversation adds to its cells, and what people see of them. */
export interface Table<View> {
  readonly judge: Judge;
  contribute(of: ConversationId, judgement: Judgement): readonly Contribution[];
  view(cells: Cells): View;
}

/** A table while conversations are added to it. */
export class TableFold<View> {
  readonly #table: Table<View>;
  readonly #sums = new CellSums();

  constructor(table: Table<View>) {
    this.#table = table;
  }

  add(of: ConversationId, judgement: Judgement): void {
    for (const contribution of this.#table.contribute(of, judgement)) this.#sums.add(contribution);
  }

  view(): View {
    return this.#table.view(this.#sums);
  }
}

/** A table over conversations, in one pass. */
export function tabulate<View>(table: Table<View>, conversations: Iterable<BegunConversation>): View {
  const fold = new TableFold(table);
  for (const state of conversations) fold.add(state.of, judgeConversation(state, table.judge));
  return fold.view();
}

/** A table over a log. */
export function tabulateLog<View>(table: Table<View>, log: LogInput): View {
  return tabulate(table, conversationsOf(log));
}

/** What an incremental projection knows: every conversation, and the cells that they add up to. Immutable. */
export interface ProjectionState {
  readonly conversations: PersistentMap<ProjectedConversation>;
  readonly cells: PersistentCells;
}

interface ProjectedConversation {
  readonly state: BegunConversation;
  readonly contributions: readonly Contribution[];
}

/**
 * Statistics kept up to date event by event. `view(fold of evolve)` equals the batch function over the same events,
 * whatever their order; `merge` joins two states over any events, overlapping or not.
 */
export interface Projection<View> {
  initialState(): ProjectionState;
  /** A new state; the same one if the event changes nothing. Events of billing change nothing. */
  evolve(state: ProjectionState, event: LedgerEvent): ProjectionState;
  merge(a: ProjectionState, b: ProjectionState): ProjectionState;
  view(state: ProjectionState): View;
}

const nothing: ProjectionState = {
  conversations: /* @__PURE__ */ createPersistentMap<ProjectedConversation>(),
  cells: noCells,
};

/** A table as an incremental projection. */
export function projectionOf<View>(table: Table<View>): Projection<View> {
  /** Puts a conversation in place of what was known of it: its old contributions leave as the new ones come. */
  function replace(projection: ProjectionState, state: BegunConversation): ProjectionState {
    const key = keyOf(state.of);
    const known = projection.conversations.get(key);
    if (known?.state === state) return projection;
    const before = known?.contributions ?? [];
    const contributions = table.contribute(state.of, judgeConversation(state, table.judge));
    const cells = sameContributions(before, contributions)
      ? projection.cells
      : withContributions(withContributions(projection.cells, before, -1), contributions, 1);
    return { conversations: projection.conversations.with(key, { state, contributions }), cells };
  }

  return {
    initialState: () => nothing,
    evolve(projection, event) {
      if (!isConversationEvent(event)) return projection;
      return replace(projection, withEvent(projection.conversations.get(keyOf(event))?.state, event));
    },
    merge(a, b) {
      const [large, small] = a.conversations.size >= b.conversations.size ? [a, b] : [b, a];
      let merged = large;
      for (const { state } of small.conversations.values()) {
        merged = replace(merged, withState(merged.conversations.get(keyOf(state.of))?.state, state));
      }
      return merged;
    },
    view: (projection) => table.view(projection.cells),
  };
}

/** Ids hold no U+0000, so it can part them. */
function keyOf({ accountId, conversationId }: ConversationId): string {
  return `${accountId}\0${conversationId}`;
}
