import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NewFile } from "../../src/replay/new-file.ts";
import { tempFolder } from "./temp-folder.ts";

const temp = tempFolder();

function written(path: string, text: string): NewFile {
  const file = new NewFile(path);
  file.write(Buffer.from(text));
  return file;
}

test("a file takes its place when it is kept, and what stood there stays until then", () => {
  const folder = temp.folder("kept");
  const path = temp.write("kept/file", "old");
  const file = written(path, "new");
  expect(readFileSync(path, "utf8")).toBe("old");
  file.keep();
  file.discard();
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(readdirSync(folder)).toEqual(["file"]);
});

test("of a file that is discarded nothing is left", () => {
  const folder = temp.folder("discarded");
  written(join(folder, "file"), "new").discard();
  expect(readdirSync(folder)).toEqual([]);
});

test("nothing is written to what has been discarded: its descriptor may be that of another file", () => {
  const folder = temp.folder("late");
  const file = written(join(folder, "file"), "new");
  file.discard();
  const other = openSync(join(folder, "other"), "w");
  expect(() => file.write(Buffer.from("late"))).toThrow("cannot be written any more");
  closeSync(other);
  expect(readFileSync(join(folder, "other"), "utf8")).toBe("");
});

test("a link stays one, and the file that it leads to is replaced where it lies", () => {
  const [here, elsewhere] = [temp.folder("here"), temp.folder("elsewhere")];
  const file = temp.write("elsewhere/file", "old");
  const link = join(here, "link");
  symlinkSync("../elsewhere/file", link);
  written(link, "new").keep();
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readlinkSync(link)).toBe("../elsewhere/file");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect([readdirSync(here), readdirSync(elsewhere)]).toEqual([["link"], ["file"]]);
});

test("where none can be, the path that was asked for is named", () => {
  const path = temp.at("nowhere/file");
  const problem = expect.stringMatching(/^cannot be written \(ENOENT/);
  expect(() => new NewFile(path)).toThrow(expect.objectContaining({ code: "not-writable", file: path, problem }));
});
