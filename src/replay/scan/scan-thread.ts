import type { Worker } from "node:worker_threads";
import { SourceError, type SourceErrorCode } from "../source-error.ts";
import { startWorker } from "../threads.ts";
import { sizeOf } from "./file-shares.ts";
import { heardLate } from "./heard-late.ts";
import { BeyondPlan, type ScanResult } from "./log-scan.ts";
import type { PackedPlanTable } from "./plan-table.ts";
import type { OnScanned, ScanTask } from "./scan-range.ts";

/** What a thread says. */
export type WorkerMessage =
  | { readonly is: "progress"; readonly bytes: number; readonly lines: number }
  | ({ readonly is: "done" } & ThreadResult)
  | Refusal;

/** Why a thread could not do its task. */
type Refusal =
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

/** A task that a thread is at. */
export interface TaskOfThread {
  /** Rejects with BeyondPlan and SourceError as the task itself would throw. */
  readonly result: Promise<ThreadResult>;
  /** Lets the thread go, which ends at once if it is not done. */
  letGo(): Promise<void>;
}

/** Gives a thread parts of logs to scan: one that rests, or a new one. */
export function startThread(program: string, task: ScanTask, onScanned: OnScanned): TaskOfThread {
  const thread = [...resting].at(-1) ?? new Thread(program);
  return { result: heardLate(thread.do(task, onScanned)), letGo: () => thread.letGo() };
}

/** How long a thread rests before it is ended: milliseconds. */
const REST = 1_000;
/** After a task of more bytes it is ended at once, which frees what it has in memory: beside such a task it is little to start another. */
const MOST_BEFORE_REST = 1 << 28;
/** Threads that are done, for whoever needs one next. */
const resting = new Set<Thread>();

/** A thread, which does one task after the other. */
class Thread {
  readonly #worker: Worker;
  #onMessage: ((message: WorkerMessage) => void) | undefined;
  /** Is told why no result will come, while one is to come. */
  #onFailure: ((reason: unknown) => void) | undefined;
  #mayRest = true;
  #rest: NodeJS.Timeout | undefined;

  constructor(program: string) {
    this.#worker = startWorker<WorkerMessage>(
      program,
      (message) => this.#onMessage?.(message),
      (reason) => {
        resting.delete(this);
        this.#onFailure?.(reason);
      },
    );
  }

  do(task: ScanTask, onScanned: OnScanned): Promise<ThreadResult> {
    resting.delete(this);
    clearTimeout(this.#rest);
    this.#mayRest = sizeOf(task.ranges) <= MOST_BEFORE_REST;
    this.#worker.ref();
    this.#worker.postMessage(task);
    return new Promise((resolve, reject) => {
      this.#onFailure = reject;
      this.#onMessage = (message) => {
        if (message.is === "progress") {
          onScanned(message.bytes, message.lines);
          return;
        }
        // Nothing of the scan is held on to while it rests.
        this.#onMessage = undefined;
        this.#onFailure = undefined;
        if (message.is === "done") resolve(message);
        else reject(errorOf(message));
      };
    });
  }

  /** Ends it if it is at work. Else it rests for a while, if it may, and does not keep the process from ending. */
  async letGo(): Promise<void> {
    const isAtWork = this.#onFailure !== undefined;
    if (isAtWork || !this.#mayRest) await this.#worker.terminate();
    else {
      resting.add(this);
      this.#worker.unref();
      this.#rest = setTimeout(() => this.#end(), REST).unref();
    }
  }

  #end(): void {
    resting.delete(this);
    void this.#worker.terminate();
  }
}

function errorOf(refusal: Refusal): Error {
  if (refusal.is === "beyond-plan") return new BeyondPlan();
  return new SourceError(refusal.code, refusal.file, refusal.problem);
}
