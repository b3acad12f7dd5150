import { certain } from "../domain/certain.ts";
import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";
import type { Dialect } from "./dialect.ts";
import type { Sql } from "./fragment.ts";
import { namesOf } from "./names.ts";

/** What is called how of a moment, which is given by its place among those of its rule set. */
export interface MomentNames {
  /** Whether there is one. */
  has(moment: number): Sql;
  /** Its instant, where it has one. */
  at(moment: number): Sql;
  /** Its place in the total order, where it has one. */
  place(moment: number): Sql;
  /** Of one that is sought from another on: the places of all events of its kind, and those that are not too early. */
  places(moment: number): Sql;
  placesInTime(moment: number): Sql;
}

export function momentNames(dialect: Dialect, { rules }: BoundRuleSet): MomentNames {
  const moments = Object.keys(rules.moments);
  const named = (prefix: string) => {
    const names = namesOf(dialect, prefix, moments);
    return (moment: number) => certain(names.get(moments[moment] ?? ""));
  };
  return {
    has: named("has"),
    at: named("at"),
    place: named("place"),
    places: named("places"),
    placesInTime: named("in_time"),
  };
}
