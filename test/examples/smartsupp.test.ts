import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = "examples/smartsupp";
const samples = "test/importers/smartsupp/samples";

test.each([
  ["post-hook.ndjson", ["post-hook.json"]],
  ["rest.ndjson", ["rest-conversations.json", "rest-messages.json", "--account", "acme"]],
  ["webhooks.ndjson", ["webhook-bot-replied.json", "webhook-envelope.json"]],
])("%s is what the import of %j prints", (file, args) => {
  const command = ["../../dist/cli/main.js", "import", "smartsupp", ...args];
  const { status, stdout } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: readFileSync(`${folder}/${file}`, "utf8") });
});

test("the samples are the ones that the tests of the importer hold by hand", () => {
  const names = readdirSync(samples).filter((name) => name.endsWith(".json"));
  const read = (from: string) => names.map((name) => readFileSync(`${from}/${name}`, "utf8"));
  expect(names.length).toBeGreaterThan(0);
  expect(read(folder)).toEqual(read(samples));
});
