import { number } from "../../projections/number-text.ts";
import { count } from "../figure-text.ts";
import { type Html, html } from "../html.ts";
import { logMessage, logText } from "../log-text.ts";
import type { ReportedKind, ReportFigures } from "../report-figures.ts";
import { table, unfolding } from "../table.ts";
import { lead, type Section } from "./section.ts";

const MOST_CONTRADICTIONS = 10;

/** What is odd about the log, and about the events of billing. */
export function anomalies({ anomalies, quota }: ReportFigures): Section {
  const section = { id: "anomalies", title: "Anomalies" };
  const contradictions = quota.flatMap(({ dashboard }) =>
    dashboard.anomalies.map(({ code, eventId }) => ({ accountId: dashboard.accountId, code, eventId })),
  );
  if (anomalies.size === 0 && contradictions.length === 0) return { ...section, content: lead("Nothing odd.") };
  const kinds = [...anomalies];
  return {
    ...section,
    content: html`${lead("An error is a fault of the log: the line is left out, or an id stands for two events. A note is harmless. The good lines are counted in either case.")}${
      kinds.length === 0
        ? ""
        : table({
            caption: "Anomalies of the log by kind",
            captionIsHidden: true,
            columns: [
              { title: "Kind", of: "words" },
              { title: "Severity", of: "words" },
              { title: "Times", of: "numbers" },
            ],
            rows: kinds.map(([kind, { severity, times }]) => [logText(kind), severity, count(times)]),
          })
    }${kinds.map(([kind, odd]) => unfolding(html`Where: ${logText(kind)}`, places(odd)))}${
      contradictions.length === 0
        ? ""
        : table({
            caption: `Events of billing that contradict what came before${contradictions.length > MOST_CONTRADICTIONS ? `: the first ${MOST_CONTRADICTIONS} of ${number(contradictions.length)}` : ""}`,
            columns: [
              { title: "Event", of: "words" },
              { title: "Account", of: "words" },
              { title: "Kind", of: "words" },
            ],
            rows: contradictions
              .slice(0, MOST_CONTRADICTIONS)
              .map(({ accountId, code, eventId }) => [logText(eventId), logText(accountId), code]),
          })
    }`,
  };
}

function places({ times, first }: ReportedKind): Html {
  const more = times - first.length;
  return html`<ol class="places">
${first.map(
  ({ file, line, message }) =>
    html`<li><code>${logText(file)}${line === undefined ? "" : `:${line}`}</code> ${logMessage(message)}</li>
`,
)}${more > 0 ? html`<li class="more">and ${number(more)} more; anomalies.ndjson has all</li>\n` : ""}</ol>
`;
}
