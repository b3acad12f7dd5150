import { expect } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import type { Ended } from "../cli/chatledger.ts";
import { piped } from "../cli/in-process.ts";

/** How a command ended: what it printed, or why it refused. */
export type Outcome = Ended | { readonly refused: string; readonly message: string };

/** Runs a command in the ordinary way and by DuckDB, sees that both print the same to the byte, and gives it. */
export async function bothWays(command: Command, args: readonly string[]): Promise<Outcome> {
  const ordinary = await outcomeOf(command, args);
  expect(await byEngine(command, args)).toEqual(ordinary);
  return ordinary;
}

/** Runs a command by DuckDB. */
export function byEngine(command: Command, args: readonly string[]): Promise<Outcome> {
  return outcomeOf(command, [...args, "--engine", "duckdb", "--threads", "1"]);
}

/** Runs a command as it is called. */
export async function outcomeOf(command: Command, args: readonly string[]): Promise<Outcome> {
  try {
    return await piped(command, args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { refused: error.name, message: error.message };
  }
}
