import { counted } from "../projections/number-text.ts";
import type { ReplayProgress } from "../replay/replay.ts";
import type { Io } from "./io.ts";
import { duration, size } from "./text.ts";

/** A progress bar on stderr; nothing where nobody looks. */
export interface Progress {
  readonly show: (progress: ReplayProgress) => void;
  readonly clear: () => void;
}

const WIDTH = 20;
const EVERY_MS = 100;
/** In less time nothing is known of the speed. */
const LEAST_MS = 500;

/** A progress bar that is redrawn ten times a second. */
export function createProgress(io: Io): Progress {
  let shownAt = 0;
  /** A run that goes on from a checkpoint has bytes that it has not read. */
  let start: Start | undefined;
  if (!io.showsProgress) return { show() {}, clear() {} };
  const { stderr } = io;
  return {
    show(progress) {
      const now = performance.now();
      start ??= { at: now, bytes: progress.bytes };
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      stderr.write(`\r${barOf(progress, start, now)}\u001b[K`);
    },
    clear() {
      if (shownAt > 0) stderr.write("\r\u001b[K");
    },
  };
}

interface Start {
  readonly at: number;
  readonly bytes: number;
}

function barOf({ bytes, totalBytes, lines }: ReplayProgress, start: Start, now: number): string {
  const perMs = now - start.at < LEAST_MS ? 0 : (bytes - start.bytes) / (now - start.at);
  const speed = perMs === 0 ? "" : `, ${size(1_000 * perMs)}/s`;
  const read = `${size(bytes)}, ${counted(lines, "line")}${speed}`;
  if (totalBytes === undefined || totalBytes === 0) return read;
  const left = perMs === 0 || bytes >= totalBytes ? "" : `, ${duration((totalBytes - bytes) / perMs)} left`;
  const done = Math.min(1, bytes / totalBytes);
  const full = Math.round(done * WIDTH);
  const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
  return `${bar} ${Math.floor(100 * done)} %  ${read}${left}`;
}
