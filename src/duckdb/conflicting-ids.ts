import { type Anomaly, repetition } from "../replay/anomaly.ts";
import { Identities } from "../replay/identities.ts";
import type { LogEvents } from "./log-events.ts";
import type { ReadingOptions } from "./read-log.ts";
import type { RepeatedEvents } from "./repeated-events.ts";
import { sightingsOf, wanted } from "./sightings.ts";

/**
 * What was odd in logs, and besides the ids that were given to several events, as a replay finds them. Events that came twice are no
 * error, and may be as many as there are events: they are not listed. Only if there are conflicts the logs are read once more, for
 * their places.
 */
export async function withConflicts(
  { logs }: LogEvents,
  { conflicting }: RepeatedEvents,
  options: ReadingOptions,
): Promise<readonly Anomaly[]> {
  if (conflicting.length === 0) return logs.flatMap(({ anomalies }) => anomalies);
  const ids = wanted(conflicting);
  const identities = new Identities();
  const all: Anomaly[] = [];
  for (const { name, log, anomalies } of logs) {
    const conflicts = (await sightingsOf(log, ids, options)).flatMap(({ accountId, content, line }) => {
      const recognition = identities.recognise(accountId, content, name, line);
      return recognition?.is === "conflicting-duplicate" ? [repetition(recognition, name, line, content.id)] : [];
    });
    all.push(...[...anomalies, ...conflicts].sort((a, b) => placeIn(a) - placeIn(b)));
  }
  return all;
}

/** What is said of a file as a whole comes last. */
function placeIn({ line }: Anomaly): number {
  return line ?? Number.MAX_SAFE_INTEGER;
}
