/*
 * Cuts a log into parts of about one size, that begin and end where lines do: 0.ndjson, 1.ndjson and so on, and with --gzip 0.ndjson.gz.
 *
 *   node bench/cut-log.mjs LOG FOLDER PARTS [--gzip]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [log = "", folder = "", parts = "", packs] = process.argv.slice(2);
const bytes = readFileSync(log);
const ends = Array.from({ length: Number(parts) }, (_, i) => {
  return bytes.indexOf("\n", ((i + 1) * bytes.length) / Number(parts) - 1) + 1;
});
for (const [i, end] of ends.entries()) {
  const part = bytes.subarray(ends[i - 1] ?? 0, end);
  if (packs === "--gzip") writeFileSync(join(folder, `${i}.ndjson.gz`), gzipSync(part));
  else writeFileSync(join(folder, `${i}.ndjson`), part);
}
