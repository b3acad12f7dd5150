import type { Anomaly } from "../replay/anomaly.ts";
import type { ReplayProgress } from "../replay/replay.ts";
import type { LogSource } from "./log-source.ts";

/** How a log is read for the engine. */
export interface ReadingOptions {
  readonly hideText: boolean;
  /** Whether an error of the logs is thrown, and nothing answered. */
  readonly strict: boolean;
  readonly threads?: number | undefined;
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A log that the engine can read. */
export interface ReadLog {
  /** Its events; not there if there are none. */
  readonly source: LogSource | undefined;
  /** In the order of the lines. */
  readonly anomalies: readonly Anomaly[];
  /** Lines that were not blank. */
  readonly lines: number;
  /** Lines that held a valid event of billing. */
  readonly billingEvents: number;
  /** The first and the last instant of the valid events: epoch milliseconds; `null` without any. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Of one that is read as it lies: whether its file is another than it was when it was looked through. */
  readonly hasChanged?: () => boolean;
}
