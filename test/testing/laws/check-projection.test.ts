import {
  botStatisticsProjection,
  type ConversationEvent,
  type ConversationState,
  chatbotStatistics,
  chatbotStatisticsProjection,
  evolveConversation,
  initialConversation,
  type LedgerEvent,
  mergeConversations,
  quotaDashboard,
  quotaDashboardProjection,
} from "chatledger";
import * as arb from "chatledger/testing/arbitraries";
import { type CheckedProjection, checkProjection, isLawBroken, type ProjectionLaw } from "chatledger/testing/laws";
import { describe, expect, test } from "vitest";

const asOf = "2024-05-01T12:00:00.000Z";

describe("the library's own keep every law:", () => {
  test("statistics", () => {
    checkProjection(chatbotStatisticsProjection({ by: "month" }), {
      batch: (log) => chatbotStatistics(log, { by: "month" }),
      numRuns: 20,
    });
    checkProjection(botStatisticsProjection({ timeZone: "Europe/Prague" }), { numRuns: 20 });
  });

  test("the dashboard of quotas", () => {
    const options = { asOf, catalogue: arb.tinyCatalogue };
    checkProjection(quotaDashboardProjection(options), { batch: (log) => quotaDashboard(log, options), numRuns: 20 });
  });

  test("the reducer of conversations, which takes the events of one", () => {
    const reducer: CheckedProjection<ConversationState, ConversationEvent, unknown> = {
      initialState: initialConversation,
      evolve: evolveConversation,
      merge: mergeConversations,
    };
    checkProjection(reducer, { events: arb.conversation() });
  });
});

/** The ids that were met, which is right; each fault is put in its place. */
const ids = {
  initialState: (): ReadonlySet<string> => new Set(),
  evolve: (state: ReadonlySet<string>, { id }: LedgerEvent): ReadonlySet<string> => new Set([...state, id]),
  merge: (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> => new Set([...a, ...b]),
  view: (state: ReadonlySet<string>) => [...state].sort(),
};

test("a projection without a fault keeps every law, with or without a merge and a view", () => {
  checkProjection(ids, { batch: (log) => [...new Set(log.map(({ id }) => id))].sort() });
  checkProjection({ initialState: ids.initialState, evolve: ids.evolve });
});

test("a projection may be an object of a class", () => {
  class Count {
    readonly #none = 0;
    initialState() {
      return this.#none;
    }
    evolve(state: number) {
      return state + this.#none;
    }
    merge(a: number, b: number) {
      return a + b + this.#none;
    }
  }
  checkProjection(new Count(), { numRuns: 5 });
});

/** The law that a faulty projection breaks, and what the message says. */
function breach<State>(
  projection: CheckedProjection<State, LedgerEvent, unknown>,
  laws?: readonly ProjectionLaw[],
  batch?: (log: readonly LedgerEvent[]) => unknown,
): { readonly law: string; readonly message: string } {
  try {
    checkProjection(projection, { laws, batch, seed: 1 });
  } catch (error) {
    if (isLawBroken(error)) return error;
    throw error;
  }
  throw new Error("No law is broken.");
}

describe("a projection that breaks a law is caught", () => {
  const shared: string[] = [];
  let clock = 0;
  type Ids = ReadonlySet<string>;

  const faults: readonly (readonly [fault: string, ProjectionLaw, caught: () => { message: string }, says: string])[] =
    [
      [
        "a reducer that changes the state it was given",
        "immutable",
        () =>
          breach(
            {
              initialState: (): string[] => [],
              evolve: (state, { id }) => {
                state.push(id);
                return state;
              },
            },
            ["immutable"],
          ),
        "- the state before evolve",
      ],
      [
        "an initial state that all share",
        "immutable",
        () =>
          breach(
            {
              initialState: () => [...shared],
              evolve: (state, { id }) => {
                shared.push(id);
                return [...state, id];
              },
            },
            ["immutable"],
          ),
        "- the initial state",
      ],
      [
        "a merge that fills one of its states",
        "immutable",
        () =>
          breach(
            {
              initialState: () => new Set<string>(),
              evolve: (state, { id }) => new Set([...state, id]),
              merge: (a, b) => {
                for (const id of b) a.add(id);
                return a;
              },
            },
            ["immutable"],
          ),
        "- two states before merge",
      ],
      [
        "an event that is changed",
        "pure",
        () =>
          breach(
            {
              ...ids,
              evolve: (state: Ids, event) => {
                Object.assign(event, { id: "mine" });
                return state;
              },
            },
            ["pure"],
          ),
        "- the events before",
      ],
      [
        "a time of its own",
        "pure",
        () => breach({ ...ids, view: (state: Ids) => `${state.size} at ${new Date().toISOString()}` }, ["pure"]),
        "It reads new Date().",
      ],
      [
        "a count of its own",
        "pure",
        () => breach({ ...ids, view: (state: Ids) => ({ size: state.size, clock: ++clock }) }, ["pure"]),
        "- what is seen",
      ],
      [
        "the order of arrival shows",
        "order",
        () => breach({ ...ids, view: (state: Ids) => [...state] }, ["order"]),
        "  and as they arrived",
      ],
      [
        "a repeated event counts twice",
        "order",
        () => breach({ initialState: () => 0, evolve: (count: number) => count + 1 }, ["order"]),
        "+ what is seen of them as they arrived",
      ],
      [
        "a merge that adds up what both have",
        "merge",
        () =>
          breach(
            {
              initialState: () => ({ ids: [""], count: 0 }),
              evolve: (state, { id }) =>
                state.ids.includes(id) ? state : { ids: [...state.ids, id].sort(), count: state.count + 1 },
              merge: (a, b) => ({ ids: [...new Set([...a.ids, ...b.ids])].sort(), count: a.count + b.count }),
            },
            ["merge"],
          ),
        "+ what is seen of left merged with right",
      ],
      [
        "a merge that forgets the right",
        "merge",
        () => breach({ ...ids, merge: (a: Ids) => a }, ["merge"]),
        "+ what is seen of right merged with left",
      ],
    ];

  test.each(faults)("%s", (_, law, caught, says) => {
    const { message } = caught();
    expect(message).toContain(`The projection breaks the law "${law}": `);
    expect(message.split("\n")).toContain(says);
  });

  test("event by event it comes to something else than all at once", () => {
    const { law, message } = breach(ids, undefined, (log) => log.map(({ id }) => id).sort());
    expect(law).toBe("batch");
    expect(message).toContain("- all at once\n+ event by event");
  });
});
