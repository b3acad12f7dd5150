import { parentPort, workerData } from "node:worker_threads";
import { packLines } from "./lines-to-pack.ts";
import type { ToPackWorker } from "./pack-threads.ts";
import { ColumnWriter } from "./stored-columns.ts";

/*
 * A thread that packs lines: it is sent some, and hands over what they came to; then it waits for the next, until it is told to end. What goes
 * wrong ends it.
 */

const isOver: unknown = workerData;
if (!(isOver instanceof Int32Array)) {
  throw new TypeError("Whoever starts a thread must say how it learns that all is over.");
}
const writer = new ColumnWriter(await import("hyparquet-writer"));

parentPort?.on("message", (message: ToPackWorker) => {
  if (message === "end") parentPort?.close();
  else if (Atomics.load(isOver, 0) === 0) {
    const packed = packLines(writer, message);
    parentPort?.postMessage(
      packed,
      packed.groups.map(({ conversations }) => conversations.rows.buffer),
    );
  }
});
