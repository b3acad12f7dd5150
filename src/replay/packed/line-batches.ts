import type { Anomaly } from "../anomaly.ts";
import { isBlank, lineEnd } from "../lines.ts";
import type { LinesOfLog } from "./lines-to-pack.ts";

/** So many bytes are a batch, however few lines they are: a batch is held in memory. */
const MOST_BYTES = 1 << 26;

/** Cuts logs into batches of so many lines that are not blank, whichever logs they are of, or of a line more than so many bytes. */
export class LineBatches {
  readonly #mostLines: number;
  readonly #mostBytes: number;
  #blocks: LinesOfLog[] = [];
  #lines = 0;
  #bytes = 0;
  // Of the log at which it is.
  #file = "";
  #line = 1;

  constructor(mostLines: number, mostBytes: number = MOST_BYTES) {
    this.#mostLines = mostLines;
    this.#mostBytes = mostBytes;
  }

  /** Begins a log. */
  begin(file: string): void {
    this.#file = file;
    this.#line = 1;
  }

  /** Takes a block of its lines, which are copied, and gives each batch that is full. */
  *take(block: Buffer): Generator<readonly LinesOfLog[]> {
    let [start, first] = [0, this.#line];
    for (let from = 0; from < block.length; ) {
      const end = lineEnd(block, from);
      if (!isBlank(block, from, end)) this.#lines++;
      from = Math.min(end + 1, block.length);
      this.#line++;
      if (this.#lines < this.#mostLines && this.#bytes + from - start < this.#mostBytes) continue;
      this.#add(first, block.subarray(start, from));
      [start, first] = [from, this.#line];
      yield this.end();
    }
    if (start < block.length) this.#add(first, block.subarray(start));
  }

  /** Notes why no more of the log is to come. */
  breakOff(why: Anomaly): void {
    this.#blocks.push({ file: this.#file, line: this.#line, bytes: new Uint8Array(0), broken: why });
  }

  /** The batch that is not full. */
  end(): readonly LinesOfLog[] {
    const blocks = this.#blocks;
    this.#blocks = [];
    this.#lines = 0;
    this.#bytes = 0;
    return blocks;
  }

  /** @param lines are copied to memory of their own, which can be handed to a thread. */
  #add(line: number, lines: Buffer): void {
    this.#blocks.push({ file: this.#file, line, bytes: new Uint8Array(lines), broken: undefined });
    this.#bytes += lines.length;
  }
}
