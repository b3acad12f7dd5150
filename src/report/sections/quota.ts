import { timeZoneOf } from "../../domain/time-zone.ts";
import { localTime } from "../../projections/local-time.ts";
import { number } from "../../projections/number-text.ts";
import { nearestToLimit } from "../../projections/quota-dashboard/nearest-to-limit.ts";
import { burnDownChart } from "../charts/burn-down-chart.ts";
import type { Drawing } from "../charts/drawing.ts";
import { picture } from "../charts/picture.ts";
import { count, moment } from "../figure-text.ts";
import { type Html, html, type Value } from "../html.ts";
import { logText } from "../log-text.ts";
import type { ReportedAccount, ReportFigures } from "../report-figures.ts";
import { table, unfolding } from "../table.ts";
import { lead, type Section } from "./section.ts";

const MOST_LISTED = 50;
const MOST_DRAWN = 6;

/** What is left of each account's chatbot conversations, and how long that lasts. */
export function quota(drawing: Drawing, { quota, asOf, options }: ReportFigures): Section {
  const section = { id: "quota", title: "Quota" };
  const accounts = quota.map((account) => ({ ...account, ...account.dashboard }));
  if (accounts.length === 0) return { ...section, content: lead("No account has a plan.") };
  const listed = nearestToLimit(accounts, MOST_LISTED);
  const drawn = nearestToLimit(accounts, MOST_DRAWN);
  const limits = [
    listed.length < accounts.length
      ? `The ${number(listed.length)} accounts nearest to their limit are listed, of ${number(accounts.length)}; quota.json has all.`
      : "",
    drawn.length < listed.length ? `The ${number(drawn.length)} nearest are drawn.` : "",
  ];
  const zoneOf = ({ dashboard }: ReportedAccount) => timeZoneOf(dashboard.timeZone ?? options.timeZone ?? "UTC");
  return {
    ...section,
    content: html`${lead(`Chatbot conversations of the running month as of ${localTime(asOf, timeZoneOf(options.timeZone ?? "UTC"))}. Months begin and end on the account's own clock. `, limits.filter((text) => text !== "").join(" "))}${table(
      {
        caption: "Quota by account",
        captionIsHidden: true,
        columns: [
          { title: "Account", of: "words" },
          { title: "Plan", of: "words" },
          { title: "Limit", of: "numbers" },
          { title: "Used", of: "numbers" },
          { title: "Left", of: "numbers" },
          { title: "Over", of: "numbers" },
          { title: "Next month", of: "numbers" },
          { title: "Month ends", of: "numbers" },
          { title: "Lasts until", of: "numbers" },
          { title: "Warnings", of: "words" },
        ],
        rows: listed.map((account) => {
          const { accountId, plan, limit, used, remaining, overage, nextLimit, period, exhaustsAt, thresholds } =
            account.dashboard;
          const zone = zoneOf(account);
          return [
            logText(accountId),
            logText(plan ?? "none"),
            count(limit),
            count(used),
            count(remaining),
            overage === 0 ? "–" : count(overage),
            count(nextLimit),
            period === null ? "–" : moment(period.end, zone),
            lastsUntil(limit, remaining, exhaustsAt === null ? "the month's end" : moment(exhaustsAt, zone)),
            thresholds.length === 0
              ? "–"
              : thresholds.map(({ pct, at }) => html`<div class="id">${count(pct)} % on ${moment(at, zone)}</div>`),
          ];
        }),
      },
    )}<ul class="legend"><li><svg class="key" aria-hidden="true" viewBox="0 0 24 4" width="24" height="4"><line x2="24" y1="2" y2="2" stroke="var(--resolved)" stroke-width="2"/></svg>left, at the end of each day</li><li><svg class="key" aria-hidden="true" viewBox="0 0 24 4" width="24" height="4"><line x2="24" y1="2" y2="2" stroke="var(--resolved)" stroke-width="2" stroke-dasharray="5,4"/></svg>where the pace of the month so far leads</li><li><svg class="key" aria-hidden="true" viewBox="0 0 24 4" width="24" height="4"><line x2="24" y1="2" y2="2" stroke="var(--axis)" stroke-dasharray="1,3"/></svg>thresholds</li></ul>
<div class="multiples">
${drawn.map((account, i) => burnDownFigure(drawing, account, i + 1))}</div>
`,
  };
}

function lastsUntil(limit: number, remaining: number, end: Value): Value {
  if (limit === 0) return "–";
  return remaining === 0 ? "used up" : end;
}

function burnDownFigure(drawing: Drawing, account: ReportedAccount, place: number): Html {
  const { dashboard, burnDown } = account;
  const { accountId, period, limit, remaining } = dashboard;
  const zone = timeZoneOf(dashboard.timeZone ?? "UTC");
  if (period === null) return html``;
  const { forecast, balances } = burnDown;
  const caption = {
    id: `burn-down-${place}`,
    title: "Chatbot conversations left this month",
    description: `${number(remaining)} of ${number(limit)} left. The figures are in the table below.`,
  };
  return html`<figure><h3>${logText(accountId)}</h3>
<p class="fraction">${count(remaining)} of ${count(limit)} left${forecastText(account)}</p>
${picture(caption, burnDownChart(drawing, burnDown, period, zone), "everywhere")}${unfolding(
  "Figures of this chart",
  table({
    caption: `What was left, by day, ${zone.name}`,
    columns: [
      { title: "At the end of", of: "words" },
      { title: "Limit", of: "numbers" },
      { title: "Used", of: "numbers" },
      { title: "Left", of: "numbers" },
    ],
    rows: [
      ...balances.map(({ at, limit, used, left }) => [moment(at, zone), count(limit), count(used), count(left)]),
      ...(forecast === null ? [] : [[html`${moment(forecast.at, zone)} (forecast)`, "", "", count(forecast.left)]]),
    ],
  }),
)}</figure>
`;
}

function forecastText({ burnDown: { forecast }, dashboard }: ReportedAccount): Value {
  if (dashboard.limit > 0 && dashboard.remaining === 0) return ", used up";
  if (forecast === null) return "";
  const zone = timeZoneOf(dashboard.timeZone ?? "UTC");
  return forecast.left === 0
    ? html`; at this pace none after ${moment(forecast.at, zone)}`
    : html`; at this pace ${count(forecast.left)} at the month&rsquo;s end`;
}
