import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { compareText } from "../domain/text-order.ts";
import { SourceError, sourceErrorOf } from "../replay/source-error.ts";
import { isSystemError } from "../replay/system-error.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { print, sql } from "../sql/fragment.ts";
import type { Engine } from "./engine.ts";

/** What the files of logs are called in a folder. */
const NAMES = /\.(ndjson|jsonl|json|csv|parquet)(\.gz|\.zst)?$/i;
const WILD = /[*?[]/;

/**
 * The files that are meant: a file is itself, a folder stands for the logs in it, and a name with `*`, `**`, `?` or `[...]` that no
 * file has for the files that are called like it; both in the order of their names.
 *
 * @throws SourceError `not-found` if a folder or a name stands for none.
 */
export async function findLogs(names: readonly string[], engine: Engine): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of names) found.push(...(await filesOf(name, engine)));
  return found;
}

async function filesOf(name: string, engine: Engine): Promise<readonly string[]> {
  if (name === "-") return [name];
  try {
    return (await stat(name)).isDirectory() ? await logsIn(name) : [name];
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code !== "ENOENT" || !WILD.test(name)) throw sourceErrorOf(error, name);
    return filesLike(name, engine);
  }
}

async function logsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const logs = entries.filter((entry) => !entry.isDirectory() && NAMES.test(entry.name)).map((entry) => entry.name);
  if (logs.length > 0) return logs.sort(compareText).map((log) => join(folder, log));
  throw new SourceError(
    "not-found",
    folder,
    "in this folder there is no .ndjson, .jsonl, .json, .csv or .parquet file.",
  );
}

async function filesLike(pattern: string, engine: Engine): Promise<readonly string[]> {
  const rows = await engine.rows(print(sql`SELECT "file" FROM glob(${duckdb.text(pattern)})`));
  if (rows.length > 0) return rows.map(({ file }) => String(file)).sort(compareText);
  throw new SourceError("not-found", pattern, "there is no file that is called like this.");
}
