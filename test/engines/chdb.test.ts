import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createTableSql } from "chatledger/sql";
import { afterAll, expect, test } from "vitest";
import { type Compared, LAWS } from "../sql/engine-laws.ts";
import type { SqlEngine } from "../sql/sql-engine.ts";
import { insertSql, isQuery, quotedName, readRows } from "./clickhouse-rows.ts";
import { SETTLED_LAWS, type SettledEngine } from "./settled-laws.ts";
import { STATE_LAWS, type StatesEngine } from "./state-laws.ts";

/** The current ClickHouse within this process, as the script that runs these tests has installed it. */
interface Chdb {
  readonly Session: new (folder: string) => { query(sql: string, format: string): string };
}

const { Session }: Chdb = createRequire(resolve(".tmp/chdb/package.json"))("chdb");
const folder = mkdtempSync(join(tmpdir(), "chatledger-chdb-"));
const session = new Session(folder);
const compared: Compared = { verdicts: 0, figures: 0 };
const ofStates: Compared = { verdicts: 0, figures: 0 };
const ofSettled: Compared = { verdicts: 0, figures: 0 };

const engine: SqlEngine = {
  dialect: "clickhouse",
  async fill({ table, columns }, events) {
    session.query(`DROP TABLE IF EXISTS ${quotedName(table)} SYNC`, "TSV");
    session.query(createTableSql({ dialect: "clickhouse", table, columns }), "TSV");
    const insert = insertSql(quotedName(table), columns, events);
    if (insert !== undefined) session.query(insert, "TSV");
  },
  rows: async (sql) => readRows(session.query(sql, "JSON")),
};

session.query("CREATE DATABASE shard", "TSV");
const states: StatesEngine = {
  async create(statements) {
    for (const statement of statements) {
      const [, name = ""] = /`shard`.`(\w+)`/.exec(statement) ?? [];
      session.query(`DROP TABLE IF EXISTS shard.${name} SYNC`, "TSV");
      session.query(statement, "TSV");
    }
  },
  async insert(sql) {
    const statement = sql("shard.events");
    if (statement !== undefined) session.query(statement, "TSV");
  },
  async optimize() {
    session.query("OPTIMIZE TABLE shard.states FINAL", "TSV");
  },
  rows: engine.rows,
  asked: [{ states: ["shard", "states"] }],
};

const onOne = async (sql: string) => {
  if (isQuery(sql)) return readRows(session.query(sql, "JSON"));
  session.query(sql, "TSV");
  return [];
};
const settled: SettledEngine = {
  create: states.create,
  insert: states.insert,
  onEach: async (sql) => [await onOne(sql)],
  onOne: (_, sql) => onOne(sql),
  rows: onOne,
  servers: 1,
  asked: { settled: ["shard", "settled"] },
};

afterAll(() => {
  const version = session.query("SELECT version()", "TSV").trim();
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(
    `ClickHouse ${version} in chdb: ${compared.verdicts} verdicts and ${compared.figures} figures are equal, and of states ${ofStates.verdicts} and ${ofStates.figures}, and of settled conversations ${ofSettled.figures} figures.\n`,
  );
});

test.each(LAWS)("chdb and the library agree on %s", async (_, law, numRuns) => {
  await law(engine, numRuns, compared);
});

test.each(STATE_LAWS)("the states of chdb give the same %s", async (_, law, numRuns) => {
  await law(states, numRuns, ofStates);
});

test.each(SETTLED_LAWS)("the settled conversations of chdb give the same %s", async (_, law, numRuns) => {
  await law(settled, numRuns, ofSettled);
});

test("all that is worth something", () => {
  expect(compared.verdicts).toBeGreaterThan(1_000);
  expect(compared.figures).toBeGreaterThan(500);
  expect(ofStates.verdicts).toBeGreaterThan(250);
  expect(ofStates.figures).toBeGreaterThan(250);
  expect(ofSettled.figures).toBeGreaterThan(1_000);
});
