import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { createProgress } from "../../src/cli/progress.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { event } from "../support/events.ts";
import { atTerminal, Kept, keptIo } from "./in-process.ts";

const folder = tempFolder();
const REDRAW_MS = 100;
const CLEARED = "\r\u001b[K";

/** What a progress bar draws, each time the clock has moved on enough. */
async function drawn(...steps: readonly { bytes: number; totalBytes: number | undefined; lines: number }[]) {
  const io = keptIo({ isTerminal: true, showsProgress: true });
  const { show } = createProgress(io);
  for (const step of steps) {
    await setTimeout(REDRAW_MS + 10);
    show(step);
  }
  return io.stderr.text
    .split("\r")
    .slice(1)
    .map((drawing) => drawing.replace("\u001b[K", ""));
}

describe("the progress bar", () => {
  test("shows the part that was read, the megabytes and the lines", async () => {
    const totalBytes = 200_000_000;
    expect(
      await drawn(
        { bytes: 1_000_000, totalBytes, lines: 1 },
        { bytes: 100_900_000, totalBytes, lines: 1_234_567 },
        { bytes: 200_000_000, totalBytes, lines: 2_500_000 },
        { bytes: 250_000_000, totalBytes, lines: 2_500_000 },
      ),
    ).toEqual([
      "░░░░░░░░░░░░░░░░░░░░░░░░ 0 %  1.0 MB, 1 line",
      "████████████░░░░░░░░░░░░ 50 %  100.9 MB, 1,234,567 lines",
      "████████████████████████ 100 %  200.0 MB, 2,500,000 lines",
      "████████████████████████ 100 %  250.0 MB, 2,500,000 lines",
    ]);
  });

  test("of a pipe shows what was read alone, since nobody knows how much there is", async () => {
    expect(await drawn({ bytes: 1_500_000, totalBytes: undefined, lines: 9 })).toEqual(["1.5 MB, 9 lines"]);
  });

  test("stays within 80 columns for a hundred gigabytes", async () => {
    const [bar = ""] = await drawn({ bytes: 99e9, totalBytes: 100e9, lines: 999_999_999 });
    expect(bar.length).toBeLessThan(80);
  });

  test("is not redrawn before a tenth of a second has passed", async () => {
    const io = keptIo({ isTerminal: true, showsProgress: true });
    const { show } = createProgress(io);
    await setTimeout(REDRAW_MS + 10);
    for (let lines = 1; lines <= 3; lines++) show({ bytes: 1, totalBytes: 2, lines });
    expect(io.stderr.text.match(/\r/g)).toHaveLength(1);
  });

  test("is nowhere where nobody looks", async () => {
    const io = keptIo({ isTerminal: true });
    const { show, clear } = createProgress(io);
    await setTimeout(REDRAW_MS + 10);
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
    expect(io.stderr.text.startsWith(`\r${"█".repeat(24)} 100 %  3.0 MB, 1 line\u001b[K`)).toBe(true);
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
