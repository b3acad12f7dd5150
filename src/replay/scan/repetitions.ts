import { type Anomaly, repetition } from "../anomaly.ts";
import { Identities } from "../identities.ts";
import type { OpenLog } from "../open-log.ts";
import type { IdsToSee } from "./event-ids.ts";
import { repeatedAmong } from "./repeated-hashes.ts";
import { type Gathering, type ScanLogsOptions, type ScannedLogs, scanLogs } from "./scan-logs.ts";

/**
 * What was odd in logs, with the ids that came again, as a replay finds them. Only if the hashes of some ids are equal the logs are
 * scanned once more: then the events of these ids, and no others, are read by the ordinary parser and told apart.
 *
 * @param ids how the hashes were made.
 */
export async function withRepetitions(
  logs: readonly OpenLog[],
  { anomalies, hashes }: ScannedLogs,
  { plan }: Gathering,
  ids: IdsToSee,
  options: ScanLogsOptions,
): Promise<readonly Anomaly[]> {
  const wanted = repeatedAmong(hashes);
  if (wanted.length === 0) return anomalies;
  // Nothing is seen but ids.
  const nothing = { ...options, asOf: Number.NEGATIVE_INFINITY, keepsBilling: false };
  const again = await scanLogs(logs, { plan, ids: { ...ids, wanted } }, nothing);
  const identities = new Identities();
  return again.logs.flatMap(({ name, anomalies: refused, sightings }) => {
    const repeated = sightings.flatMap(({ accountId, content, line }) => {
      const recognition = identities.recognise(accountId, content, name, line);
      return recognition === undefined ? [] : [repetition(recognition, name, line, content.id)];
    });
    return [...refused, ...repeated].sort((a, b) => placeIn(a) - placeIn(b));
  });
}

/** What is said of a file as a whole comes last. */
function placeIn({ line }: Anomaly): number {
  return line ?? Number.MAX_SAFE_INTEGER;
}
