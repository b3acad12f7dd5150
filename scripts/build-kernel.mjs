// Compiles the kernel of fast replay, kernel/, to WebAssembly, and writes it as a module: `--check` writes nothing, and what differs
// from what is there fails.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const COMPILER = fileURLToPath(import.meta.resolve("assemblyscript/bin/asc.js"));
/** It comes with the compiler, which inlines less by itself: a scan is a sixteenth faster for it. */
const OPTIMIZER = "node_modules/binaryen/bin/wasm-opt";
const COMPILED = ".tmp/kernel/compiled.wasm";
const OPTIMIZED = ".tmp/kernel/kernel.wasm";
const TARGET = "src/replay/scan/kernel/kernel-code.ts";

mkdirSync(".tmp/kernel", { recursive: true });
/** Runs a program of Node. @param {readonly string[]} args */
const run = (...args) => execFileSync(process.execPath, args, { stdio: "inherit" });
const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory", "--noExportMemory"];
run(COMPILER, "kernel/index.ts", ...options, "--outFile", COMPILED);
const inlining = ["flexible-inline-max-function-size=400", "always-inline-max-function-size=150"];
const flags = ["enable-simd", "enable-nontrapping-float-to-int", "inline-functions-with-loops", ...inlining].map(
  (flag) => `--${flag}`,
);
run(OPTIMIZER, COMPILED, "-O4", ...flags, "-o", OPTIMIZED);

const text = `/** The kernel, compiled by \`npm run kernel\` from \`kernel/\`: WebAssembly in base64. */
export const kernelCode =
  "${readFileSync(OPTIMIZED).toString("base64")}";
`;
if (!process.argv.includes("--check")) writeFileSync(TARGET, text);
else if (readFileSync(TARGET, "utf8") !== text) {
  throw new Error(`${TARGET} is not what kernel/ compiles to: npm run kernel`);
}
