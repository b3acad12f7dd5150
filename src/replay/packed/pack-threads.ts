import type { Worker } from "node:worker_threads";
import { heardLate } from "../scan/heard-late.ts";
import { startWorker } from "../threads.ts";
import type { LinesToPack, PackedLines } from "./lines-to-pack.ts";

/** What a thread is told: to pack lines, or that it is to end. */
export type ToPackWorker = LinesToPack | "end";

/** Threads that pack lines, side by side. Each is started when there is something for it to do. */
export class PackThreads {
  readonly #program: string;
  readonly #threads: PackThread[] = [];
  /** Whether they are to end, seen by all: not 0 then. */
  readonly #isOver = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly count: number;
  #given = 0;

  constructor(program: string, count: number) {
    this.#program = program;
    this.count = count;
  }

  /** Packs lines, whose memory is the thread's from then on. */
  pack(lines: LinesToPack): Promise<PackedLines> {
    const place = this.#given++ % this.count;
    this.#threads[place] ??= new PackThread(this.#program, this.#isOver);
    return heardLate(this.#threads[place].pack(lines));
  }

  /** Waits for them to end, each as soon as it is done with the lines at which it is. To break one off while it compresses may end Node 20. */
  async end(): Promise<void> {
    Atomics.store(this.#isOver, 0, 1);
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }
}

/** A thread, which does one task after the other. */
class PackThread {
  readonly #worker: Worker;
  readonly #tasks: { readonly resolve: (packed: PackedLines) => void; readonly reject: (reason: unknown) => void }[] =
    [];
  readonly #ended: Promise<unknown>;
  /** Why it does nothing more. */
  #failure: unknown;

  constructor(program: string, isOver: Int32Array) {
    this.#worker = startWorker<PackedLines>(
      program,
      (packed) => this.#tasks.shift()?.resolve(packed),
      (reason) => {
        this.#failure ??= reason;
        for (const { reject } of this.#tasks.splice(0)) reject(reason);
      },
      isOver,
    );
    this.#ended = new Promise((resolve) => this.#worker.once("exit", resolve));
  }

  pack(lines: LinesToPack): Promise<PackedLines> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#tell(
      lines,
      lines.blocks.map(({ bytes }) => bytes.buffer),
    );
    return new Promise((resolve, reject) => this.#tasks.push({ resolve, reject }));
  }

  async end(): Promise<void> {
    this.#tell("end");
    await this.#ended;
  }

  #tell(message: ToPackWorker, memory: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, memory);
  }
}
