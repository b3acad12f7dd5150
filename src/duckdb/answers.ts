/* What the engine answers: loaded when it is asked for, since it draws on all of the SQL. */
export { overviewByEngine } from "./log-overview.ts";
export { quotaByEngine } from "./log-quota.ts";
export { replayByEngine } from "./log-replay.ts";
export { statisticsByEngine } from "./log-statistics.ts";
export { verdictsByEngine } from "./log-verdicts.ts";
