import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { SourceError, type SourceErrorCode } from "../source-error.ts";
import { heardLate } from "./heard-late.ts";
import { BeyondPlan, type ScanResult } from "./log-scan.ts";
import type { PackedPlanTable } from "./plan-table.ts";
import type { OnScanned, ScanTask } from "./scan-range.ts";

/** What a thread says. */
export type WorkerMessage =
  | { readonly is: "progress"; readonly bytes: number; readonly lines: number }
  | ({ readonly is: "done" } & ThreadResult)
  | { readonly is: "beyond-plan" }
  | {
      readonly is: "source-error";
      readonly code: SourceErrorCode;
      readonly file: string;
      readonly problem: string;
    };

/** What a thread came to. */
export interface ThreadResult {
  readonly results: readonly ScanResult[];
  readonly packed: PackedPlanTable;
  /** The hashes of the events' ids, if they were to be gathered. */
  readonly hashes: Int32Array<ArrayBuffer> | undefined;
}

/** A thread that is at work. */
export interface ScanThread {
  readonly result: Promise<ThreadResult>;
  /** Ends it at once, done or not. */
  stop(): Promise<unknown>;
}

/**
 * The program of a thread: a file of its own in the package. There is none where this code was bundled into a program that
 * runs without the package.
 */
export function programOfThreads(): string | undefined {
  try {
    const home = dirname(createRequire(import.meta.url).resolve("chatledger/package.json"));
    return join(home, "dist/replay/scan-worker.js");
  } catch {
    return undefined;
  }
}

/** Starts a thread for parts of logs. Its result rejects with BeyondPlan and SourceError as the task itself would throw. */
export function startThread(program: string, task: ScanTask, onScanned: OnScanned): ScanThread {
  // The program needs nothing of how the process was started, and some of Node's flags are of its first program only.
  const worker = new Worker(program, { execArgv: [] });
  worker.postMessage(task);
  const result = new Promise<ThreadResult>((resolve, reject) => {
    worker.on("message", (message: WorkerMessage) => {
      switch (message.is) {
        case "progress":
          onScanned(message.bytes, message.lines);
          break;
        case "done":
          resolve(message);
          break;
        case "beyond-plan":
          reject(new BeyondPlan());
          break;
        case "source-error":
          reject(new SourceError(message.code, message.file, message.problem));
          break;
      }
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`A thread ended early, with ${code}.`)));
  });
  return { result: heardLate(result), stop: () => worker.terminate() };
}
