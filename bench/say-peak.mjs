/* Loaded before a program that is measured: says at its end how much memory the process held at most, in kilobytes. */
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  process.on("exit", () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\n`));
}
