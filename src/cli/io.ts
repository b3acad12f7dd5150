import type { Writable } from "node:stream";
import { printable } from "../projections/printable.ts";
import { type Look, lookOf } from "./look.ts";

/** Where a command prints: figures to `stdout`, talk to `stderr`. */
export interface Io {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether a person looks at stdout. */
  readonly isTerminal: boolean;
  /** What tables on stdout may look like. */
  readonly look: Look;
  /** Whether a person looks at stderr. */
  readonly showsProgress: boolean;
}

/** The streams of this process. */
export function processIo(): Io {
  const { stdout, stderr } = process;
  return {
    stdout,
    stderr,
    isTerminal: stdout.isTTY === true,
    look: lookOf(stdout, process.env),
    showsProgress: stderr.isTTY === true,
  };
}

const BLOCK = 1 << 16;

/** Prints text piece by piece, in large blocks and no faster than it is taken. Bytes are text in UTF-8. */
export async function print(stream: Writable, pieces: Iterable<string | Uint8Array>): Promise<void> {
  for (const block of inBlocks(pieces)) await write(stream, block);
}

/** The same of pieces that are waited for. */
export async function printAsTheyCome(stream: Writable, pieces: AsyncIterable<string>): Promise<void> {
  for await (const block of inBlocksAsTheyCome(pieces)) await write(stream, block);
}

/** The same text in large blocks. */
export function* inBlocks(pieces: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  // What came before the text.
  let bytes: Uint8Array[] = [];
  let text = "";
  let size = 0;
  for (const piece of pieces) {
    size += piece.length;
    if (typeof piece === "string") text += piece;
    else {
      if (text !== "") bytes.push(Buffer.from(text));
      bytes.push(piece);
      text = "";
    }
    if (size < BLOCK) continue;
    yield blockOf(bytes, text);
    [bytes, text, size] = [[], "", 0];
  }
  if (size > 0) yield blockOf(bytes, text);
}

function blockOf(bytes: readonly Uint8Array[], text: string): string | Uint8Array {
  const [first, ...others] = bytes;
  if (first === undefined) return text;
  const isWhole = others.length === 0 && text === "";
  return isWhole ? first : Buffer.concat([first, ...others, Buffer.from(text)]);
}

/** The same of pieces that are waited for. */
export async function* inBlocksAsTheyCome(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let block = "";
  for await (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK) continue;
    yield block;
    block = "";
  }
  if (block !== "") yield block;
}

/** One line of talk. It may quote what stands in a log. */
export function say(io: Io, line: string): void {
  io.stderr.write(`chatledger: ${printable(line)}\n`);
}

function write(stream: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
