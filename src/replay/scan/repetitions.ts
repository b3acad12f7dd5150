import { type Anomaly, repetition } from "../anomaly.ts";
import { Identities } from "../identities.ts";
import type { OpenLog } from "../open-log.ts";
import type { IdsToSee } from "./event-ids.ts";
import type { Sighted } from "./log-scan.ts";
import { repeatedAmong } from "./repeated-hashes.ts";
import { type Gathering, type ScanLogsOptions, type ScannedLogs, scanLogs } from "./scan-logs.ts";

/** An event that came again. */
type Repeated = Pick<Sighted, "accountId" | "content">;

/** What was odd in logs, with the ids that came again. */
export interface Repetitions {
  readonly anomalies: readonly Anomaly[];
  /** The events that were the same as one before, each as often as it came again. */
  readonly repeated: readonly Repeated[];
}

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
): Promise<Repetitions> {
  const wanted = repeatedAmong(hashes);
  if (wanted.length === 0) return { anomalies, repeated: [] };
  // Nothing is seen but ids.
  const nothing = { ...options, asOf: Number.NEGATIVE_INFINITY, keepsBilling: false, great: undefined };
  const again = await scanLogs(logs, { plan, ids: { ...ids, wanted } }, nothing);
  const identities = new Identities();
  const repeated: Repeated[] = [];
  const found = again.logs.flatMap(({ name, anomalies: refused, sightings }) => {
    const repetitions = sightings.flatMap(({ accountId, content, line }) => {
      const recognition = identities.recognise(accountId, content, name, line);
      if (recognition === undefined) return [];
      if (recognition.is === "duplicate") repeated.push({ accountId, content });
      return [repetition(recognition, name, line, content.id)];
    });
    return [...refused, ...repetitions].sort((a, b) => placeIn(a) - placeIn(b));
  });
  return { anomalies: found, repeated };
}

/** What is said of a file as a whole comes last. */
function placeIn({ line }: Anomaly): number {
  return line ?? Number.MAX_SAFE_INTEGER;
}
