// Installs .tmp/chatledger.tgz (see `npm run tarball`) in an empty project, and uses it there as its users do.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { consumer, tarball, test } from "./consumer.mjs";

const { version, exports } = JSON.parse(readFileSync("package.json", "utf8"));
const { home, run, remove } = consumer();

test("the tarball holds what users need, and nothing else", () => {
  const files = run("tar", ["-tf", tarball]).trim().split("\n");
  const wanted =
    /^package\/(dist\/.+\.(js|cjs|d\.ts|d\.cts)|dist\/licenses\.txt|dist\/cli\/package\.json|schemas\/.+\.json|docs\/.+\.md|(README|CHANGELOG)\.md|llms\.txt|LICENSE|package\.json)$/;
  assert.deepEqual(
    files.filter((file) => !wanted.test(file)),
    [],
  );
  const targets = JSON.stringify(exports).match(/\.\/(?:dist|schemas)\/[^"]+/g) ?? [];
  const needed = [
    ...targets.map((target) => target.slice(2)),
    "dist/cli/main.js",
    "dist/cli/package.json",
    "dist/program.cjs",
    "dist/replay/pack-worker.js",
    "dist/replay/scan-worker.js",
    "dist/licenses.txt",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
  ];
  assert.deepEqual(
    needed.filter((file) => !files.includes(`package/${file}`)),
    [],
  );
});

test("import works", () => run("node", ["import.mjs"]));
test("require works", () => run("node", ["require.cjs"]));
test("what is there for require loads, though Node takes the modules", () => {
  const targets = JSON.stringify(exports).match(/\.\/dist\/[^"]+\.cjs/g) ?? [];
  // Those register matchers, and need a runner.
  const files = targets.filter((target) => !/\/(vitest|jest)\.cjs$/.test(target));
  assert.ok(files.length > 3);
  const needsNothing = files.filter((target) => !/\/(laws|arbitraries)\//.test(target));
  run("node", ["-e", needsNothing.map((file) => `require("./node_modules/chatledger/${file}");`).join("")]);
});
test("import and require give one and the same class", () => run("node", ["one-instance.mjs"]));
test("the bin runs", () => {
  assert.equal(run(join(home, "node_modules/.bin/chatledger"), ["--version"]).trim(), version);
});

test("to load it loads no locales, which take as long as all the rest", () => {
  const watch =
    'for (const name of ["DateTimeFormat", "NumberFormat", "Collator"]) Intl[name] = function () { throw new Error(name); };';
  for (const entry of ["chatledger", "chatledger/replay", "chatledger/sql", "chatledger/importers/smartsupp"]) {
    run("node", ["--input-type=module", "-e", `${watch} await import("${entry}");`]);
  }
});

const use =
  'logStatistics("log.ndjson", {}, { threads: 2 }).then(({ statistics }) => console.log(statistics.totals.triggered))';
cpSync("examples/example-log.ndjson", join(home, "log.ndjson"));

function triggered() {
  const rows = JSON.parse(run(join(home, "node_modules/.bin/chatledger"), ["stats", "log.ndjson"]));
  return rows.reduce((/** @type {number} */ sum, /** @type {{ triggered: number }} */ row) => sum + row.triggered, 0);
}

test("the bin runs threads, and reads CSV without further packages", () => {
  const bin = join(home, "node_modules/.bin/chatledger");
  const ordinary = run(bin, ["stats", "log.ndjson"]);
  assert.equal(run(bin, ["stats", "log.ndjson", "--threads", "2"]), ordinary);
  const imported = run("node", [
    "--input-type=module",
    "-e",
    `import { logStatistics } from "chatledger/replay"; ${use}`,
  ]);
  const required = run("node", [
    "--input-type=commonjs",
    "-e",
    `const { logStatistics } = require("chatledger/replay"); ${use}`,
  ]);
  assert.deepEqual([Number(imported), Number(required)], [triggered(), triggered()]);
  writeFileSync(join(home, "log.csv"), "type,id,occurredAt,accountId\nPlanCancelled,e1,2024-05-01T10:00:00Z,acme\n");
  assert.equal(JSON.parse(run(bin, ["check", "log.csv"])).billingEvents, 1);
});

test("a service that is bundled into one file needs no package beside it", () => {
  const alone = mkdtempSync(join(tmpdir(), "chatledger-bundle-"));
  try {
    for (const format of /** @type {const} */ (["esm", "cjs"])) {
      const outfile = join(alone, `service.${format === "esm" ? "mjs" : "cjs"}`);
      const contents = `import { logStatistics } from "chatledger/replay"; ${use}`;
      const external = ["hyparquet", "hyparquet-compressors", "hyparquet-writer", "csv-parse"];
      buildSync({
        stdin: { contents, resolveDir: home },
        bundle: true,
        platform: "node",
        format,
        external,
        outfile,
        logLevel: "error",
      });
      assert.equal(Number(run("node", [outfile])), triggered());
    }
  } finally {
    rmSync(alone, { recursive: true });
  }
});

test("chatledger/testing needs no other package, and its laws say which one they need", () => {
  const use =
    'import { conversation, visit } from "chatledger/testing"; conversation(visit()).isClassifiedAs("not-triggered")';
  run("node", ["--input-type=module", "-e", use]);
  for (const entry of ["laws", "arbitraries"]) {
    for (const type of ["module", "commonjs"]) {
      const load = type === "module" ? "import" : "require";
      const args = [`--input-type=${type}`, "-e", `${load}("chatledger/testing/${entry}")`];
      assert.throws(() => run("node", args), /Cannot find (package|module) 'fast-check'/);
    }
  }
});

for (const name of ["expect", "fast-check", "vitest"]) {
  symlinkSync(resolve("node_modules", name), join(home, "node_modules", name), "dir");
}

test("the example test of docs/testing.md fails for the right reason, and passes once it is right", () => {
  const page = readFileSync("docs/testing.md", "utf8");
  const [, code = ""] = /^```ts no-run\n(.*?)^```$/ms.exec(page) ?? [];
  const [, said = ""] = /^```text\n(.*?)^```$/ms.exec(page) ?? [];
  const vitest = () => run("env", ["NO_COLOR=1", "node", "node_modules/vitest/vitest.mjs", "run"]);
  writeFileSync(join(home, "example.test.ts"), code);
  assert.throws(vitest, (/** @type {Error & { stderr: string }} */ { stderr }) => stderr.includes(said));
  writeFileSync(join(home, "example.test.ts"), code.replace("toBeResolved", "toBeEscalated"));
  assert.match(vitest(), /Tests {2}1 passed/);
});

test("laws and arbitraries can be imported and required, and the entry for Jest registers with a global expect", () => {
  run("node", [
    "-e",
    'globalThis.expect = require("expect").expect; require("./node_modules/chatledger/dist/testing/jest.cjs"); expect([]).not.toBeResolved()',
  ]);
  for (const entry of ["laws", "arbitraries"]) {
    run("node", ["-e", `require("./node_modules/chatledger/dist/testing/${entry}/index.cjs")`]);
  }
  const use = "checkRuleSet(smartsupp, { numRuns: 10 })";
  run("node", [
    "--input-type=module",
    "-e",
    `import { smartsupp } from "chatledger"; import { checkRuleSet } from "chatledger/testing/laws"; ${use}`,
  ]);
  run("node", [
    "--input-type=commonjs",
    "-e",
    `const { smartsupp } = require("chatledger"); const { checkRuleSet } = require("chatledger/testing/laws"); ${use}`,
  ]);
});

mkdirSync(join(home, "node_modules/@types"), { recursive: true });
symlinkSync(resolve("node_modules/@types/node"), join(home, "node_modules/@types/node"), "dir");
for (const project of ["types-nodenext", "types-bundler", "types-browser", "types-testing"]) {
  for (const compiler of ["tsc", "tsc6"]) {
    test(`${compiler} accepts ${project}`, () => run(resolve("node_modules/.bin", compiler), ["-p", project]));
  }
}

remove();
