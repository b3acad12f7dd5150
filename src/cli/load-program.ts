import { isAscii } from "node:buffer";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Script } from "node:vm";
import { CompiledCode, kindOfRun } from "./compiled-code.ts";
import { helpsToWait, isToldNothing, wait, waitNoMore } from "./patience.ts";

/** What the program gives to whoever loads it. */
type Program = typeof import("./run.ts");

/** It is a function, as the build writes it, of what a module of CommonJS is given, and of what it imports other packages by. */
type Load = (
  exports: object,
  require: NodeJS.Require,
  module: { readonly exports: object },
  filename: string,
  importOutside: (name: string) => Promise<object>,
) => Program;

/**
 * Loads the program with what V8 compiled of it in earlier runs, where it may be kept: to compile what a short run needs takes a
 * quarter of its time. A module of CommonJS, since Node 20 takes such code for scripts alone.
 *
 * @param args what the program is called with, by which runs are told apart that need other parts of it.
 */
export function loadProgram(file: string, args: readonly string[]): Program {
  const bytes = readFileSync(file);
  // One character that is none of ASCII doubles the memory that the text takes.
  const text = bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
  const compiled = mayBeKept() ? new CompiledCode(file, bytes) : undefined;
  const script = new Script(text, { filename: file, cachedData: compiled?.code });
  const isPlain = isToldNothing([...process.execArgv, ...(process.env["NODE_OPTIONS"] ?? "").split(" ")]);
  const waits = isPlain && helpsToWait(args);
  process.once("exit", (status) => {
    // What V8 was told is part of what it compiled.
    if (waits) waitNoMore();
    // One that was broken off, or called in a wrong way, is like no other.
    if (status === 0 || status === 1) compiled?.learn(script, kindOfRun(args), isPlain);
  });
  const load = script.runInThisContext() as Load;
  const module = { exports: {} };
  // What runs as a script cannot import by itself, without a warning of Node.
  const program = load(module.exports, createRequire(file), module, file, (name) => import(name));
  // From then on, since what belongs to Node must be compiled anew too.
  if (waits) wait();
  return program;
}

/** Node's own switch against such files holds for ours. Coverage wants all as it is written, and other runtimes have other engines. */
function mayBeKept(): boolean {
  const { env, versions } = process;
  const isNode = versions["bun"] === undefined && versions["deno"] === undefined;
  return isNode && !env["NODE_V8_COVERAGE"] && env["NODE_DISABLE_COMPILE_CACHE"] !== "1";
}
