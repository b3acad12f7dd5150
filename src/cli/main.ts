#!/usr/bin/env node
import { join } from "node:path";
import { loadProgram } from "./load-program.ts";

const args = process.argv.slice(2);
const { run, isAllWritten } = loadProgram(join(import.meta.dirname, "../program.cjs"), args);

// As Node ends where it waits in vain, until the run says how it ended.
process.exitCode = 13;
void run(args).then((code) => {
  process.exitCode = code;
  // All is done and written: to take down what is there one by one would take a while.
  if (isAllWritten()) process.exit();
});
