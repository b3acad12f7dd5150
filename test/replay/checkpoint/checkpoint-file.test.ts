import { execFileSync } from "node:child_process";
import fs, { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CheckpointContent,
  openCheckpointFile,
  writeCheckpointFile,
} from "../../../src/replay/checkpoint/checkpoint-file.ts";
import { tempFolder } from "../temp-folder.ts";
import { readWholeCheckpoint } from "./whole-checkpoint.ts";

const folder = tempFolder();
const file = folder.at("checkpoint");
const content: CheckpointContent = {
  header: { logs: ["žluťoučký.ndjson"], lastAt: 1.5 },
  arrays: [new Int32Array([1, -2, 3]), new Float64Array([Number.POSITIVE_INFINITY, 0.1]), new Int32Array(0)],
};
writeCheckpointFile(file, content);
const bytes = readFileSync(file);

function refusalOf(damaged: Uint8Array): unknown {
  const name = folder.write("damaged", damaged);
  try {
    return readWholeCheckpoint(name);
  } catch (error) {
    return error;
  }
}

const corrupt = (problem: string) =>
  expect.objectContaining({
    name: "CheckpointError",
    code: "corrupt-checkpoint",
    message: `${folder.at("damaged")}: ${problem}.`,
  });
const damage = corrupt("this checkpoint is damaged; remove it to begin anew");
/** Nobody is told to remove what may be his log. */
const noCheckpoint = corrupt("this is no checkpoint; name another file");
const MAGIC_LENGTH = "chatledger checkpoint 4\n".length;

test("what is written is read", () => {
  const array = fc.oneof(
    fc.int32Array({ maxLength: 9 }).map((list) => Int32Array.from(list)),
    fc.float64Array({ maxLength: 9 }).map((list) => Float64Array.from(list)),
  );
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.array(array, { maxLength: 5 }), (header, arrays) => {
      const written = { header: JSON.parse(JSON.stringify(header)), arrays };
      writeCheckpointFile(file, written);
      expect(readWholeCheckpoint(file)).toEqual(written);
    }),
  );
});

test("parts of longer arrays are written without what is around them", () => {
  const arrays = [new Int32Array([1, 2, 3, 4]).subarray(1, 3), new Float64Array([1, 2, 3]).subarray(0, 2)];
  writeCheckpointFile(file, { header: null, arrays });
  expect(readWholeCheckpoint(file)).toEqual({
    header: null,
    arrays: [new Int32Array([2, 3]), new Float64Array([1, 2])],
  });
});

test("arrays have memory of their own, and room in it to grow", () => {
  const arrays = [new Int32Array(1_001).fill(7), new Float64Array(1_000).fill(0.5)];
  writeCheckpointFile(file, { header: null, arrays });
  const read = readWholeCheckpoint(file)?.arrays ?? [];
  expect(read).toEqual(arrays);
  expect(new Set(read.map(({ buffer }) => buffer)).size).toBe(2);
  for (const { buffer, byteOffset, byteLength } of read) {
    expect(byteOffset).toBe(0);
    const room = Buffer.from(buffer, byteLength);
    expect(room.length).toBe(Math.floor(byteLength / 8));
    expect(room.every((byte) => byte === 0)).toBe(true);
  }
});

describe("of long arrays", () => {
  const WIDTH = 6;
  const ROWS = 20_000;
  const rows = Int32Array.from({ length: WIDTH * ROWS }, (_, i) => i);
  const long: CheckpointContent = {
    header: "long",
    arrays: [Float64Array.from({ length: 30_001 }, (_, i) => i / 2), rows, new Int32Array([1])],
  };
  const row = (number: number) => [...rows.subarray(WIDTH * number, WIDTH * (number + 1))];
  const bytesAt = (from: number, length: number) => Buffer.from(rows.buffer, 4 * from, 4 * length);
  const written = () => {
    writeCheckpointFile(file, long);
    return readFileSync(file);
  };

  test("all is read, and any rows by themselves, in whatever order", () => {
    written();
    expect(readWholeCheckpoint(file)).toEqual(long);
    const opened = openCheckpointFile(file);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: ROWS - 1 }), { maxLength: 20 }), (numbers) => {
        expect([...(opened?.rows(1, WIDTH, Int32Array.from(numbers)) ?? [])]).toEqual(numbers.flatMap(row));
      }),
    );
    opened?.close();
  });

  test("runs of an array can be read, wherever they lie and whether they touch", () => {
    written();
    const opened = openCheckpointFile(file);
    const gaps = fc.array(fc.tuple(fc.constantFrom(0, 0, 1, 5, 16_384), fc.constantFrom(0, 1, 3, 16_384)), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.nat({ max: WIDTH * 1_000 }), gaps, (first, list) => {
        const starts: number[] = [];
        let end = first;
        for (const [gap, length] of list) {
          starts.push(end + gap);
          end += gap + length;
        }
        fc.pre(end <= rows.length);
        const lengths = Int32Array.from(list, ([, length]) => length);
        const found = opened?.runs(1, starts, lengths) ?? new Int32Array(0);
        const expected = starts.flatMap((start, i) => [...rows.subarray(start, start + (lengths[i] ?? 0))]);
        expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(Int32Array.from(expected).buffer))).toBe(0);
      }),
    );
    opened?.close();
  });

  test("an array can be read in pieces of any size", () => {
    written();
    const opened = openCheckpointFile(file);
    for (const most of [1_000, 1 << 14, 1 << 16, WIDTH * ROWS, WIDTH * ROWS + 1]) {
      // In the midst of other memory, of which nothing is touched.
      const all = new Int32Array(most + 2).fill(7);
      const memory = all.subarray(1, most + 1);
      const pieces = [...(opened?.pieces(1, memory) ?? [])].map((piece) => piece.length);
      expect(pieces).toEqual([
        ...Array.from({ length: Math.ceil((WIDTH * ROWS) / most) - 1 }, () => most),
        ((WIDTH * ROWS - 1) % most) + 1,
      ]);
      let from = 0;
      for (const { buffer, byteOffset, byteLength, length } of opened?.pieces(1, memory) ?? []) {
        expect(Buffer.compare(Buffer.from(buffer, byteOffset, byteLength), bytesAt(from, length))).toBe(0);
        from += length;
      }
      expect([all[0], all.at(-1)]).toEqual([7, 7]);
      expect(from).toBe(rows.length);
    }
    opened?.close();
  });

  test("the bytes of an array are read piece by piece, any of them, once all are known to be good", () => {
    written();
    const opened = openCheckpointFile(file);
    long.arrays.forEach(({ buffer, byteOffset, byteLength }, place) => {
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      const stored = opened?.bytes(place);
      expect(stored?.size).toBe(byteLength);
      for (const [from, to] of [
        [0, byteLength],
        [1, 3],
        [byteLength - 1, byteLength],
      ] as const) {
        const copies = Array.from(stored?.pieces(from, to) ?? [], (piece) => Buffer.from(piece));
        expect(Buffer.concat(copies).equals(bytes.subarray(from, to))).toBe(true);
      }
    });
    opened?.close();
  });

  test("a byte that was changed is met by whoever reads what has it, and by nobody else", () => {
    const whole = written();
    const position = whole.indexOf(Buffer.from(rows.buffer, 0, 64)) + 4 * WIDTH * 10_000;
    const name = folder.at("damaged");
    for (const damagedAt of [position, position + 4 * WIDTH - 1]) {
      const bytes = Buffer.from(whole);
      bytes[damagedAt] = (bytes[damagedAt] ?? 0) ^ 1;
      writeFileSync(name, bytes);
      const opened = openCheckpointFile(name);
      expect(opened?.array(0)).toEqual(long.arrays[0]);
      expect(opened?.array(2)).toEqual(long.arrays[2]);
      expect([...(opened?.rows(1, WIDTH, Int32Array.of(0, 19_999)) ?? [])]).toEqual([...row(0), ...row(19_999)]);
      expect(() => opened?.rows(1, WIDTH, Int32Array.of(0, 10_000))).toThrow(damage);
      // It is no better when it is asked for again.
      expect(() => opened?.rows(1, WIDTH, Int32Array.of(10_000))).toThrow(damage);
      expect(() => opened?.array(1)).toThrow(damage);
      expect(opened?.bytes(0).size).toBe(8 * 30_001);
      expect(() => opened?.bytes(1)).toThrow(damage);
      expect(() => [...(opened?.pieces(1, new Int32Array(1_000)) ?? [])]).toThrow(damage);
      opened?.close();
    }
  });

  test("a file of any number of blocks is refused once it is cut, longer, or one of its checksums was changed", () => {
    const BLOCK = 1 << 16;
    const around = JSON.stringify({ header: "", arrays: [] }).length + MAGIC_LENGTH + 8;
    for (const size of [BLOCK - 8, BLOCK, BLOCK + 8, 2 * BLOCK, 3 * BLOCK - 8]) {
      const header = "x".repeat(size - around);
      writeCheckpointFile(file, { header, arrays: [] });
      expect(readWholeCheckpoint(file)).toEqual({ header, arrays: [] });
      const whole = readFileSync(file);
      const checksums = whole.length - size;
      expect(checksums).toBe(4 * (Math.ceil(size / BLOCK) + 1));
      for (const less of [1, 4, 8, checksums, checksums + 1]) {
        expect(refusalOf(whole.subarray(0, whole.length - less))).toEqual(damage);
      }
      for (const more of [1, 4, 8, BLOCK])
        expect(refusalOf(Buffer.concat([whole, Buffer.alloc(more)]))).toEqual(damage);
      for (let back = 1; back <= checksums; back++) {
        const changed = Buffer.from(whole);
        changed[whole.length - back] = (changed[whole.length - back] ?? 0) ^ 0x40;
        expect(refusalOf(changed)).toEqual(damage);
      }
    }
  });

  test("what another process puts in its place meanwhile makes no difference, and what becomes of the file is said", () => {
    written();
    const opened = openCheckpointFile(file);
    writeCheckpointFile(file, { header: "other", arrays: [new Int32Array(9)] });
    expect(opened?.array(1)).toEqual(rows);
    opened?.close();
    written();
    const cut = openCheckpointFile(file);
    const bytes = cut?.bytes(1);
    truncateSync(file, 1_000);
    const isDamaged = { code: "corrupt-checkpoint", file, message: expect.stringContaining("is damaged") };
    expect(() => cut?.array(1)).toThrow(expect.objectContaining(isDamaged));
    expect(() => [...(bytes?.pieces(0, 8) ?? [])]).toThrow(expect.objectContaining(isDamaged));
    cut?.close();
  });
});

test("nothing is read where there is no file", () => {
  expect(readWholeCheckpoint(folder.at("missing"))).toBeUndefined();
});

describe("refused is", () => {
  test("a file of which any byte was changed", () => {
    const version = Buffer.from("chatledger checkpoint ").length;
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (at % 2 === 0 ? 0x10 : 0x80);
      const isVersion = at === version || at === version + 1;
      const refusal = at < MAGIC_LENGTH ? noCheckpoint : damage;
      expect(refusalOf(damaged)).toEqual(isVersion ? expect.objectContaining({ code: "foreign-checkpoint" }) : refusal);
    }
  });

  test("a file that was cut anywhere, or has more at its end", () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(refusalOf(bytes.subarray(0, length))).toEqual(length < MAGIC_LENGTH ? noCheckpoint : damage);
    }
    expect(refusalOf(Buffer.concat([bytes, Buffer.alloc(8)]))).toEqual(damage);
  });

  test("a file that another version wrote", () => {
    const other = Buffer.from(String(bytes.subarray(0, 24)).replace(/ \d\n$/, " 0\n"));
    expect(refusalOf(Buffer.concat([other, bytes.subarray(24)]))).toMatchObject({
      code: "foreign-checkpoint",
      message: `${folder.at("damaged")}: another version of chatledger wrote this checkpoint; remove it to begin anew.`,
    });
  });

  test.runIf(process.platform !== "win32")("a pipe, which is not waited for", () => {
    const pipe = folder.at("pipe");
    execFileSync("mkfifo", [pipe]);
    expect(() => readWholeCheckpoint(pipe)).toThrow(expect.objectContaining({ code: "unreadable-checkpoint" }));
  });

  test("a directory", () => {
    expect(() => readWholeCheckpoint(folder.path)).toThrow(
      expect.objectContaining({ code: "unreadable-checkpoint", file: folder.path }),
    );
  });
});

describe("a checkpoint that cannot be written", () => {
  test("since the disk is full leaves the one before as it is, and nothing else", () => {
    const name = folder.write("kept", bytes);
    const { writeSync } = fs;
    fs.writeSync = () => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
    };
    syncBuiltinESMExports();
    try {
      expect(() => writeCheckpointFile(name, { header: "new", arrays: [] })).toThrow(
        expect.objectContaining({ code: "unwritable-checkpoint", message: expect.stringContaining("ENOSPC") }),
      );
    } finally {
      fs.writeSync = writeSync;
      syncBuiltinESMExports();
    }
    expect(readFileSync(name)).toEqual(bytes);
    expectNothingAside();
  });

  test("since its header would be too long a text says what to do", () => {
    const toJSON = () => {
      throw new RangeError("Invalid string length");
    };
    expect(() => writeCheckpointFile(folder.at("long"), { header: { toJSON }, arrays: [] })).toThrow(
      expect.objectContaining({
        code: "unwritable-checkpoint",
        message: expect.stringContaining("more is odd in the logs than a checkpoint can hold"),
      }),
    );
    expectNothingAside();
  });

  test("touches no other file, by whatever name", () => {
    const other = folder.write("own.tmp", "precious");
    writeCheckpointFile(folder.at("own"), content);
    expect(readFileSync(other, "utf8")).toBe("precious");
    expectNothingAside();
  });

  test("since a folder is in its place says so, and leaves nothing behind", () => {
    const name = folder.folder("taken");
    writeFileSync(`${name}/inside`, "");
    expect(() => writeCheckpointFile(name, { header: "new", arrays: [] })).toThrow(
      expect.objectContaining({ code: "unwritable-checkpoint", file: name }),
    );
    expectNothingAside();
  });
});

function expectNothingAside(): void {
  expect(readdirSync(folder.path).filter((one) => one.startsWith("."))).toEqual([]);
}
