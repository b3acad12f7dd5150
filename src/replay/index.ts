export { type Anomaly, type AnomalyKind, isLogError, LogError } from "./anomaly.ts";
export { CheckpointError, type CheckpointErrorCode, isCheckpointError } from "./checkpoint/checkpoint-error.ts";
export { type LogStatistics, type LogStatisticsOptions, logStatistics } from "./log-statistics.ts";
export { type Packed, type PackOptions, packLogs } from "./packed/pack-logs.ts";
export { type LogEntry, type ReadEventsOptions, readEvents } from "./read-events.ts";
export { type Replay, type ReplayOptions, type ReplayProgress, replay } from "./replay.ts";
export { isSourceError, SourceError, type SourceErrorCode } from "./source-error.ts";
