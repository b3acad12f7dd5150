import fc from "fast-check";
import type { LedgerEvent } from "../../domain/event.ts";
import { delivered } from "../arbitraries/arrivals.ts";
import { billingEvent } from "../arbitraries/billing-event.ts";
import { ledger } from "../arbitraries/billing-history.ts";
import { conversationEvent } from "../arbitraries/conversation-event.ts";
import { differences, snapshot } from "../comparable.ts";
import { checkLaws, type Law, type LawOptions, law } from "./law.ts";
import { watchClock } from "./watch-clock.ts";

/** What a projection, or a reducer, must keep; `docs/testing.md` says each in words. */
export type ProjectionLaw = "pure" | "immutable" | "order" | "merge" | "batch";

/** A projection: a state that events go into, and what people see of it. A reducer is one without `view`. */
export interface CheckedProjection<State, Event, View> {
  readonly initialState: () => State;
  readonly evolve: (state: State, event: Event) => State;
  /** Joins two states; the law `merge` is tried if it is there. */
  readonly merge?: (a: State, b: State) => State;
  /** Default: the state itself. */
  readonly view?: (state: State) => View;
}

/** How the laws of a projection are tried. */
export interface ProjectionLawOptions<Event, View> extends LawOptions<ProjectionLaw> {
  /** The events that go in. Default: any of conversations and of billing. */
  readonly events?: fc.Arbitrary<readonly Event[]> | undefined;
  /** What must come out for a list of events; the law `batch` is tried if it is there. */
  readonly batch?: ((events: readonly Event[]) => View) | undefined;
}

/**
 * Tries a projection or a reducer on hundreds of logs. A projection that hangs on the order of arrival on purpose leaves
 * out that law: `{ laws: ["pure", "immutable"] }`.
 *
 * @throws LawBroken with the smallest log that was found to break a law; UsageError `invalid-option`.
 * @example test("our projection keeps the laws", () => checkProjection(chatbotStatisticsProjection({ by: "day" })));
 * @see docs/testing.md
 */
export function checkProjection<State, View>(
  projection: CheckedProjection<State, LedgerEvent, View>,
  options?: ProjectionLawOptions<LedgerEvent, View>,
): void;
export function checkProjection<State, Event, View>(
  projection: CheckedProjection<State, Event, View>,
  options: ProjectionLawOptions<Event, View> & { readonly events: fc.Arbitrary<readonly Event[]> },
): void;
export function checkProjection<State, View>(
  projection: CheckedProjection<State, LedgerEvent, View>,
  options: ProjectionLawOptions<LedgerEvent, View> = {},
): void {
  checkLaws("The projection", lawsOf(projection, options.events ?? anyEvents, options.batch), options, checkProjection);
}

/** Events of all types at few instants, or a few months of two accounts. */
const anyEvents: fc.Arbitrary<readonly LedgerEvent[]> = fc.oneof(
  delivered(
    fc.oneof(
      { arbitrary: conversationEvent(), weight: 2 },
      conversationEvent({ accountId: "globex", conversationId: "__proto__" }),
      billingEvent(),
    ),
    16,
  ),
  ledger({ maxLength: 8 }),
);

function lawsOf<State, Event, View>(
  projection: CheckedProjection<State, Event, View>,
  events: fc.Arbitrary<readonly Event[]>,
  batch: ((events: readonly Event[]) => View) | undefined,
): readonly Law<ProjectionLaw>[] {
  const initialState = () => projection.initialState();
  const merge = projection.merge?.bind(projection);
  const evolve = (state: State, event: Event) => projection.evolve(state, event);
  const seen = (state: State) => snapshot(projection.view === undefined ? state : projection.view(state));
  const fold = (list: readonly Event[]) => list.reduce(evolve, initialState());
  const show = (list: readonly Event[]) =>
    list.length === 0 ? ["no event"] : list.map((event) => JSON.stringify(event));

  const pure = law({
    name: "pure",
    says: "what is seen hangs on the events alone, and no event is changed.",
    values: events,
    show,
    breach(list) {
      const given = structuredClone([...list]);
      const { value, reads } = watchClock(() => seen(fold(given)));
      if (reads.length > 0) return [`It reads ${reads.join(" and ")}.`];
      const changed = differences(snapshot(list), snapshot(given), {
        minus: "the events before",
        plus: "the events after",
      });
      return (
        changed ?? differences(value, seen(fold(list)), { minus: "what is seen", plus: "what is seen of them again" })
      );
    },
  });

  const immutable = law({
    name: "immutable",
    says: "a state is never changed once it was handed out.",
    values: events,
    show,
    breach(list) {
      let state = initialState();
      const empty = seen(state);
      for (const event of list) {
        const before = seen(state);
        const next = evolve(state, event);
        const changed = differences(before, seen(state), {
          minus: "the state before evolve",
          plus: `the same state after evolve with ${JSON.stringify(event)}`,
        });
        if (changed !== undefined) return changed;
        state = next;
      }
      const first = differences(empty, seen(initialState()), {
        minus: "the initial state",
        plus: "the initial state after events went into another",
      });
      if (first !== undefined || merge === undefined) return first;
      const [a, b] = [fold(list.slice(0, list.length >> 1)), fold(list.slice(list.length >> 1))];
      const before = [seen(a), seen(b)];
      merge(a, b);
      const headings = { minus: "two states before merge", plus: "the same states after it" };
      return differences(before.join("\n"), [seen(a), seen(b)].join("\n"), headings);
    },
  });

  const order = law({
    name: "order",
    says: "the order of arrival and repetition change nothing.",
    values: fc.record({ list: events, moves: fc.array(move, { maxLength: 6 }) }),
    show: ({ list, moves }) => [...show(list), "", "and as they arrived", ...show(moved(list, moves))],
    breach: ({ list, moves }) =>
      differences(seen(fold(list)), seen(fold(moved(list, moves))), {
        minus: "what is seen of the events as they stand first",
        plus: "what is seen of them as they arrived",
      }),
  });

  const merging = (join: (a: State, b: State) => State) =>
    law({
      name: "merge",
      says: "states over parts of the events, overlapping or not, merge into the state of all.",
      values: fc.record({ list: events, parts: fc.array(fc.constantFrom<Part>("left", "right", "both"), SIXTEEN) }),
      show: ({ list, parts }) => [
        "left",
        ...show(side(list, parts, "left")),
        "right",
        ...show(side(list, parts, "right")),
      ],
      breach({ list, parts }) {
        const [left, right] = [fold(side(list, parts, "left")), fold(side(list, parts, "right"))];
        const whole = seen(fold(list));
        const against = (state: State, plus: string) =>
          differences(whole, seen(state), { minus: "what is seen of all events", plus });
        return (
          against(join(left, right), "what is seen of left merged with right") ??
          against(join(right, left), "what is seen of right merged with left") ??
          against(join(fold(list), initialState()), "what is seen of them merged with the initial state")
        );
      },
    });

  const sameAsBatch = (compute: (list: readonly Event[]) => View) =>
    law({
      name: "batch",
      says: "event by event comes to the same as all at once.",
      values: events,
      show,
      breach: (list) =>
        differences(snapshot(compute(list)), seen(fold(list)), { minus: "all at once", plus: "event by event" }),
    });

  return [
    pure,
    immutable,
    order,
    ...(merge === undefined ? [] : [merging(merge)]),
    ...(batch === undefined ? [] : [sameAsBatch(batch)]),
  ];
}

type Part = "left" | "right" | "both";

const SIXTEEN = { minLength: 16, maxLength: 16 };

/** The events that go into one of two states. */
function side<Event>(list: readonly Event[], parts: readonly Part[], name: Part): readonly Event[] {
  return list.filter((_, i) => {
    const part = parts[i % parts.length];
    return part === name || part === "both";
  });
}

/** An event that comes at another place, or comes there too. */
interface Move {
  readonly from: number;
  readonly to: number;
  readonly again: boolean;
}

const move: fc.Arbitrary<Move> = fc.record({
  from: fc.nat({ max: 40 }),
  to: fc.nat({ max: 40 }),
  again: fc.boolean(),
});

function moved<Event>(list: readonly Event[], moves: readonly Move[]): readonly Event[] {
  if (list.length === 0) return list;
  return moves.reduce<readonly Event[]>((arrived, { from, to, again }) => {
    const place = from % arrived.length;
    const rest = again ? arrived : arrived.toSpliced(place, 1);
    return rest.toSpliced(to % arrived.length, 0, ...arrived.slice(place, place + 1));
  }, list);
}
