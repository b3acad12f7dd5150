import fc from "fast-check";
import { expect, test } from "vitest";
import { IdTable } from "../../../src/replay/scan/id-table.ts";
import { joinIds } from "../../../src/replay/scan/joined-ids.ts";
import { sizeOf, UUID } from "../../../src/replay/scan/kept-ids.ts";
import { kernelWith } from "../../../src/replay/scan/kernel/scan-kernel.ts";
import {
  NEAR_IDS,
  NEAR_LENGTHS,
  NEAR_SHIFT,
  NEAR_STRIDE,
  NEAR_UUID,
  NEAR_WORDS,
} from "../../../src/replay/scan/kernel/terms.ts";
import { areWholeIds, lengthOfId } from "../../../src/replay/scan/packed-ids.ts";
import { textOf } from "../../../src/replay/scan/text-of.ts";
import { uuidLike } from "./uuid-like.ts";

const memory = Buffer.alloc(1 << 10);
const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function numberIn(table: IdTable, id: string): number {
  return table.numberOf(view, 0, memory.write(id), 0);
}

test("ids have one number if they are equal, and are given back as they were, in a table that took another too", () => {
  fc.assert(
    fc.property(
      fc.array(uuidLike, { minLength: 1, maxLength: 30 }),
      fc.array(uuidLike, { maxLength: 30 }),
      (own, others) => {
        const table = new IdTable();
        const other = new IdTable();
        for (const id of own) numberIn(table, id);
        for (const id of others) numberIn(other, id);
        joinIds(table, other.packed, Int32Array.of(0));
        const all = [...new Set([...own, ...others])];
        expect(Array.from({ length: table.size }, (_, number) => textOf(table.bytesOf(number)))).toEqual(all);
        expect(all.map((id) => numberIn(table, id))).toEqual(all.map((_, number) => number));
      },
    ),
    { numRuns: 1_000 },
  );
});

test("where each is kept is kept only if one is no UUID, and a table that was loaded goes on as one that grew", () => {
  const uuid = fc.uuid();
  const list = fc.oneof(fc.array(uuid, { maxLength: 30 }), fc.array(fc.oneof(uuid, uuidLike), { maxLength: 30 }));
  fc.assert(
    fc.property(list, list, fc.constantFrom(0, 1, 3), (own, more, times) => {
      const grown = new IdTable();
      for (const id of own) numberIn(grown, id);
      const { packed } = grown;
      expect(packed.spans.length).toBe(own.every((id) => isUuid.test(id)) ? 0 : 2 * grown.size);
      expect(areWholeIds(packed, 1)).toBe(true);
      if (packed.spans.length === 0) {
        // A word more, and the next id would not lie where its number says.
        for (const words of [Int32Array.of(...packed.words, 0), packed.words.slice(1)]) {
          expect(areWholeIds({ ...packed, words }, 1)).toBe(words.length === packed.words.length);
        }
      }
      const loaded = new IdTable(structuredClone(packed));
      loaded.makeRoom(times);
      const numbers = more.map((id) => numberIn(grown, id));
      expect(more.map((id) => numberIn(loaded, id))).toEqual(numbers);
      expect(loaded.packed).toEqual(grown.packed);
      expect(own.map((id) => numberIn(loaded, id))).toEqual(own.map((id) => numberIn(grown, id)));
    }),
    { numRuns: 1_000 },
  );
});

test("a UUID is kept in 16 bytes, and anything else as it is", () => {
  fc.assert(
    fc.property(uuidLike, (id) => {
      const table = new IdTable();
      numberIn(table, id);
      const length = lengthOfId(table.packed.spans, 0);
      expect(length).toBe(isUuid.test(id) ? UUID : Buffer.byteLength(id));
      expect(table.packed.words.byteLength).toBe(4 * Math.ceil(sizeOf(length) / 4));
    }),
    { numRuns: 1_000 },
  );
});

test("any byte in the place of any other of a UUID is told by the table and by the kernel alike", () => {
  const kernel = kernelWith(0);
  if (kernel === undefined) throw new Error("There should be a kernel.");
  const uuid = "30313233-3435-3637-3839-616263646566";
  const ids = 64;
  kernel.set(NEAR_STRIDE, 128);
  kernel.set(NEAR_IDS, ids);
  kernel.set(NEAR_SHIFT, 31);
  for (let at = 0; at < uuid.length; at++) {
    for (let byte = 0; byte < 256; byte++) {
      memory.write(uuid, "latin1");
      memory[at] = byte;
      memory.copy(kernel.bytes, NEAR_WORDS + ids, 0, uuid.length);
      kernel.set(NEAR_WORDS + NEAR_LENGTHS, uuid.length);
      kernel.run.placeNear(1);
      kernel.run.leaveNear(0, 1);
      const table = new IdTable();
      table.numberOf(view, 0, uuid.length, 0);
      const { words } = table.packed;
      const isKept = lengthOfId(table.packed.spans, 0) === UUID;
      expect(isKept).toBe(isUuid.test(memory.toString("latin1", 0, uuid.length)));
      expect(kernel.get(NEAR_WORDS + NEAR_LENGTHS)).toBe(isKept ? NEAR_UUID : uuid.length);
      const kept = Buffer.from(words.buffer, words.byteOffset, isKept ? 16 : uuid.length);
      expect(kernel.bytes.compare(kept, 0, kept.length, NEAR_WORDS + ids, NEAR_WORDS + ids + kept.length)).toBe(0);
    }
  }
});
