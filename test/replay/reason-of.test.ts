import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reasonOf } from "../../src/replay/reason-of.ts";

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test.each<[string, () => unknown, string]>([
  ["a file that is not there", () => readFileSync("no, such/file"), "ENOENT: no such file or directory"],
  ["a folder", () => readFileSync("."), "EISDIR: illegal operation on a directory"],
  ["a folder that is not there", () => writeFileSync("no/such/file", ""), "ENOENT: no such file or directory"],
  ["two paths", () => renameSync("no, such", "file"), "ENOENT: no such file or directory"],
])("of %s the system says what is wrong, and the path is left to the one who asked", (_, work, reason) => {
  expect(reasonOf(thrownBy(work))).toBe(reason);
});

test("any other error says what it says, and so does what is none", () => {
  expect(reasonOf(new Error("unexpected end of file, read"))).toBe("unexpected end of file, read");
  expect(reasonOf("stop")).toBe("stop");
});
