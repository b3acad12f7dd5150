import type { OverviewQuestion } from "../replay/scan/scan-overview.ts";
import { htmlReport } from "../report/html-report.ts";
import { isReportError } from "../report/report-error.ts";
import type { ReportFigures } from "../report/report-figures.ts";
import type { Call } from "./command.ts";
import { engineOf, type OnceRead } from "./flags.ts";
import type { GatheredReport, ReportFile } from "./gathered-report.ts";
import { type Io, say } from "./io.ts";
import type { OutFolder } from "./out-folder.ts";
import { withReplay } from "./read-log.ts";
import { reportByEngine } from "./report-by-engine.ts";
import { reportOfLogs } from "./report-of-logs.ts";

/** What was left in a folder, and what the logs say at a glance. */
interface LeftReport extends Pick<GatheredReport, "overview" | "subscribed"> {
  readonly hasPage: boolean;
}

/** Leaves a report of the logs that a command was called with, and hands it to whoever tells of it. */
export async function leaveReport<Result>(
  call: Call,
  question: OnceRead<OverviewQuestion>,
  folder: OutFolder<ReportFile>,
  tell: (left: LeftReport) => Promise<Result>,
): Promise<Result> {
  const leave = async (report: GatheredReport) => tell(await left(report, folder, call));
  const engine = engineOf(call.values);
  if (engine === undefined) return leave(await reportOfLogs(question, call));
  return withReplay(call, engine, (log) => reportByEngine(log, question, call), leave);
}

async function left(
  { figures, files, overview, subscribed }: GatheredReport,
  folder: OutFolder<ReportFile>,
  { io, signal }: Call,
): Promise<LeftReport> {
  const page = await pageOf(figures, io);
  await folder.write({ ...files, "report.html": page === undefined ? undefined : [page] }, signal);
  return { overview, subscribed, hasPage: page !== undefined };
}

/** The report as a page; nothing, and how to get it, where what draws it is not installed. */
async function pageOf(figures: ReportFigures, io: Io): Promise<string | undefined> {
  try {
    return await htmlReport(figures);
  } catch (error) {
    if (!isReportError(error)) throw error;
    say(io, `There is no report.html. ${error.message}`);
    return undefined;
  }
}
