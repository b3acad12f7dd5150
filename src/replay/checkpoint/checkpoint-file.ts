import { closeSync, fstatSync, openSync, statSync } from "node:fs";
import * as z from "zod/mini";
import { certain } from "../../domain/certain.ts";
import { readWhole } from "../file-bytes.ts";
import { NewFile } from "../new-file.ts";
import { reasonOf } from "../reason-of.ts";
import { isSourceError } from "../source-error.ts";
import { BlockChecksums, CheckedBlocks } from "./checked-blocks.ts";
import { CheckpointError, isCheckpointError } from "./checkpoint-error.ts";
import { bytesToRead, type StoredBytes } from "./stored-bytes.ts";

/*
 * The file of a checkpoint: a first line that says what it is, a header in JSON, arrays of numbers as they lie in memory, each
 * from a multiple of eight bytes on, and checksums.
 */

/** An array of numbers in a checkpoint. */
export type NumberArray = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** What a checkpoint's file holds. */
export interface CheckpointContent {
  readonly header: unknown;
  readonly arrays: readonly NumberArray[];
}

const MAGIC = Buffer.from("chatledger checkpoint 6\n");
const ANY_VERSION = Buffer.from("chatledger checkpoint ");
const ALIGNMENT = 8;
/** For each byte of an array so much room after it, where it may grow without being moved. Room that is not used costs no memory. */
const ROOM = 1 / 8;
const WORD = Int32Array.BYTES_PER_ELEMENT;
const NUMBERS = { int32: Int32Array, float64: Float64Array };

const headSchema = z.object({
  header: z.unknown(),
  arrays: z.array(z.object({ of: z.enum(["int32", "float64"]), length: z.int().check(z.minimum(0)) })),
});

/** An array as it lies in a file, from a position on. */
export interface StoredArray {
  readonly of: keyof typeof NUMBERS;
  readonly length: number;
  readonly position: number;
}

/**
 * Writes a checkpoint in place of the one before: whoever reads the file finds the one or the other, whatever happens meanwhile.
 *
 * @throws CheckpointError `unwritable-checkpoint`; then the file is as it was.
 */
export function writeCheckpointFile(file: string, content: CheckpointContent): void {
  let out: NewFile | undefined;
  try {
    out = new NewFile(file);
    const checksums = new BlockChecksums();
    for (const part of partsOf(content)) {
      checksums.add(part);
      out.write(part);
    }
    out.write(checksums.end());
    out.keep();
  } catch (error) {
    if (isSourceError(error))
      throw new CheckpointError("unwritable-checkpoint", file, `the checkpoint ${error.problem}`);
    // Texts have a greatest length.
    if (!(error instanceof RangeError)) throw error;
    const problem = "more is odd in the logs than a checkpoint can hold; mend the source, or leave the checkpoint out.";
    throw new CheckpointError("unwritable-checkpoint", file, problem);
  } finally {
    out?.discard();
  }
}

/**
 * Opens a checkpoint; `undefined` if there is no such file. Nothing that another process writes in its place is seen after that.
 *
 * @throws CheckpointError `corrupt-checkpoint` if its head is not as it was written, `foreign-checkpoint` if another version
 * wrote it, `unreadable-checkpoint`.
 */
export function openCheckpointFile(file: string): CheckpointFile | undefined {
  return reading(file, () => {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    // A pipe would be waited for without end.
    if (!found.isFile()) throw new Error("it is no regular file");
    const descriptor = openSync(file, "r");
    try {
      return new CheckpointFile(file, descriptor);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  });
}

/** A checkpoint that has been opened: its header, and arrays that are read when they are asked for. What is read is checked. */
export class CheckpointFile {
  readonly #file: string;
  readonly #descriptor: number;
  readonly #blocks: CheckedBlocks;
  /** As it came out of JSON: nothing about it has been checked. */
  readonly header: unknown;
  readonly arrays: readonly StoredArray[];

  constructor(file: string, descriptor: number) {
    this.#file = file;
    this.#descriptor = descriptor;
    const { size } = fstatSync(descriptor);
    const magic = Buffer.alloc(MAGIC.length);
    const isLongEnough = readWhole(descriptor, magic, 0);
    if (!(isLongEnough && magic.equals(MAGIC))) throw isLongEnough ? notOurs(file, magic) : noCheckpoint(file);
    const blocks = CheckedBlocks.of(descriptor, size);
    if (blocks === undefined) throw damaged(file);
    this.#blocks = blocks;
    const sizeOfHead = this.#bytes(MAGIC.length, ALIGNMENT).readDoubleLE();
    const text = this.#bytes(MAGIC.length + ALIGNMENT, sizeOfHead).toString("utf8");
    const head = headOf(text);
    if (head === undefined) throw damaged(file);
    let position = MAGIC.length + ALIGNMENT + sizeOfHead;
    this.arrays = head.arrays.map(({ of, length }) => {
      const array = { of, length, position };
      position += aligned(length * NUMBERS[of].BYTES_PER_ELEMENT);
      return array;
    });
    if (position !== blocks.size) throw damaged(file);
    this.header = head.header;
  }

  /**
   * An array, in memory of its own that has room after it.
   *
   * @throws CheckpointError `corrupt-checkpoint` if a byte of it is not as it was written, `unreadable-checkpoint`.
   */
  array(place: number): NumberArray {
    const { of, length, position } = certain(this.arrays[place]);
    const Numbers = NUMBERS[of];
    const size = length * Numbers.BYTES_PER_ELEMENT;
    const bytes = this.#bytes(position, size, Math.floor(size * ROOM));
    return new Numbers(bytes.buffer, 0, length);
  }

  /**
   * Some rows of an array of whole numbers, one after the other. Of the others nothing is read.
   *
   * @param width how many numbers a row has.
   * @param rows their numbers, best in order.
   * @throws CheckpointError as for {@link array}.
   */
  rows(place: number, width: number, rows: Int32Array): Int32Array<ArrayBuffer> {
    const starts = Float64Array.from(rows, (row) => width * row);
    return this.runs(place, starts, new Int32Array(rows.length).fill(width));
  }

  /**
   * The same of runs, each of as many numbers as it has.
   *
   * @param starts where each begins, best in order.
   * @throws CheckpointError as for {@link array}.
   */
  runs(place: number, starts: ArrayLike<number>, lengths: Int32Array): Int32Array<ArrayBuffer> {
    const { position } = certain(this.arrays[place]);
    const numbers = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
    const bytes = new Uint8Array(numbers.buffer);
    let filled = 0;
    for (let run = 0; run < lengths.length; ) {
      const start = certain(starts[run]);
      let end = start;
      // Those that lie one after the other are read at once.
      while (run < lengths.length && starts[run] === end) end += certain(lengths[run++]);
      const into = bytes.subarray(WORD * filled, WORD * (filled + end - start));
      this.#read(() => this.#blocks.fill(into, position + WORD * start));
      filled += end - start;
    }
    return numbers;
  }

  /**
   * An array of whole numbers in pieces one after the other, each of which is good until the next comes.
   *
   * @param memory where they are read.
   * @throws CheckpointError as for {@link array}.
   */
  *pieces(place: number, memory: Int32Array<ArrayBuffer>): Generator<Int32Array<ArrayBuffer>> {
    const { length, position } = certain(this.arrays[place]);
    for (let from = 0; from < length; from += memory.length) {
      const numbers = memory.subarray(0, length - from);
      const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      this.#read(() => this.#blocks.fill(bytes, position + from * WORD));
      yield numbers;
    }
  }

  /**
   * The bytes of an array, which need not all be in memory: they are checked now, and read again, as long as the file is open, when they are
   * asked for.
   *
   * @throws CheckpointError as for {@link array}.
   */
  bytes(place: number): StoredBytes {
    const { of, length, position } = certain(this.arrays[place]);
    const size = length * NUMBERS[of].BYTES_PER_ELEMENT;
    this.#read(() => this.#blocks.check(position, size));
    return bytesToRead(size, (into, from) => {
      this.#read(() => readWhole(this.#descriptor, into, position + from));
    });
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #bytes(position: number, size: number, room = 0): Buffer<ArrayBuffer> {
    if (!(Number.isInteger(size) && size >= 0 && size <= this.#blocks.size)) throw damaged(this.#file);
    const bytes = Buffer.from(new ArrayBuffer(size + room), 0, size);
    this.#read(() => this.#blocks.fill(bytes, position));
    return bytes;
  }

  #read(fill: () => boolean): void {
    if (!reading(this.#file, fill)) throw damaged(this.#file);
  }
}

function headOf(text: string): z.infer<typeof headSchema> | undefined {
  try {
    return headSchema.parse(JSON.parse(text));
  } catch {
    // Whatever is wrong with it, it is not what was written.
    return undefined;
  }
}

function reading<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (isCheckpointError(error)) throw error;
    throw new CheckpointError("unreadable-checkpoint", file, `the checkpoint cannot be read (${reasonOf(error)}).`);
  }
}

function notOurs(file: string, magic: Buffer): CheckpointError {
  if (magic.indexOf(ANY_VERSION) !== 0) return noCheckpoint(file);
  const problem = "another version of chatledger wrote this checkpoint; remove it to begin anew.";
  return new CheckpointError("foreign-checkpoint", file, problem);
}

function noCheckpoint(file: string): CheckpointError {
  return new CheckpointError("corrupt-checkpoint", file, "this is no checkpoint; name another file.");
}

function damaged(file: string): CheckpointError {
  return new CheckpointError("corrupt-checkpoint", file, "this checkpoint is damaged; remove it to begin anew.");
}

function* partsOf({ header, arrays }: CheckpointContent): Generator<Uint8Array> {
  const head = { header, arrays: arrays.map((array) => ({ of: nameOf(array), length: array.length })) };
  const text = Buffer.from(JSON.stringify(head));
  const size = Buffer.alloc(ALIGNMENT);
  size.writeDoubleLE(aligned(text.length));
  yield* [MAGIC, size, text, Buffer.alloc(paddingAfter(text.length), " ")];
  for (const { buffer, byteOffset, byteLength } of arrays) {
    yield new Uint8Array(buffer, byteOffset, byteLength);
    yield Buffer.alloc(paddingAfter(byteLength));
  }
}

function nameOf(array: NumberArray): keyof typeof NUMBERS {
  return array instanceof Float64Array ? "float64" : "int32";
}

function paddingAfter(size: number): number {
  return (ALIGNMENT - (size % ALIGNMENT)) % ALIGNMENT;
}

function aligned(size: number): number {
  return size + paddingAfter(size);
}
