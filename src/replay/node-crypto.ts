import { createRequire } from "node:module";

/** `node:crypto`, loaded when it is asked for: few commands need it, and it takes a twentieth of the time in which one starts. */
export function nodeCrypto(): typeof import("node:crypto") {
  // What is built in is the same from everywhere, even where all is bundled into one file that has no place of its own.
  const load: (name: "node:crypto") => typeof import("node:crypto") = createRequire("/");
  return load("node:crypto");
}
