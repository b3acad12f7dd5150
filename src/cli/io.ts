import type { Writable } from "node:stream";

/** Where a command prints: figures to `stdout`, talk to `stderr`. */
export interface Io {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether a person looks at stdout. */
  readonly isTerminal: boolean;
  /** Whether a person looks at stderr. */
  readonly showsProgress: boolean;
  readonly usesColor: boolean;
}

/** The streams of this process; `NO_COLOR` is respected. */
export function processIo(): Io {
  const { stdout, stderr, env } = process;
  return {
    stdout,
    stderr,
    isTerminal: stdout.isTTY === true,
    showsProgress: stderr.isTTY === true,
    usesColor: stdout.isTTY === true && (env["NO_COLOR"] ?? "") === "",
  };
}

const BLOCK = 1 << 16;

/** Prints text piece by piece, in large blocks and no faster than it is taken. */
export async function print(stream: Writable, pieces: Iterable<string>): Promise<void> {
  let block = "";
  for (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK) continue;
    await write(stream, block);
    block = "";
  }
  if (block !== "") await write(stream, block);
}

/** One line of talk. */
export function say(io: Io, line: string): void {
  io.stderr.write(`chatledger: ${line}\n`);
}

function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
