import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { logStatistics, replay } from "chatledger/replay";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { ndjson, tempFolder } from "../temp-folder.ts";

/*
 * Parquet as DuckDB writes it.
 */

const folder = tempFolder();
const uuid = (number: number) => `0f8fad5b-d9cb-469f-a165-${number.toString(16).padStart(12, "0")}`;
const lines = readFileSync("examples/example-log.ndjson", "utf8").split("\n").slice(0, 400);
/** With ids that DuckDB knows as such, a few of which come twice. */
const events = lines.map((line, i) => ({ ...JSON.parse(line), id: uuid(i % 395) }));
const log = folder.write("log.ndjson", ndjson(events));
const instance = await DuckDBInstance.create();
const connection = await instance.connect();
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

/** Has DuckDB write the log, with its instants as a type, and options of how Parquet is written. */
async function written(name: string, instants: string, how: string): Promise<string> {
  const file = folder.at(name);
  const source = `read_json_auto('${log}', field_appearance_threshold = 0, sample_size = -1)`;
  const select = `SELECT * REPLACE (${instants} AS occurredAt) FROM ${source}`;
  await connection.run(`SET TimeZone = 'UTC'`);
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet, ${how})`);
  return file;
}

const AS_TEXT = "strftime(occurredAt, '%Y-%m-%dT%H:%M:%S.%gZ')";
const WITH_ZONE = "occurredAt::TIMESTAMPTZ";

describe.each(["V1", "V2"])("of version %s", (version) => {
  test.each([
    ["uncompressed", AS_TEXT],
    ["snappy", WITH_ZONE],
    ["gzip", AS_TEXT],
    ["zstd", WITH_ZONE],
    ["brotli", AS_TEXT],
    ["lz4_raw", WITH_ZONE],
  ])("packed by %s is read and scanned as the log is", async (codec, instants) => {
    const file = await written(`${codec}.parquet`, instants, `CODEC ${codec}, PARQUET_VERSION ${version}`);
    const [foreign, own] = [await replay(file), await replay(log)];
    expect([...foreign.conversations()]).toEqual([...own.conversations()]);
    expect(foreign.billing).toEqual(own.billing);
    expect(foreign.anomalies.map(({ kind, line }) => [kind, line])).toEqual(
      own.anomalies.map(({ kind, line }) => [kind, line]),
    );
    expect((await logStatistics(file)).statistics).toEqual((await logStatistics(log)).statistics);
  });

  test("of which some bytes are others is refused by name or read, and nothing else", async () => {
    for (const codec of ["uncompressed", "snappy"]) {
      const whole = readFileSync(await written("whole.parquet", AS_TEXT, `CODEC ${codec}, PARQUET_VERSION ${version}`));
      const change = fc.tuple(fc.integer({ min: 4, max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
          const changed = Buffer.from(whole);
          for (const [at, by] of changes) changed[at] = (changed[at] ?? 0) ^ by;
          const file = folder.write("changed.parquet", changed);
          const [end] = await Promise.allSettled([replay(file)]);
          if (end?.status === "rejected") expect(end.reason).toMatchObject({ name: "SourceError", file });
        }),
        { numRuns: 40 },
      );
    }
  });
});
