import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { createProgress } from "../../src/cli/progress.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { event } from "../support/events.ts";
import { atTerminal, Kept, keptIo } from "./in-process.ts";

const folder = tempFolder();
const CLEARED = "\r\u001b[K";

interface Step {
  readonly after: number;
  readonly bytes: number;
  readonly totalBytes: number | undefined;
  readonly lines: number;
}

/** What a progress bar draws as milliseconds pass. */
function drawn(...steps: readonly Step[]) {
  const io = keptIo({ isTerminal: true, showsProgress: true });
  const { show } = createProgress(io);
  for (const { after, ...step } of steps) {
    vi.advanceTimersByTime(after);
    show(step);
  }
  return io.stderr.text
    .split("\r")
    .slice(1)
    .map((drawing) => drawing.replace("\u001b[K", ""));
}

describe("the progress bar", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["performance"] });
    vi.advanceTimersByTime(1_000);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("shows the part that was read, how much that is, how fast it goes and how long it takes", () => {
    const totalBytes = 200_000_000;
    expect(
      drawn(
        { after: 0, bytes: 1_000_000, totalBytes, lines: 1 },
        { after: 499, bytes: 50_900_000, totalBytes, lines: 617_283 },
        { after: 501, bytes: 100_900_000, totalBytes, lines: 1_234_567 },
        { after: 1_000, bytes: 200_000_000, totalBytes, lines: 2_500_000 },
        { after: 1_000, bytes: 250_000_000, totalBytes, lines: 2_500_000 },
      ),
    ).toEqual([
      "░░░░░░░░░░░░░░░░░░░░ 0 %  1.0 MB, 1 line",
      "█████░░░░░░░░░░░░░░░ 25 %  50.9 MB, 617,283 lines",
      "██████████░░░░░░░░░░ 50 %  100.9 MB, 1,234,567 lines, 99.9 MB/s, 1 s left",
      "████████████████████ 100 %  200.0 MB, 2,500,000 lines, 99.5 MB/s",
      "████████████████████ 100 %  250.0 MB, 2,500,000 lines, 83.0 MB/s",
    ]);
  });

  test("of a run that goes on from a checkpoint tells the speed of what is read now", () => {
    const totalBytes = 1_000_000_000;
    const [, bar = ""] = drawn(
      { after: 0, bytes: 900_000_000, totalBytes, lines: 0 },
      { after: 1_000, bytes: 901_000_000, totalBytes, lines: 4_000 },
    );
    expect(bar).toContain("1.0 MB/s, 2 min left");
  });

  test("of a pipe shows what was read alone, since nobody knows how much there is", () => {
    const totalBytes = undefined;
    expect(
      drawn(
        { after: 0, bytes: 500_000, totalBytes, lines: 9 },
        { after: 1_000, bytes: 1_500_000, totalBytes, lines: 12 },
      ),
    ).toEqual(["500.0 kB, 9 lines", "1.5 MB, 12 lines, 1.0 MB/s"]);
  });

  test("stays within 80 columns for a hundred gigabytes", () => {
    const [, bar = ""] = drawn(
      { after: 0, bytes: 0, totalBytes: 100e9, lines: 0 },
      { after: 280_000, bytes: 91e9, totalBytes: 100e9, lines: 999_999_999 },
    );
    expect(bar).toMatch(/left$/);
    expect(bar.length).toBeLessThan(80);
  });

  test("is not redrawn before a tenth of a second has passed", () => {
    const io = keptIo({ isTerminal: true, showsProgress: true });
    const { show } = createProgress(io);
    for (let lines = 1; lines <= 3; lines++) show({ bytes: 1, totalBytes: 2, lines });
    expect(io.stderr.text.match(/\r/g)).toHaveLength(1);
  });

  test("is nowhere where nobody looks", () => {
    const io = keptIo({ isTerminal: true });
    const { show, clear } = createProgress(io);
    show({ bytes: 1, totalBytes: 2, lines: 1 });
    clear();
    expect(io.stderr.text).toBe("");
  });

  test("that was never drawn is not cleared either", () => {
    const io = keptIo({ isTerminal: true, showsProgress: true });
    createProgress(io).clear();
    expect(io.stderr.text).toBe("");
  });
});

describe("a command at a terminal", () => {
  const log = folder.write("log.ndjson", ndjson([event.DirectMessageSent({ text: "x".repeat(3_000_000) })]));

  test("draws its progress on stderr and clears it before it prints", async () => {
    const io = keptIo({ isTerminal: true, showsProgress: true });
    await atTerminal(checkCommand, [log], io);
    expect(io.stderr.text.startsWith(`\r${"█".repeat(20)} 100 %  3.0 MB, 1 line\u001b[K`)).toBe(true);
    expect(io.stderr.text.endsWith(CLEARED)).toBe(true);
    expect(io.stdout.text).toContain("1 line, 1 valid event.");
  });

  test("clears it when it is interrupted, so that the shell goes on in a line of its own", async () => {
    const interruption = new AbortController();
    let atInterruption = "";
    const stderr = new (class extends Kept {
      override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
        super._write(chunk, encoding, done);
        if (interruption.signal.aborted) return;
        interruption.abort();
        atInterruption = this.text;
      }
    })();
    const io = { ...keptIo({ isTerminal: true, showsProgress: true }), stderr };
    await checkCommand.run({ values: {}, positionals: [log], io, signal: interruption.signal });
    expect(atInterruption).toContain("100 %");
    expect(atInterruption.endsWith(CLEARED)).toBe(true);
  });
});
