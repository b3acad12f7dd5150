import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Worker } from "node:worker_threads";

/**
 * The program of a thread: a file of its own in the package. There is none where this code was bundled into a program that
 * runs without the package.
 */
export function programOfThreads(name: "scan-worker" | "pack-worker"): string | undefined {
  try {
    const home = dirname(createRequire(import.meta.url).resolve("chatledger/package.json"));
    return join(home, `dist/replay/${name}.js`);
  } catch {
    return undefined;
  }
}

/**
 * Starts a thread.
 *
 * @param onFailure is told why it says no more; also after it has been ended.
 * @param workerData what its program is given.
 */
export function startWorker<Message>(
  program: string,
  onMessage: (message: Message) => void,
  onFailure: (reason: unknown) => void,
  workerData?: unknown,
): Worker {
  // Most runs start no thread, and do without what Node loads for one.
  const load: (name: "node:worker_threads") => typeof import("node:worker_threads") = createRequire(import.meta.url);
  const threads = load("node:worker_threads");
  // The program needs nothing of how the process was started, and some of Node's flags are of its first program only.
  const worker = new threads.Worker(program, { execArgv: [], workerData });
  worker.on("message", onMessage);
  worker.on("error", onFailure);
  worker.on("exit", (code) => onFailure(new Error(`A thread ended early, with ${code}.`)));
  return worker;
}
