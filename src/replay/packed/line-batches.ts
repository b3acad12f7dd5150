import type { Anomaly } from "../anomaly.ts";
import { isBlank, lineEnd } from "../lines.ts";
import type { LinesOfLog } from "./lines-to-pack.ts";

/** Lines of a log while they are gathered. */
interface LinesSoFar extends Pick<LinesOfLog, "file" | "line"> {
  readonly pieces: Buffer[];
  broken: Anomaly | undefined;
}

/** Cuts logs into batches of so many lines that are not blank, whichever logs they are of. */
export class LineBatches {
  readonly #most: number;
  #logs: LinesSoFar[] = [];
  #count = 0;
  #file = "";
  #line = 1;

  constructor(most: number) {
    this.#most = most;
  }

  /** Begins a log. */
  begin(file: string): void {
    this.#file = file;
    this.#line = 1;
    this.#beginLines();
  }

  /** Takes a block of its lines, which are copied, and gives each batch that is full. */
  *take(block: Buffer): Generator<readonly LinesOfLog[]> {
    let start = 0;
    for (let from = 0; from < block.length; ) {
      const end = lineEnd(block, from);
      if (!isBlank(block, from, end)) this.#count++;
      from = Math.min(end + 1, block.length);
      this.#line++;
      if (this.#count < this.#most) continue;
      this.#add(block.subarray(start, from));
      start = from;
      yield this.end();
      this.#beginLines();
    }
    this.#add(block.subarray(start));
  }

  /** Notes why no more of the log is to come. */
  breakOff(why: Anomaly): void {
    const log = this.#logs.at(-1);
    if (log !== undefined) log.broken = why;
  }

  /** The batch that is not full. */
  end(): readonly LinesOfLog[] {
    const logs = this.#logs.map(({ pieces, ...log }) => ({ ...log, bytes: joined(pieces) }));
    this.#logs = [];
    this.#count = 0;
    return logs.filter(({ bytes, broken }) => bytes.length > 0 || broken !== undefined);
  }

  #beginLines(): void {
    this.#logs.push({ file: this.#file, line: this.#line, pieces: [], broken: undefined });
  }

  #add(bytes: Buffer): void {
    this.#logs.at(-1)?.pieces.push(Buffer.from(bytes));
  }
}

/** In memory of its own, which can be handed to a thread. */
function joined(pieces: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const piece of pieces) {
    bytes.set(piece, filled);
    filled += piece.length;
  }
  return bytes;
}
