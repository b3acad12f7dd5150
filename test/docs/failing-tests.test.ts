import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

/*
 * docs/testing.md shows tests that fail, and below each, in a `text` block, what it prints. Each is run, and must print that.
 */

const page = readFileSync("docs/testing.md", "utf8");
const pairs = [...page.matchAll(/^```ts no-run\n(.*?)^```\n(?:(?!```).)*?^```text\n(.*?)^```$/gms)].map(
  ([, code = "", output = ""]) => ({ name: /test\("(.*?)"/.exec(code)?.[1] ?? "", code, output }),
);

const folder = ".tmp/failing-tests";

/** What Vitest prints of these tests, run on the source. */
function runAll(): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [i, { code }] of pairs.entries()) writeFileSync(`${folder}/example-${i}.test.ts`, code);
  const conditions = '["@chatledger/source"]';
  const config = `export default { resolve: { conditions: ${conditions} }, ssr: { resolve: { conditions: ${conditions} } } };\n`;
  writeFileSync(`${folder}/vitest.config.mjs`, config);
  const vitest = resolve("node_modules/vitest/vitest.mjs");
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, "run"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], NO_COLOR: "1" },
    encoding: "utf8",
  });
  return stdout + stderr;
}

describe("a test on docs/testing.md that fails", () => {
  test("is there", () => expect(pairs).toHaveLength(3));

  test("prints what the page says", () => {
    const output = runAll();
    for (const { name, output: shown } of pairs) {
      const said = output.split(` > ${name}\n`)[1] ?? "";
      expect(said.slice(0, shown.length)).toBe(shown);
      // What follows is the line of the test, and none of ours.
      expect(said.slice(shown.length)).toMatch(/^ ❯ example-\d\.test\.ts:/);
    }
    expect(output).toContain("Tests  3 failed (3)");
  });
});
