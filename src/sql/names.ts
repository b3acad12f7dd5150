import type { Dialect } from "./dialect.ts";
import type { Sql } from "./fragment.ts";

/**
 * A name in the query for each name of a rule set, behind a prefix that nothing else begins with. Engines that take `a` and
 * `A` for one name are given two; what tells them apart has an underscore, which the names of rule sets have not.
 */
export function namesOf(dialect: Dialect, prefix: string, names: readonly string[]): ReadonlyMap<string, Sql> {
  const taken = new Map<string, number>();
  return new Map(
    names.map((name) => {
      const times = (taken.get(name.toLowerCase()) ?? 0) + 1;
      taken.set(name.toLowerCase(), times);
      return [name, dialect.identifier(`${prefix}_${name}${times === 1 ? "" : `_${times}`}`)];
    }),
  );
}
