/*
 * Required before a program that is measured: says at its end how much memory the process held at most, in kilobytes, and how long its
 * threads were at work, in microseconds. Of CommonJS, which takes no part of a run that can be measured; threads are started without it.
 * And by no stream, which the program itself may do without.
 */
"use strict";
const { writeSync } = require("node:fs");
const STDERR = 2;
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(STDERR, `peak ${maxRSS}\nwork ${userCPUTime + systemCPUTime}\n`);
});
