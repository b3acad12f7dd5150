import { Readable } from "node:stream";
import { reasonOf } from "./reason-of.ts";

/** A compressed log that is damaged, found after all that could be read of it. */
export class BrokenArchive extends Error {}

/** A decompressing stream of `node:zlib`. */
export interface Unpacker extends NodeJS.ReadWriteStream {
  /** How much of the archive it has worked off. */
  readonly bytesWritten: number;
}

/**
 * Unpacks an archive. Of one that is damaged, what stands before the damage comes first. That needs a second reading,
 * since an unpacker keeps back what the step that met the damage had unpacked: done again from there byte by byte, the
 * steps before it are whole. Where nothing can be read twice (a pipe), that much is lost, one step at most.
 *
 * @param again the same archive from its start.
 * @throws BrokenArchive
 */
export async function* unpack(
  packed: AsyncIterable<Buffer>,
  createUnpacker: () => Unpacker,
  again: (() => AsyncIterable<Buffer>) | undefined,
): AsyncGenerator<Buffer> {
  const unpacker = createUnpacker();
  let unpacked = 0;
  try {
    for await (const bytes of through(unpacker, packed)) {
      unpacked += bytes.length;
      yield bytes;
    }
  } catch (error) {
    if (error instanceof BrokenArchive && again !== undefined && !isCutOff(error)) {
      yield* withoutFirst(unpacked, through(createUnpacker(), byteByByteFrom(unpacker.bytesWritten, again())));
    }
    throw error;
  }
}

/** An archive that is only too short has given everything already. */
function isCutOff({ cause }: BrokenArchive): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "Z_BUF_ERROR";
}

async function* through(unpacker: Unpacker, packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let sourceError: Error | undefined;
  const source = Readable.from(packed, { objectMode: true });
  source.on("error", (error) => {
    sourceError = error;
    unpacker.end();
  });
  try {
    for await (const chunk of source.pipe(unpacker)) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  } catch (error) {
    throw sourceError ?? new BrokenArchive(reasonOf(error), { cause: error });
  } finally {
    source.destroy();
  }
  if (sourceError !== undefined) throw sourceError;
}

/** Chunks as they come up to an offset, single bytes from there. */
async function* byteByByteFrom(offset: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let before = offset;
  for await (const chunk of chunks) {
    if (before > 0) yield chunk.subarray(0, before);
    for (let at = before; at < chunk.length; at++) yield chunk.subarray(at, at + 1);
    before = Math.max(0, before - chunk.length);
  }
}

/** What an archive gives after so many bytes, up to its damage. */
async function* withoutFirst(count: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let before = count;
  try {
    for await (const chunk of chunks) {
      if (chunk.length > before) yield chunk.subarray(before);
      before = Math.max(0, before - chunk.length);
    }
  } catch (error) {
    if (!(error instanceof BrokenArchive)) throw error;
  }
}
