import { createRequire } from "node:module";

/*
 * The V8 of Node 20 optimizes whatever has run for a moment. It does so beside the main thread, but where there are two processors that waits
 * for one of them meanwhile, and a short command ends before it gains by what is optimized. Later versions wait longer by themselves.
 */

const HASTY = /^11\.3\./;
/** How many bytes of its code a function runs before V8 looks whether to optimize it: by itself, and when it is to wait. */
const USUAL = 67_584;
const PATIENT = 200_000;
/** Flags of which V8 does not hear. */
const OF_NODE = new Set(["-r", "--require", "--import", "--no-warnings"]);

/** Whether none of the flags that Node is called with may be for V8. What a flag is given may stand after it. */
export function isToldNothing(flags: readonly string[]): boolean {
  return flags.every((flag) => !flag.startsWith("-") || OF_NODE.has(flag.replace(/=.*/, "")));
}

/**
 * Whether a run is sooner done if V8 waits. One that starts threads is not: of Node itself everything is compiled anew then for each of
 * them, since V8 was told something.
 */
export function helpsToWait([command = "", ...args]: readonly string[]): boolean {
  if (!HASTY.test(process.versions.v8)) return false;
  const isThreaded = command === "pack" || /--threads[ =](?!1( |$))/.test(args.join(" "));
  // What only tells something about itself is done at once.
  return !isThreaded && /^[a-z]/.test(command);
}

/** Has V8 wait. It looks at this number whenever it counts anew, so it may be told at any time. */
export function wait(): void {
  tellV8(PATIENT);
}

/** Has V8 do as usual. */
export function waitNoMore(): void {
  tellV8(USUAL);
}

function tellV8(budget: number): void {
  const load: (name: "node:v8") => typeof import("node:v8") = createRequire("/");
  load("node:v8").setFlagsFromString(`--interrupt-budget=${budget}`);
}
