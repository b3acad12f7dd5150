import { parentPort } from "node:worker_threads";
import { type LinesToPack, packLines } from "./lines-to-pack.ts";

/*
 * A thread that packs lines: it is sent some, and hands over what they came to; then it waits for the next.
 */

const library = import("hyparquet-writer");

async function work(lines: LinesToPack): Promise<void> {
  const packed = packLines(await library, lines);
  parentPort?.postMessage(
    packed,
    packed.groups.map(({ conversations }) => conversations.rows.buffer),
  );
}

parentPort?.on("message", (lines: LinesToPack) => void work(lines));
