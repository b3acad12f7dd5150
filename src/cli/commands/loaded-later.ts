/*
 * The commands that draw on much of the house, or are asked for seldom. They are loaded when they are called for, since half of a short
 * run goes into loading; all in one place, since one large file loads sooner than many small ones.
 */
export { importCommand } from "./import.ts";
export { replayCommand } from "./replay.ts";
export { rowsCommand } from "./rows.ts";
export { sqlCommand } from "./sql.ts";
