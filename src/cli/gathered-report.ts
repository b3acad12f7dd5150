import type { ReportFigures } from "../report/report-figures.ts";
import type { Contents } from "./out-folder.ts";
import type { Overview } from "./read-log.ts";
import type { SubscribedAccounts } from "./subscribed-accounts.ts";

/** What a report leaves. */
export const REPORT_FILES = [
  "conversations.ndjson",
  "statistics.csv",
  "quota.json",
  "anomalies.ndjson",
  "report.html",
] as const;

/** One of {@link REPORT_FILES}. */
export type ReportFile = (typeof REPORT_FILES)[number];

/** What logs are made of for a report: what stands on the page, what in the files beside it, and what is summed up. */
export interface GatheredReport {
  readonly figures: ReportFigures;
  readonly files: Omit<Contents<ReportFile>, "report.html">;
  readonly overview: Overview;
  readonly subscribed: SubscribedAccounts;
}
