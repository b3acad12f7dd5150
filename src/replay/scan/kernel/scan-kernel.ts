import { EARLIEST, LATEST } from "../../../domain/instant.ts";
import { kernelCode } from "./kernel-code.ts";
import * as terms from "./terms.ts";

/** What is used of WebAssembly, which has no types among those of Node, and what the kernel has in it. */
declare const WebAssembly: {
  readonly Memory: new (pages: {
    readonly initial: number;
    readonly maximum: number;
  }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: KernelFunctions };
};

/** The functions of `kernel/index.ts`. All that is a place is an address in its memory. */
interface KernelFunctions {
  readonly scan: (from: number, to: number) => number;
  readonly addNear: (account: number) => number;
  readonly placeNear: (count: number) => void;
  readonly gatherNear: (from: number, to: number) => number;
  readonly leaveNear: (from: number, to: number) => void;
  readonly takeRows: (from: number, to: number) => number;
  readonly unpack: (from: number, width: number, to: number, count: number) => void;
  readonly widen: (from: number, to: number, count: number) => void;
  readonly sumOf: (from: number, count: number) => number;
  readonly addEnds: (from: number, count: number, words: number, shift: number) => void;
  readonly likeEnds: (from: number, count: number, words: number, shift: number, to: number) => number;
  readonly findNear: () => number;
  readonly takeNear: (near: number, kind: number, order: number) => number;
  readonly findNode: (parent: number, at: number) => number;
  readonly isDateTold: (at: number) => number;
  readonly tellDate: (at: number, begins: number) => void;
  readonly readInstant: (at: number) => number;
  readonly afterSpace: (from: number) => number;
  readonly endOfLiteral: (from: number) => number;
  readonly endOfPlain: (from: number) => number;
  readonly endOfText: (from: number) => number;
  readonly endOfNumber: (from: number) => number;
  readonly endOfAnyNumber: (from: number) => number;
  readonly endOfNested: (from: number) => number;
}

const PAGE = 1 << 16;
/** So many are kept for whoever comes next. */
const MOST_IDLE = 4;
/** Addresses are numbers with a sign. */
const MOST_MEMORY = 2 ** 31 - PAGE;
const WORD = 4;
const DOUBLE = 8;

/** Compiled as soon as it is needed. */
let program: object | undefined;
/** Kernels that nobody uses: memory of WebAssembly is costly to come by. */
const idle: ScanKernel[] = [];

/** The kernel of fast replay, with a memory of its own. */
export class ScanKernel {
  readonly run: KernelFunctions;
  /** Its memory, in all the ways in which it is looked at. */
  readonly bytes: Buffer;
  readonly view: DataView<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
  readonly doubles: Float64Array<ArrayBuffer>;
  /** Where in it a file is read. */
  readonly chunks: readonly [Buffer, Buffer];
  /** Whose lines it reads. */
  user: object | undefined;

  /** @param more how many bytes it has besides. */
  constructor(more = 0) {
    const pages = Math.ceil((terms.MEMORY_SIZE + more) / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    program ??= new WebAssembly.Module(Buffer.from(kernelCode, "base64"));
    this.run = new WebAssembly.Instance(program, { env: { memory } }).exports;
    this.bytes = Buffer.from(memory.buffer);
    const chunkAt = (at: number) => this.bytes.subarray(at, at + terms.CHUNK_SIZE);
    this.chunks = [chunkAt(terms.CHUNKS), chunkAt(terms.CHUNKS + terms.CHUNK_SIZE)];
    this.view = new DataView(memory.buffer);
    this.words = new Int32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    this.setDouble(terms.EARLIEST_AT, EARLIEST);
    this.setDouble(terms.LATEST_AT, LATEST);
    // The date that begins at 0, which stands at BEGINS: else zeros would be taken for it.
    this.bytes.write("1970-01-01", terms.DATE, "latin1");
  }

  /** A word of what it says, or is told. */
  get(address: number): number {
    return this.words[address / WORD] ?? 0;
  }

  set(address: number, word: number): void {
    this.words[address / WORD] = word;
  }

  /** [from, to) of an id in the line that was read; from {@link terms.NOWHERE} if there is none. */
  placeOf(value: number): readonly [from: number, to: number] {
    const at = terms.PLACES + 2 * WORD * value;
    return [this.get(at), this.get(at + WORD)];
  }

  /** Puts an id where it is looked for, as if it stood in a line; gives whether it is no longer than those that a line has here. */
  seek(value: number, id: string, at: number): boolean {
    const length = this.bytes.write(id, at);
    this.set(terms.PLACES + 2 * WORD * value, at);
    this.set(terms.PLACES + 2 * WORD * value + WORD, at + length);
    return length <= terms.LONGEST_ID;
  }

  /** A double, as {@link get} and {@link set} do it for a word. */
  getDouble(address: number): number {
    return this.doubles[address / DOUBLE] ?? 0;
  }

  setDouble(address: number, value: number): void {
    this.doubles[address / DOUBLE] = value;
  }
}

/**
 * A kernel for whoever gives it back. There may be none: where WebAssembly is switched off (as by Node's `--jitless`), the processor
 * cannot look at sixteen bytes at a time, or there is no room for its memory, which takes addresses for gigabytes.
 */
export function borrowKernel(): ScanKernel | undefined {
  try {
    return idle.pop() ?? new ScanKernel();
  } catch {
    return undefined;
  }
}

/** A kernel with so many bytes more, which is not given back; there may be none. */
export function kernelWith(more: number): ScanKernel | undefined {
  if (terms.MEMORY_SIZE + more > MOST_MEMORY) return undefined;
  try {
    return new ScanKernel(more);
  } catch {
    return undefined;
  }
}

/** Takes a kernel back that was borrowed. */
export function giveBackKernel(kernel: ScanKernel): void {
  kernel.user = undefined;
  if (idle.length < MOST_IDLE) idle.push(kernel);
}
