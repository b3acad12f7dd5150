import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_ENTRY, NumberTable } from "../../src/domain/number-table.ts";

test("a table has what was last set, of small keys and of large ones", () => {
  const key = fc.oneof(fc.nat(3), fc.integer({ min: 65_530, max: 65_540 }), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat())), key, (entries, other) => {
      const table = new NumberTable();
      for (const [each, value] of entries) table.set(each, value);
      const known = new Map(entries);
      for (const each of [...known.keys(), other]) expect(table.get(each)).toBe(known.get(each) ?? NO_ENTRY);
    }),
  );
});
