import { Writable } from "node:stream";
import { parseArgs } from "node:util";
import type { Command } from "../../src/cli/command.ts";
import type { Io } from "../../src/cli/io.ts";
import { type Look, PLAIN } from "../../src/cli/look.ts";
import type { Ended } from "./chatledger.ts";

/** A stream that keeps what was written. */
export class Kept extends Writable {
  text = "";

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}

/** Streams that keep what is printed, and say whether somebody looks at them. */
export interface KeptIo extends Io {
  readonly stdout: Kept;
  readonly stderr: Kept;
}

interface Looks {
  readonly isTerminal: boolean;
  readonly showsProgress?: boolean;
  readonly look?: Look;
}

export function keptIo(looks: Looks): KeptIo {
  return { stdout: new Kept(), stderr: new Kept(), showsProgress: false, look: PLAIN, ...looks };
}

/** Runs a command in this process, which is fast, and can pretend that there is a terminal. */
async function run(command: Command, args: readonly string[], io: KeptIo): Promise<Ended> {
  const { values, positionals } = parseArgs({ args: [...args], options: command.flags, allowPositionals: true });
  const code = await command.run({ values, positionals, io, signal: new AbortController().signal });
  return { code, stdout: io.stdout.text, stderr: io.stderr.text };
}

/** Runs a command as if a person looked at what it prints. */
export function atTerminal(
  command: Command,
  args: readonly string[],
  io: KeptIo = keptIo({ isTerminal: true }),
): Promise<Ended> {
  return run(command, args, io);
}

/** Runs a command as if a program read what it prints. */
export function piped(command: Command, args: readonly string[]): Promise<Ended> {
  return run(command, args, keptIo({ isTerminal: false }));
}

/** How a command ended: what it printed, or why it refused. */
export type Outcome = Ended | { readonly refused: string; readonly message: string };

/** Runs a command as {@link piped} does, to its end or its refusal. */
export async function outcomeOf(command: Command, args: readonly string[]): Promise<Outcome> {
  try {
    return await piped(command, args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { refused: error.name, message: error.message };
  }
}

/** What a command refuses a call with: the name and the message of its error. Nothing may have been printed. */
export async function refusalOf(command: Command, args: readonly string[]): Promise<{ name: string; message: string }> {
  const io = keptIo({ isTerminal: false });
  const error: unknown = await run(command, args, io).catch((caught: unknown) => caught);
  if (!(error instanceof Error)) throw new Error(`Expected a refusal, got ${JSON.stringify(error)}.`);
  if (io.stdout.text !== "") throw new Error(`Expected no output, got ${io.stdout.text}`);
  return { name: error.name, message: error.message };
}
