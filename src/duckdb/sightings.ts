import { toContent } from "../domain/event-content.ts";
import type { OpenLog } from "../replay/open-log.ts";
import { parsedLines } from "../replay/parsed-lines.ts";
import { randomSeed } from "../replay/random-seed.ts";
import { EventIds, type IdsToSee } from "../replay/scan/event-ids.ts";
import { hashOfWords } from "../replay/scan/hash-set.ts";
import { isLittleEndian } from "../replay/scan/id-table.ts";
import type { Sighted } from "../replay/scan/log-scan.ts";
import { scanLogs } from "../replay/scan/scan-logs.ts";
import { BrokenArchive } from "../replay/unpack.ts";
import { anyPlan, NO_EVENTS } from "./nothing-gathered.ts";
import type { ReadingOptions } from "./read-log.ts";

/** An id of an event, within its account. */
export interface EventId {
  readonly accountId: string;
  readonly id: string;
}

/** Ids to be pointed out. */
export function wanted(ids: readonly EventId[]): Required<IdsToSee> & { readonly wanted: readonly number[] } {
  const seed = randomSeed();
  const seen = new EventIds({ seed });
  for (const id of ids) seen.seeEvent(id);
  const { hashes } = seen;
  const numbers = ids.map((_, i) => hashOfWords(hashes[2 * i] ?? 0, hashes[2 * i + 1] ?? 0));
  return { seed, wanted: numbers };
}

/** The events of a log that have these ids, and perhaps some others, in the order of the lines. */
export async function sightingsOf(log: OpenLog, ids: IdsToSee, options: ReadingOptions): Promise<readonly Sighted[]> {
  if (log.format !== "ndjson" || !isLittleEndian) return sightingsInTable(log, new EventIds(ids));
  const { hideText, signal, threads } = options;
  const how = { ...NO_EVENTS, hideText, threads, signal, packed: new Map() };
  const { logs } = await scanLogs([log], { plan: anyPlan(), ids }, how);
  return logs.flatMap(({ sightings }) => sightings);
}

async function sightingsInTable(log: OpenLog, ids: EventIds): Promise<readonly Sighted[]> {
  const sightings: Sighted[] = [];
  try {
    for await (const batch of parsedLines(log, () => {})) {
      for (const { line, parsed } of batch) {
        if (!parsed.success || !ids.seeEvent(parsed.event)) continue;
        sightings.push({ accountId: parsed.event.accountId, content: toContent(parsed.event), line });
      }
    }
  } catch (error) {
    // That it is damaged was said when it was read first.
    if (!(error instanceof BrokenArchive)) throw error;
  }
  return sightings;
}
