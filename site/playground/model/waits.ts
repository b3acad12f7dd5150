const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** How long nothing can happen. */
export const WAITS = [
  { name: "10 minutes", ms: 10 * MINUTE },
  { name: "1 hour", ms: 60 * MINUTE },
  { name: "1 day", ms: DAY },
  { name: "31 days", ms: 31 * DAY },
] as const;
