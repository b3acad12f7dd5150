import { certain } from "../domain/certain.ts";
import type { WholePlan } from "../policies/classification/plan.ts";
import { kindOf, type RequiredMoment } from "../policies/classification/rule-set.ts";
import type { Dialect } from "./dialect.ts";
import { type Sql, sql } from "./fragment.ts";
import type { MarkedEvents } from "./marked-events.ts";
import type { MergedStates } from "./merged-states.ts";
import type { MomentNames } from "./moment-names.ts";
import type { Column } from "./select.ts";

/** Something to know of a conversation: how it is gathered from events, and how it is put together from parts. */
export interface Gathered {
  readonly name: Sql;
  readonly of: Sql;
  /** From the parts; `part` says what a column is called there. */
  merged(part: (name: Sql) => Sql): Sql;
  /** From states that were kept; not there if nothing is kept of it. */
  ofStates?(states: MergedStates): Sql;
}

/** The aggregates of a plan. Each is a minimum, a maximum or a union, so their parts can be merged. */
export function gatheredByPlan(
  dialect: Dialect,
  plan: WholePlan,
  instants: readonly RequiredMoment[],
  names: MomentNames,
  events: MarkedEvents,
): readonly Gathered[] {
  const moments = Object.entries(plan.rules.rules.moments);
  const at = events.column("occurredAt");
  const kindOfMoment = (moment: number) => events.isOf(kindOf(certain(moments[moment])[1]));
  const nameOf = (moment: number) => certain(moments[moment])[0];
  const isAsked = (moment: number) => instants.some((name) => name === nameOf(moment));
  const presence = (moment: number): Gathered => {
    const has = names.has(moment);
    return {
      name: has,
      of: dialect.some(kindOfMoment(moment)),
      merged: (part) => dialect.some(part(has)),
      ofStates: (states) => states.has(nameOf(moment)),
    };
  };
  /** Where all events of a kind stand, since the first at or after another can be any of them. */
  const list = (moment: number): Gathered => {
    const name = names.places(moment);
    return {
      name,
      of: dialect.list(events.place, kindOfMoment(moment)),
      merged: (part) => dialect.lists(part(name)),
      ofStates: (states) => states.place(nameOf(moment)),
    };
  };
  const extremes = plan.extremes.flatMap(({ moment, isFirst, from }): readonly Gathered[] => {
    if (from !== undefined) return [list(moment)];
    const extreme = isFirst ? dialect.min : dialect.max;
    const { isFound } = dialect;
    const kept = (name: Sql, value: Sql, part: "at" | "place"): Gathered => ({
      name,
      of: extreme(value, kindOfMoment(moment)),
      merged: (part) => extreme(part(name), isFound?.(part(name)) ?? part(names.has(moment))),
      ofStates: (states) => states[part](nameOf(moment)),
    });
    const place = kept(names.place(moment), events.place, "place");
    if (isFound !== undefined) return [place];
    const instant = isAsked(moment) ? [kept(names.at(moment), at, "at")] : [];
    return [presence(moment), ...instant, place];
  });
  return [...extremes, ...plan.presences.map(({ moment }) => presence(moment))];
}

/** What the extremes of a plan tell by themselves, where an extreme of nothing shows: whether there is one, and its instant. */
export function toldByExtremes(
  { isFound }: Dialect,
  { extremes }: WholePlan,
  names: MomentNames,
  events: MarkedEvents,
): readonly Column[] {
  if (isFound === undefined) return [];
  return extremes
    .filter(({ from }) => from === undefined)
    .flatMap(({ moment }): readonly Column[] => {
      const place = names.place(moment);
      return [
        [isFound(place), names.has(moment)],
        [events.instantOf(place), names.at(moment)],
      ];
    });
}

/** The instant of the last event. */
export function lastInstant(name: Sql, events: MarkedEvents): Gathered {
  return {
    name,
    of: sql`max(${events.column("occurredAt")})`,
    merged: (part) => sql`max(${part(name)})`,
    ofStates: (states) => states.lastAt(),
  };
}
