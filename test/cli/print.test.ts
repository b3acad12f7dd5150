import fs, { closeSync, openSync, readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Writable } from "node:stream";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { inBlocks, print } from "../../src/cli/io.ts";
import { tempFolder } from "../replay/temp-folder.ts";
import { Kept } from "./in-process.ts";

const folder = tempFolder();
const { writevSync } = fs;
afterEach(() => {
  fs.writevSync = writevSync;
  syncBuiltinESMExports();
});

/** A stream into a file, as Node has it for a standard output that is one. */
class IntoFile extends Writable {
  readonly path = folder.at("printed");
  readonly fd = openSync(this.path, "w");

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    fs.writeSync(this.fd, chunk);
    done();
  }

  /** What is in the file in the end. */
  text(): string {
    closeSync(this.fd);
    return readFileSync(this.path, "utf8");
  }
}

/** Text, as text or as bytes; some of it longer than what is written at once. */
const piece = fc
  .tuple(fc.string({ unit: "grapheme", maxLength: 2 }), fc.constantFrom(0, 1, 3, 20_000, 300_000), fc.boolean())
  .map(([text, times, isText]) => (isText ? text.repeat(times) : Buffer.from(text.repeat(times))));
const pieces = fc.array(piece, { maxLength: 8 });
const textOf = (list: readonly (string | Uint8Array)[]) => list.map((each) => Buffer.from(each).toString()).join("");

test("whatever the pieces, the same text comes out of a stream and into a file, after what stood there", async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (list) => {
      const text = textOf(list);
      const stream = new Kept();
      await print(stream, list);
      expect(stream.text === text).toBe(true);
      const file = new IntoFile();
      file.write("before\n");
      await print(file, list);
      await print(file, ["after\n"]);
      expect(file.text() === `before\n${text}after\n`).toBe(true);
      expect(Buffer.concat([...inBlocks(list)]).toString() === text).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("bytes are printed before the next ones take their place", async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (list) => {
      const memory = Buffer.alloc(Math.max(0, ...list.map((each) => Buffer.byteLength(each))));
      function* reused() {
        for (const each of list) {
          if (typeof each === "string") yield each;
          else {
            memory.fill("?").set(each);
            yield memory.subarray(0, each.length);
          }
        }
      }
      const stream = new Kept();
      await print(stream, reused());
      expect(stream.text === textOf(list)).toBe(true);
      const file = new IntoFile();
      await print(file, reused());
      expect(file.text() === textOf(list)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("a file that takes less than it is given is given the rest", async () => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.double({ min: 0, max: 1, noNaN: true }), async (list, share) => {
      fs.writevSync = (file, all) => {
        const bytes = Buffer.concat(all.map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength)));
        return bytes.length === 0 ? 0 : fs.writeSync(file, bytes, 0, Math.floor(share * bytes.length));
      };
      syncBuiltinESMExports();
      const file = new IntoFile();
      await print(file, list);
      expect(file.text() === textOf(list)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("what keeps a file from being written is thrown, as by a stream", async () => {
  const file = new IntoFile();
  fs.writevSync = () => {
    throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC", syscall: "writev" });
  };
  syncBuiltinESMExports();
  await expect(print(file, ["text"])).rejects.toThrow("ENOSPC");
  expect(file.text()).toBe("");
});
