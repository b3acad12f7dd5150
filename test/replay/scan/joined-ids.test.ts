import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { IdTable } from "../../../src/replay/scan/id-table.ts";
import { endsOf, idsAlike, joinIds } from "../../../src/replay/scan/joined-ids.ts";
import { borrowKernel, giveBackKernel } from "../../../src/replay/scan/kernel/scan-kernel.ts";
import { ENDS_BITS, ENDS_ROOM } from "../../../src/replay/scan/kernel/terms.ts";
import { LENGTH, type PackedIds, runsOfIds, SPAN, START, UUID_WORDS } from "../../../src/replay/scan/packed-ids.ts";

type OwnedId = readonly [id: string, owner: number];

const OWNERS = 3;
/** Ids that often end alike, or begin alike, and of any number of bytes. */
const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 3 }),
  fc.constantFrom("", "a", "conversation ").chain((start) => fc.nat({ max: 40 }).map((n) => `${start}${n}`)),
  fc.nat({ max: 40 }).map((n) => `${n} of many ids`),
  fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
);
const ids = (maxLength: number) => fc.array(fc.tuple(id, fc.nat({ max: OWNERS - 1 })), { maxLength });

const memory = Buffer.alloc(1 << 10);
const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);

/** What comes of it where no kernel is to be had. */
function withoutKernel<Result>(work: () => Result): Result {
  // Those that wait for whoever comes next would still be lent.
  const kernels = Array.from({ length: 4 }, borrowKernel);
  vi.stubGlobal("WebAssembly", undefined);
  try {
    expect(borrowKernel()).toBeUndefined();
    return work();
  } finally {
    vi.unstubAllGlobals();
    for (const kernel of kernels) giveBackKernel(certain(kernel));
  }
}

function numberIn(table: IdTable, [text, owner]: OwnedId): number {
  return table.numberOf(view, 0, memory.write(text), owner);
}

function tableOf(list: readonly OwnedId[]): IdTable {
  const table = new IdTable();
  for (const each of list) numberIn(table, each);
  return table;
}

function idsIn(table: IdTable): readonly (readonly [string, number])[] {
  return Array.from({ length: table.size }, (_, number) => [
    Buffer.from(table.bytesOf(number)).toString("hex"),
    table.ownerOf(number),
  ]);
}

test("a table that was loaded takes others as one does that grew, whether an id of it has been looked for or not", () => {
  const owners = fc.shuffledSubarray([0, 1, 2], { minLength: OWNERS });
  fc.assert(
    fc.property(ids(60), ids(60), ids(60), owners, fc.boolean(), (own, others, more, ownersHere, isLookedFor) => {
      const grown = tableOf(own);
      const loaded = new IdTable(structuredClone(grown.packed));
      const [first] = own;
      if (isLookedFor && first !== undefined) expect(numberIn(loaded, first)).toBe(0);
      for (const list of [others, more]) {
        const { packed } = tableOf(list);
        const numbers = grown.numbersOf(packed, Int32Array.from(ownersHere));
        expect(joinIds(loaded, packed, Int32Array.from(ownersHere))).toEqual(numbers);
        expect(idsIn(loaded)).toEqual(idsIn(grown));
      }
      const all = [...own, ...others, ...more];
      expect(all.map((each) => numberIn(loaded, each))).toEqual(all.map((each) => numberIn(grown, each)));
    }),
    { numRuns: 1_000 },
  );
});

test("no id of a table that was loaded is placed to take fewer", () => {
  const many = Array.from({ length: 3_000 }, (_, n): OwnedId => [`conversation ${n}`, n % OWNERS]);
  const loaded = new IdTable(structuredClone(tableOf(many).packed));
  const few = tableOf([...many.slice(500, 700), ["new", 0], ["conversation 1", 2]]);
  const numbers = joinIds(loaded, few.packed, Int32Array.of(0, 1, 2));
  expect([...numbers]).toEqual([...Array.from({ length: 200 }, (_, n) => n + 500), 3_000, 3_001]);
  expect(loaded.isPlaced).toBe(false);
  expect(numberIn(loaded, ["new", 0])).toBe(3_000);
  expect(numberIn(loaded, ["conversation 1", 1])).toBe(1);
});

test("others of which none has an owner here are new, and none at all change nothing", () => {
  const loaded = new IdTable(
    structuredClone(
      tableOf([
        ["a", 0],
        ["b", 0],
      ]).packed,
    ),
  );
  expect([...joinIds(loaded, new IdTable().packed, new Int32Array(0))]).toEqual([]);
  expect([...joinIds(loaded, tableOf([["a", 0]]).packed, Int32Array.of(1))]).toEqual([2]);
  expect([...joinIds(loaded, tableOf([["a", 0]]).packed, Int32Array.of(0))]).toEqual([0]);
});

test("a forged table whose ids are all equal, or none, is looked through in no time", { timeout: 5_000 }, () => {
  const size = 300_000;
  const spans = new Int32Array(SPAN * size);
  for (let number = 0; number < size; number++) {
    spans[SPAN * number + START] = 0;
    spans[SPAN * number + LENGTH] = number % 2;
  }
  const forged = () => new IdTable({ owners: new Int32Array(size), spans: spans.slice(), words: Int32Array.of(0x61) });
  const few = tableOf([
    ["a", 0],
    ["b", 0],
  ]).packed;
  expect([...joinIds(forged(), few, Int32Array.of(0))]).toEqual([1, size]);
  const placed = forged();
  expect(numberIn(placed, ["a", 0])).toBe(1);
  expect(numberIn(placed, ["b", 0])).toBe(size);
  expect([...joinIds(placed, forged().packed, Int32Array.of(0))].slice(0, 4)).toEqual([0, 1, 0, 1]);
});

test("how ids end is told in the same way for ever, since checkpoints keep it", () => {
  const list = ["e", "conversation 7", "00000000-0000-4000-8000-000000000007", "\u{1F600}".repeat(5)];
  expect([...endsOf(tableOf(list.map((id) => [id, 0])).packed)]).toEqual([
    -485650482, 851027128, 342444430, -146725941,
  ]);
});

test("of ids in pieces those are found that another table has too, and few others", () => {
  const uuid = (n: number): OwnedId => [`00000000-0000-4000-8000-${String(n).padStart(12, "0")}`, 0];
  const anyId = (n: number): OwnedId => (n % 3 === 0 ? uuid(n) : [`conversation ${n}`, n % OWNERS]);
  const endsAlike = (n: number): OwnedId => [`${String(n).padStart(12, "0")} ends alike`, 0];
  const some = fc.uniqueArray(fc.nat({ max: 400 }), { maxLength: 300, size: "max" });
  fc.assert(
    fc.property(
      some,
      some,
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(uuid, anyId, endsAlike),
      (own, others, most, idOf) => {
        const ends = endsOf(tableOf(own.map(idOf)).packed);
        const packed = tableOf([...others.map(idOf), ["of another kind", 1]]).packed;
        const endsIn = (memory: Int32Array) => piecesIn(memory.subarray(0, most), ends);
        const otherEnds = endsOf(packed);
        const alike = idsAlike(otherEnds, endsIn);
        expect(alike).toEqual(withoutKernel(() => idsAlike(otherEnds, endsIn)));
        const numbers = [...alike.numbers];
        if (idOf === endsAlike) {
          expect(numbers).toEqual(others.length === 0 ? [] : [...own.keys()]);
          if (own.length > 0 && others.length > 1) expect(alike.others).toBeUndefined();
        } else {
          const shared = own.flatMap((n, number) => (others.includes(n) ? [number] : []));
          expect(numbers).toEqual(expect.arrayContaining(shared));
          expect(numbers.length).toBeLessThan(shared.length + 3);
          for (const number of shared) {
            expect(alike.others?.[numbers.indexOf(number)]).toBe(others.indexOf(own[number] ?? -1));
          }
        }
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      },
    ),
  );
});

/** All of them in some memory, as many at a time as have room there. */
function* piecesIn(memory: Int32Array, all: Int32Array): Generator<Int32Array> {
  for (let from = 0; from < all.length; from += memory.length) {
    const some = memory.subarray(0, all.length - from);
    some.set(all.subarray(from, from + some.length));
    yield some;
  }
}

/** So many UUIDs from one on. */
function uuids(from: number, count: number): PackedIds {
  const words = new Int32Array(UUID_WORDS * count);
  for (let i = 0; i < count; i++) words.fill(Math.imul(from + i, 0x9e3779b1), UUID_WORDS * i, UUID_WORDS * (i + 1));
  return { owners: new Int32Array(count), spans: new Int32Array(0), words };
}

test.each([
  ["none", 0],
  ["a few", 10],
  ["more than are looked at at a time", ENDS_ROOM + 10],
  ["more than there are bits for", ENDS_BITS / 16 + 10],
])("of %s those are found that are there too, with a kernel and without", (_, count) => {
  const ends = endsOf(uuids(50, ENDS_ROOM + 100));
  const endsIn = (memory: Int32Array) => piecesIn(memory, ends);
  const otherEnds = endsOf(uuids(0, count));
  const shared = Math.max(0, Math.min(count - 50, ends.length));
  for (const alike of [idsAlike(otherEnds, endsIn), withoutKernel(() => idsAlike(otherEnds, endsIn))]) {
    expect(alike.numbers.length).toBe(shared);
    expect(alike.numbers.every((number, i) => number === i)).toBe(true);
    // Of so many some end alike.
    if (count > 1_000) expect(alike.others).toBeUndefined();
    else expect(alike.others?.every((other, i) => other === i + 50)).toBe(true);
  }
});

test("where some ids lie among the words of all, so that they can be moved together", () => {
  fc.assert(
    fc.property(ids(30), fc.func(fc.boolean()), (list, isSome) => {
      const all = tableOf([...list, ["no UUID", 0]]).packed;
      const numbers = Array.from({ length: all.owners.length }, (_, number) => number).filter((number) =>
        isSome(number),
      );
      const spans = Int32Array.from(numbers.flatMap((n) => [...all.spans.subarray(SPAN * n, SPAN * (n + 1))]));
      const runs = runsOfIds(spans, all.words.length);
      if (runs === undefined) throw new Error("They lie there.");
      const words = numbers.flatMap((_, i) => {
        const start = runs.starts[i] ?? 0;
        return [...all.words.subarray(start, start + (runs.lengths[i] ?? 0))];
      });
      const some = new IdTable({
        owners: Int32Array.from(numbers, (number) => all.owners[number] ?? 0),
        spans: runs.spans,
        words: Int32Array.from(words),
      });
      const known = idsIn(new IdTable(all));
      expect(idsIn(some)).toEqual(numbers.map((number) => known[number]));
      const last = all.words.length - (numbers.at(-1) === all.owners.length - 1 ? 1 : 0);
      expect(runsOfIds(spans, last) === undefined).toBe(last < all.words.length);
      const reversed = Int32Array.from(
        numbers.toReversed().flatMap((n) => [...all.spans.subarray(SPAN * n, SPAN * (n + 1))]),
      );
      if (numbers.length > 1) expect(runsOfIds(reversed, all.words.length)).toBeUndefined();
    }),
  );
});
