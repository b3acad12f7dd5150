import { describeValue } from "../domain/event-error.ts";
import { UsageError } from "../domain/usage-error.ts";
import type { ReplayOptions } from "./replay.ts";

/** How to read logs for one answer. */
export interface LogReadingOptions extends Pick<ReplayOptions, "strict" | "hideText" | "onProgress" | "signal"> {
  /** How many threads may read long logs, and how many archives are unpacked at once. Default: as many as are worth it. */
  readonly threads?: number | undefined;
}

/** @throws UsageError `invalid-option` if an option is there and no whole number from 1. */
export function checkCount(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return;
  throw new UsageError("invalid-option", `${name}: expected a whole number from 1, got ${describeValue(value)}.`);
}
