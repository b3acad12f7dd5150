import { closedAt, type JudgedMoments } from "../../policies/classification/judge.ts";

/**
 * By which moment a conversation belongs to a bucket: `triggered`, when the bot first appeared, which never changes
 * again; or `decided`, when its outcome was decided.
 */
export const COHORTS = ["triggered", "decided"] as const;

/** One of {@link COHORTS}. */
export type Cohort = (typeof COHORTS)[number];

/**
 * The moment by which a conversation is counted, in epoch milliseconds; `undefined` if there is none (yet). One without
 * a bot has none in either cohort.
 */
export function cohortMoment(judged: JudgedMoments, cohort: Cohort): number | undefined {
  if (cohort === "triggered") return judged.instantOf("botMoment");
  switch (judged.outcome) {
    case "escalated":
      return judged.instantOf("contactInReaction");
    case "resolved":
    case "no-reaction":
      return closedAt(judged);
    case "in-progress":
    case "not-triggered":
      return undefined;
  }
}
