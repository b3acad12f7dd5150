import { createRequire } from "node:module";

/** `node:crypto`, loaded when it is asked for: few commands need it, and it takes a twentieth of the time in which one starts. */
export function nodeCrypto(): typeof import("node:crypto") {
  return createRequire(import.meta.url)("node:crypto");
}
