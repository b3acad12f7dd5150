import { closeSync, fstatSync, openSync, statSync } from "node:fs";
import { crc32 } from "node:zlib";
import * as z from "zod";
import { readWhole } from "../file-bytes.ts";
import { NewFile } from "../new-file.ts";
import { reasonOf } from "../reason-of.ts";
import { isSourceError } from "../source-error.ts";
import { CheckpointError } from "./checkpoint-error.ts";

/*
 * The file of a checkpoint: a first line that says what it is, a header in JSON, arrays of numbers as they lie in memory, each
 * from a multiple of eight bytes on, and a checksum over all of it.
 */

/** An array of numbers in a checkpoint. */
export type NumberArray = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** What a checkpoint's file holds. */
export interface CheckpointContent {
  /** As it came out of JSON: nothing about it has been checked. */
  readonly header: unknown;
  readonly arrays: readonly NumberArray[];
}

const MAGIC = Buffer.from("chatledger checkpoint 3\n");
const ANY_VERSION = Buffer.from("chatledger checkpoint ");
const ALIGNMENT = 8;
const CHECKSUM_SIZE = 4;
/** For each byte of an array so much room after it, where it may grow without being moved. Room that is not used costs no memory. */
const ROOM = 1 / 8;
/** So many bytes are in the fast memory of a core while their checksum is taken. */
const PIECE = 1 << 18;
const NUMBERS = { int32: Int32Array, float64: Float64Array };

const headSchema = z.object({
  header: z.unknown(),
  arrays: z.array(z.object({ of: z.enum(["int32", "float64"]), length: z.int().min(0) })),
});

/**
 * Writes a checkpoint in place of the one before: whoever reads the file finds the one or the other, whatever happens meanwhile.
 *
 * @throws CheckpointError `unwritable-checkpoint`; then the file is as it was.
 */
export function writeCheckpointFile(file: string, content: CheckpointContent): void {
  let out: NewFile | undefined;
  try {
    out = new NewFile(file);
    let checksum = 0;
    for (const part of partsOf(content)) {
      checksum = checksumAfter(part, checksum);
      out.write(part);
    }
    out.write(bytesOf(checksum));
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
 * Reads a checkpoint; `undefined` if there is no such file.
 *
 * @throws CheckpointError `corrupt-checkpoint` if a byte is not as it was written, `foreign-checkpoint` if another version
 * wrote it, `unreadable-checkpoint`.
 */
export function readCheckpointFile(file: string): CheckpointContent | undefined {
  const content = contentOf(file);
  switch (content) {
    case "of another version":
      throw new CheckpointError(
        "foreign-checkpoint",
        file,
        "another version of chatledger wrote this checkpoint; remove it to begin anew.",
      );
    case "no checkpoint":
      throw new CheckpointError("corrupt-checkpoint", file, "this is no checkpoint; name another file.");
    case "damaged":
      throw new CheckpointError("corrupt-checkpoint", file, "this checkpoint is damaged; remove it to begin anew.");
    default:
      return content;
  }
}

type Unusable = "of another version" | "no checkpoint" | "damaged";

function contentOf(file: string): CheckpointContent | Unusable | undefined {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    // A pipe would be waited for without end.
    if (!found.isFile()) throw new Error("it is no regular file");
    const descriptor = openSync(file, "r");
    try {
      return new CheckpointReader(descriptor).read();
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new CheckpointError("unreadable-checkpoint", file, `the checkpoint cannot be read (${reasonOf(error)}).`);
  }
}

/** Reads from the beginning on, and keeps the checksum of what it has read. */
class CheckpointReader {
  readonly #descriptor: number;
  readonly #size: number;
  #position = 0;
  #checksum = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.#size = fstatSync(descriptor).size;
  }

  read(): CheckpointContent | Unusable {
    const magic = this.#take(MAGIC.length);
    if (magic?.equals(MAGIC) !== true)
      return magic?.indexOf(ANY_VERSION) === 0 ? "of another version" : "no checkpoint";
    const head = this.#readHead();
    if (head === undefined) return "damaged";
    const arrays: NumberArray[] = [];
    for (const { of, length } of head.arrays) {
      const Numbers = NUMBERS[of];
      const size = length * Numbers.BYTES_PER_ELEMENT;
      const bytes = this.#take(size, Math.floor(size * ROOM));
      // What fills up the last eight bytes is no room: that must be empty.
      if (bytes === undefined || this.#take(paddingAfter(size)) === undefined) return "damaged";
      arrays.push(new Numbers(bytes.buffer, 0, length));
    }
    const checksum = this.#checksum;
    const written = this.#take(CHECKSUM_SIZE)?.readUInt32LE();
    return written === checksum && this.#position === this.#size ? { header: head.header, arrays } : "damaged";
  }

  #readHead(): z.infer<typeof headSchema> | undefined {
    const size = this.#take(ALIGNMENT)?.readDoubleLE() ?? Number.NaN;
    const text = this.#take(size)?.toString("utf8");
    if (text === undefined) return undefined;
    try {
      return headSchema.parse(JSON.parse(text));
    } catch {
      // Whatever is wrong with it, it is not what was written.
      return undefined;
    }
  }

  /** The next bytes, in memory of their own with so much room after them; `undefined` if there are not so many. */
  #take(size: number, room = 0): Buffer<ArrayBuffer> | undefined {
    if (!(Number.isInteger(size) && size >= 0 && size <= this.#size - this.#position)) return undefined;
    const bytes = Buffer.from(new ArrayBuffer(size + room), 0, size);
    for (let from = 0; from < size; from += PIECE) {
      const piece = bytes.subarray(from, from + PIECE);
      if (!readWhole(this.#descriptor, piece, this.#position)) return undefined;
      this.#position += piece.length;
      this.#checksum = checksumAfter(piece, this.#checksum);
    }
    return bytes;
  }
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

function checksumAfter(bytes: Uint8Array, checksum: number): number {
  // Of no bytes the library's is 0, whatever came before them.
  return bytes.length === 0 ? checksum : crc32(bytes, checksum);
}

function bytesOf(checksum: number): Uint8Array {
  const bytes = Buffer.alloc(CHECKSUM_SIZE);
  bytes.writeUInt32LE(checksum);
  return bytes;
}
