import { fstatSync, writeSync, writevSync } from "node:fs";
import type { Writable } from "node:stream";
import { certain } from "../domain/certain.ts";
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
  const { stdout } = process;
  return {
    stdout,
    get stderr() {
      return talk();
    },
    isTerminal: stdout.isTTY === true,
    look: lookOf(stdout, process.env),
    showsProgress: fstatSync(STDERR).isCharacterDevice() && process.stderr.isTTY === true,
  };
}

const STDERR = 2;
let stderr: Writable | undefined;

/** The stream to `stderr`. To make it takes a part of a short run, and most say nothing: so it is made when something is said first. */
function talk(): Writable {
  // Talk that nobody takes is no reason to fail.
  stderr ??= process.stderr.on("error", () => {});
  return stderr;
}

/** Whether all is written that this process has printed, and said. */
export function isAllWritten(): boolean {
  return process.stdout.writableLength === 0 && (stderr?.writableLength ?? 0) === 0;
}

const BLOCK = 1 << 16;

/**
 * Prints text piece by piece, in large blocks and no faster than it is taken. Bytes are text in UTF-8, and need be good no longer than until
 * the next piece comes.
 */
export async function print(stream: Writable, pieces: Iterable<string | Uint8Array>): Promise<void> {
  const file = fileOf(stream);
  if (file === undefined) for (const block of inBlocks(pieces)) await write(stream, block);
  else for (const list of gathered(pieces)) writeAll(file, list);
}

/** The same of pieces that are waited for. */
export async function printAsTheyCome(stream: Writable, pieces: AsyncIterable<string>): Promise<void> {
  for await (const block of inBlocksAsTheyCome(pieces)) await write(stream, block);
}

/** The same text in large blocks, each of which is good until the next comes. */
export function* inBlocks(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  for (const list of gathered(pieces)) yield list.length === 1 ? certain(list[0]) : Buffer.concat(list);
}

/** So many bytes are worth being handed on by themselves, lest they be copied. */
const MANY = 1 << 12;

/** The bytes of about so much text at a time as a block has. */
function* gathered(pieces: Iterable<string | Uint8Array>): Generator<readonly Uint8Array[]> {
  let list: Uint8Array[] = [];
  let text = "";
  let size = 0;
  const takeText = () => {
    if (text !== "") list.push(Buffer.from(text));
    text = "";
  };
  for (const piece of pieces) {
    size += piece.length;
    const isMany = typeof piece !== "string" && piece.length >= MANY;
    if (typeof piece === "string") text += piece;
    else {
      takeText();
      list.push(isMany ? piece : Buffer.from(piece));
    }
    if (size < BLOCK && !isMany) continue;
    takeText();
    yield list;
    [list, size] = [[], 0];
  }
  takeText();
  if (size > 0) yield list;
}

/** The descriptor of a stream into a file, if that stream has nothing left to write: bytes need not be copied together for it. */
function fileOf(stream: Writable): number | undefined {
  const file = "fd" in stream && stream.writableLength === 0 ? stream.fd : undefined;
  return typeof file === "number" && fstatSync(file).isFile() ? file : undefined;
}

function writeAll(file: number, list: readonly Uint8Array[]): void {
  let written = writevSync(file, list);
  for (const bytes of list) {
    let from = Math.min(written, bytes.length);
    written -= from;
    // Of the rest less was taken than was given, as where there is hardly room.
    while (from < bytes.length) from += writeSync(file, bytes, from);
  }
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
