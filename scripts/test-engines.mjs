// Compares the library with engines that are too large for a development dependency: a cluster of ClickHouse servers, if they are
// installed here, and the current ClickHouse as the package chdb, which is installed into a folder of its own.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

const CHDB = "3.4.0";

const tests = [];
if (spawnSync("clickhouse-server", ["--help"], { stdio: "ignore" }).error === undefined) {
  tests.push("test/engines/clickhouse.test.ts");
} else {
  console.log("skipped a cluster of ClickHouse: it is not installed (Debian: apt-get install clickhouse-server)");
}
if (installChdb()) tests.push("test/engines/chdb.test.ts");
else console.log(`skipped the current ClickHouse: npm could not install chdb ${CHDB}`);

if (tests.length > 0) {
  const { status } = spawnSync("npx", ["vitest", "run", "--config", "vitest.engines.config.ts", ...tests], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}

/** Whether chdb is in `.tmp/chdb` now. */
function installChdb() {
  mkdirSync(".tmp/chdb", { recursive: true });
  writeFileSync(".tmp/chdb/package.json", JSON.stringify({ private: true, dependencies: { chdb: CHDB } }));
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--silent"], {
    cwd: ".tmp/chdb",
    stdio: "ignore",
    timeout: 120_000,
  });
  return status === 0;
}
