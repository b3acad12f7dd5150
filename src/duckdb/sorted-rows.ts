import type { Engine, EngineRow } from "./engine.ts";

/**
 * The rows of a sorted answer, some thousands at a time, when the first of them are there: then the engine has read all that it reads
 * for them, and nothing that befalls a log later can show in them.
 */
export async function sortedRows(engine: Engine, query: string): Promise<AsyncGenerator<readonly EngineRow[]>> {
  const batches = engine.batches(query);
  const first = await batches.next();
  return followedBy(first, batches);
}

async function* followedBy(
  first: IteratorResult<readonly EngineRow[], void>,
  rest: AsyncIterable<readonly EngineRow[]>,
): AsyncGenerator<readonly EngineRow[]> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
