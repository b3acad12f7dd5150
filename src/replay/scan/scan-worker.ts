import { parentPort } from "node:worker_threads";
import { isSourceError } from "../source-error.ts";
import { EventIds } from "./event-ids.ts";
import { BeyondPlan } from "./log-scan.ts";
import { arraysOf, PlanTable } from "./plan-table.ts";
import { type ScanTask, scanRanges } from "./scan-range.ts";
import type { WorkerMessage } from "./scan-thread.ts";

/*
 * A thread that scans parts of logs: it is sent a task, says how far it is, and hands over what it has; then it waits for the next.
 */

function say(message: WorkerMessage, memory: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, memory);
}

async function work(task: ScanTask): Promise<void> {
  const table = new PlanTable(task.shape);
  const ids = task.ids === undefined ? undefined : new EventIds(task.ids);
  const results = await scanRanges(task, table, ids, (bytes, lines) => say({ is: "progress", bytes, lines }));
  const { packed } = table;
  const hashes = ids?.hashes;
  const arrays = hashes === undefined ? arraysOf(packed) : [...arraysOf(packed), hashes];
  say(
    { is: "done", results, packed, hashes },
    arrays.map(({ buffer }) => buffer),
  );
}

/** Says why a task could not be done; what is not expected ends the thread, however Node is told to take promises that nobody hears of. */
function sayWhy(error: unknown): void {
  if (error instanceof BeyondPlan) say({ is: "beyond-plan" });
  else if (isSourceError(error)) {
    const { code, file, problem } = error;
    say({ is: "source-error", code, file, problem });
  } else {
    setImmediate(() => {
      throw error;
    });
  }
}

parentPort?.on("message", (task: ScanTask) => {
  work(task).catch(sayWhy);
});
