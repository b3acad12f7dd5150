import { formatInstant } from "../domain/instant.ts";
import { type TimeZone, timeZoneOf } from "../domain/time-zone.ts";
import { localTime } from "../projections/local-time.ts";
import { type Drawing, loadDrawing } from "./charts/drawing.ts";
import { count, moment } from "./figure-text.ts";
import { type Html, html, trusted } from "./html.ts";
import { logText } from "./log-text.ts";
import type { ReportFigures } from "./report-figures.ts";
import { anomalies } from "./sections/anomalies.ts";
import { bots } from "./sections/bots.ts";
import { funnel } from "./sections/funnel.ts";
import { headline } from "./sections/headline.ts";
import { overTime } from "./sections/over-time.ts";
import { quota } from "./sections/quota.ts";
import { sample } from "./sections/sample.ts";
import { type Section, sectionHtml } from "./sections/section.ts";
import { week } from "./sections/week.ts";
import { STYLE } from "./style.ts";

/**
 * A report as one HTML page, which needs nothing beside it: no script, no network. The same figures give the same page to
 * the byte.
 *
 * @throws ReportError `missing-package` where the packages that draw the charts are not installed.
 * @see docs/report.md
 */
export async function htmlReport(figures: ReportFigures): Promise<string> {
  return page(figures, await loadDrawing()).toString();
}

function page(figures: ReportFigures, drawing: Drawing): Html {
  const sections = [
    headline(figures),
    overTime(drawing, figures),
    funnel(drawing, figures),
    week(drawing, figures),
    bots(figures),
    quota(drawing, figures),
    anomalies(figures),
    sample(figures),
  ];
  return html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Chatbot report</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">To the figures</a>
${header(figures)}${contents(sections)}<main id="main">
${sections.map(sectionHtml)}</main>
</body>
</html>
`;
}

function header({ logs, summary, options, asOf }: ReportFigures): Html {
  const zone = timeZoneOf(options.timeZone ?? "UTC");
  const { accountId } = options;
  const { from, to } = summary.statistics;
  return html`<header>
<h1>Chatbot report${accountId === undefined ? "" : html` of ${logText(accountId)}`}</h1>
<p>${count(summary.events)} events in ${count(summary.conversations)} conversations of ${count(summary.accounts)} account${summary.accounts === 1 ? "" : "s"}${logs.length === 0 ? "" : html`, out of ${logs.slice(0, MOST_LOGS).map((log, i) => html`${i === 0 ? "" : ", "}${logText(log)}`)}${logs.length > MOST_LOGS ? ` and ${logs.length - MOST_LOGS} more` : ""}`}.</p>
<p>${from === null || to === null ? "" : html`Statistics from ${moment(from, zone)} to ${lastDay(to, zone)}, `}${zone.name}. Judged as of ${moment(asOf, zone)} by ${logText(summary.ruleSet)}.</p>
</header>
`;
}

const MOST_LOGS = 5;

/** The last day of an interval, which ends where the next one begins. */
function lastDay(to: string, zone: TimeZone): Html {
  const day = localTime(formatInstant(Date.parse(to) - 1), zone).slice(0, "2024-05-01".length);
  return html`<time datetime="${to}">${day}</time>`;
}

function contents(sections: readonly Section[]): Html {
  return html`<nav aria-label="Contents"><ul>${sections.map(({ id, title, short = title }) => html`<li><a href="#${id}">${short}</a></li>`)}</ul></nav>
`;
}
