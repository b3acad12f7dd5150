import type { Worker } from "node:worker_threads";
import { heardLate } from "../scan/heard-late.ts";
import { startWorker } from "../threads.ts";
import type { LinesToPack, PackedLines } from "./lines-to-pack.ts";

/** Threads that pack lines, side by side. Each is started when there is something for it to do. */
export class PackThreads {
  readonly #program: string;
  readonly #threads: PackThread[] = [];
  readonly count: number;
  #given = 0;

  constructor(program: string, count: number) {
    this.#program = program;
    this.count = count;
  }

  /** Packs lines, whose memory is the thread's from then on. */
  pack(lines: LinesToPack): Promise<PackedLines> {
    const place = this.#given++ % this.count;
    this.#threads[place] ??= new PackThread(this.#program);
    return heardLate(this.#threads[place].pack(lines));
  }

  /** Ends them, even if they are at work. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }
}

/** A thread, which does one task after the other. */
class PackThread {
  readonly #worker: Worker;
  readonly #tasks: { readonly resolve: (packed: PackedLines) => void; readonly reject: (reason: unknown) => void }[] =
    [];

  constructor(program: string) {
    this.#worker = startWorker<PackedLines>(
      program,
      (packed) => this.#tasks.shift()?.resolve(packed),
      (reason) => {
        for (const { reject } of this.#tasks.splice(0)) reject(reason);
      },
    );
  }

  pack(lines: LinesToPack): Promise<PackedLines> {
    this.#worker.postMessage(
      lines,
      lines.logs.map(({ bytes }) => bytes.buffer),
    );
    return new Promise((resolve, reject) => this.#tasks.push({ resolve, reject }));
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
