import type { ReplayProgress } from "../replay/replay.ts";
import type { Io } from "./io.ts";
import { counted } from "./text.ts";

/** A progress bar on stderr; nothing where nobody looks. */
export interface Progress {
  readonly show: (progress: ReplayProgress) => void;
  readonly clear: () => void;
}

const WIDTH = 24;
const EVERY_MS = 100;
const MEGABYTE = 1_000_000;

/** A progress bar that is redrawn ten times a second. */
export function createProgress({ showsProgress, stderr }: Io): Progress {
  let shownAt = 0;
  if (!showsProgress) return { show() {}, clear() {} };
  return {
    show(progress) {
      const now = performance.now();
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      stderr.write(`\r${barOf(progress)}\u001b[K`);
    },
    clear() {
      if (shownAt > 0) stderr.write("\r\u001b[K");
    },
  };
}

function barOf({ bytes, totalBytes, lines }: ReplayProgress): string {
  const read = `${megabytes(bytes)} MB, ${counted(lines, "line")}`;
  if (totalBytes === undefined || totalBytes === 0) return read;
  const done = Math.min(1, bytes / totalBytes);
  const full = Math.round(done * WIDTH);
  const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
  return `${bar} ${Math.floor(100 * done)} %  ${read}`;
}

/** A number of bytes for people: `12.3`, in millions. */
export function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1);
}
