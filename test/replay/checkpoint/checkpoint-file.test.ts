import { execFileSync } from "node:child_process";
import fs, { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CheckpointContent,
  readCheckpointFile,
  writeCheckpointFile,
} from "../../../src/replay/checkpoint/checkpoint-file.ts";
import { tempFolder } from "../temp-folder.ts";

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
    return readCheckpointFile(name);
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
const MAGIC_LENGTH = "chatledger checkpoint 3\n".length;

test("what is written is read", () => {
  const array = fc.oneof(
    fc.int32Array({ maxLength: 9 }).map((list) => Int32Array.from(list)),
    fc.float64Array({ maxLength: 9 }).map((list) => Float64Array.from(list)),
  );
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.array(array, { maxLength: 5 }), (header, arrays) => {
      const written = { header: JSON.parse(JSON.stringify(header)), arrays };
      writeCheckpointFile(file, written);
      expect(readCheckpointFile(file)).toEqual(written);
    }),
  );
});

test("parts of longer arrays are written without what is around them", () => {
  const arrays = [new Int32Array([1, 2, 3, 4]).subarray(1, 3), new Float64Array([1, 2, 3]).subarray(0, 2)];
  writeCheckpointFile(file, { header: null, arrays });
  expect(readCheckpointFile(file)).toEqual({
    header: null,
    arrays: [new Int32Array([2, 3]), new Float64Array([1, 2])],
  });
});

test("arrays have memory of their own, and room in it to grow", () => {
  const arrays = [new Int32Array(1_001).fill(7), new Float64Array(1_000).fill(0.5)];
  writeCheckpointFile(file, { header: null, arrays });
  const padded = readFileSync(file);
  // The four bytes between both arrays.
  const between = padded.indexOf(Buffer.from(new Float64Array([0.5]).buffer)) - 4;
  padded.fill(0xff, between, between + 4);
  padded.writeUInt32LE(crc32(padded.subarray(0, -4)), padded.length - 4);
  const read = readCheckpointFile(folder.write("padded", padded))?.arrays ?? [];
  expect(read).toEqual(arrays);
  expect(new Set(read.map(({ buffer }) => buffer)).size).toBe(2);
  for (const { buffer, byteOffset, byteLength } of read) {
    expect(byteOffset).toBe(0);
    const room = Buffer.from(buffer, byteLength);
    expect(room.length).toBe(Math.floor(byteLength / 8));
    expect(room.every((byte) => byte === 0)).toBe(true);
  }
});

test("nothing is read where there is no file", () => {
  expect(readCheckpointFile(folder.at("missing"))).toBeUndefined();
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
    const other = Buffer.from(String(bytes.subarray(0, 24)).replace(" 3\n", " 2\n"));
    expect(refusalOf(Buffer.concat([other, bytes.subarray(24)]))).toMatchObject({
      code: "foreign-checkpoint",
      message: `${folder.at("damaged")}: another version of chatledger wrote this checkpoint; remove it to begin anew.`,
    });
  });

  test.runIf(process.platform !== "win32")("a pipe, which is not waited for", () => {
    const pipe = folder.at("pipe");
    execFileSync("mkfifo", [pipe]);
    expect(() => readCheckpointFile(pipe)).toThrow(expect.objectContaining({ code: "unreadable-checkpoint" }));
  });

  test("a directory", () => {
    expect(() => readCheckpointFile(folder.path)).toThrow(
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
