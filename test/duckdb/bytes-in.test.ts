import { expect, test } from "vitest";
import { bytesIn } from "../../src/duckdb/bytes-in.ts";
import { tempFolder } from "../replay/temp-folder.ts";

const folder = tempFolder();

test("the bytes of a folder are those of all its files, one after the other", async () => {
  const text = async () => (await bytesIn(folder.path)).toString();
  expect(await text()).toBe("");
  folder.write("b", "b\n");
  expect(await text()).toBe("b\n");
  folder.write("a", "a\n");
  expect(await text()).toBe("a\nb\n");
});
