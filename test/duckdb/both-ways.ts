import { expect } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { type Outcome, outcomeOf } from "../cli/in-process.ts";

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
