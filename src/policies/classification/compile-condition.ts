import { certain } from "../../domain/certain.ts";
import type { ResolvedOptions } from "./rule-options.ts";
import type { Condition } from "./rule-set.ts";

/**
 * A condition ready to be asked: of the claims that hold so far (a bit each), the places of the moments (-1 for none) and
 * whether nothing has happened for the time of inactivity.
 */
export type Test = (held: number, places: readonly number[], isInactive: boolean) => boolean;

/** What the names in a condition stand for. */
export interface Names {
  readonly options: ResolvedOptions;
  readonly bitOfClaim: ReadonlyMap<string, number>;
  readonly indexOfMoment: ReadonlyMap<string, number>;
}

/** Turns a condition into a function, so that judging a conversation looks up no names. */
export function compileCondition(condition: Condition, names: Names): Test {
  const momentOf = (name: string) => certain(names.indexOfMoment.get(name));
  if ("claim" in condition) {
    const bit = certain(names.bitOfClaim.get(condition.claim));
    return (held) => (held & bit) !== 0;
  }
  if ("exists" in condition) {
    const moment = momentOf(condition.exists);
    return (_, places) => placeAt(places, moment) >= 0;
  }
  if ("before" in condition) {
    const [a, b] = [momentOf(condition.before[0]), momentOf(condition.before[1])];
    return (_, places) => placeAt(places, a) >= 0 && placeAt(places, a) < placeAt(places, b);
  }
  if ("atOrAfter" in condition) {
    const [a, b] = [momentOf(condition.atOrAfter[0]), momentOf(condition.atOrAfter[1])];
    return (_, places) => placeAt(places, b) >= 0 && placeAt(places, a) >= placeAt(places, b);
  }
  if ("not" in condition) {
    const test = compileCondition(condition.not, names);
    return (held, places, isInactive) => !test(held, places, isInactive);
  }
  if ("all" in condition) {
    const tests = condition.all.map((part) => compileCondition(part, names));
    return (held, places, isInactive) => {
      for (const test of tests) if (!test(held, places, isInactive)) return false;
      return true;
    };
  }
  if ("any" in condition) {
    const tests = condition.any.map((part) => compileCondition(part, names));
    return (held, places, isInactive) => {
      for (const test of tests) if (test(held, places, isInactive)) return true;
      return false;
    };
  }
  if ("option" in condition) {
    const isOn = names.options.get(condition.option) === true;
    return () => isOn;
  }
  return (_, __, isInactive) => isInactive;
}

/** The place of a moment in the sequence; -1 if it has none. */
function placeAt(places: readonly number[], moment: number): number {
  return certain(places[moment]);
}
