import { number } from "../../projections/number-text.ts";
import { BARS, bar } from "../bar.ts";
import { count, fraction, share } from "../figure-text.ts";
import { html } from "../html.ts";
import { logText } from "../log-text.ts";
import type { ReportFigures } from "../report-figures.ts";
import { table } from "../table.ts";
import { lead, type Section } from "./section.ts";

const MOST_SHOWN = 20;

/** What the bots and their buttons did. */
export function bots({ bots, buttons, summary }: ReportFigures): Section {
  const section = { id: "bots", title: "Bots and buttons" };
  if (bots.length === 0) return { ...section, content: lead("No chatbot was shown.") };
  const shownBots = bots.toSorted((a, b) => b.triggered - a.triggered).slice(0, MOST_SHOWN);
  const shownButtons = buttons.toSorted((a, b) => b.conversations - a.conversations).slice(0, MOST_SHOWN);
  const ofAccount = summary.accounts > 1 ? [{ title: "Account", of: "aside" as const }] : [];
  const account = (accountId: string) => (summary.accounts > 1 ? [logText(accountId)] : []);
  // Where there is no room for columns, what it is of stands below its name.
  const within = (name: string, ...of: readonly string[]) =>
    html`${logText(name)}<small class="within">${of.map((item) => html`${logText(item)} `)}</small>`;
  return {
    ...section,
    content: html`${lead("Several bots can take part in one conversation, so their columns need not add up. A button that many contact the team after did not answer their question.")}${table(
      {
        caption: `Bots${limited(shownBots.length, bots.length, "most often shown")}`,
        columns: [
          { title: "Bot", of: "words" },
          ...ofAccount,
          { title: "Triggered", of: "numbers" },
          { title: "Joined", of: "numbers" },
          { title: "Resolved", of: "numbers" },
          { title: "Escalated", of: "numbers" },
        ],
        rows: shownBots.map(({ accountId, botId, triggered, chatbotConversations, resolved, escalated }) => [
          within(botId, ...(summary.accounts > 1 ? [accountId] : [])),
          ...account(accountId),
          count(triggered),
          count(chatbotConversations),
          count(resolved),
          count(escalated),
        ]),
      },
    )}${
      shownButtons.length === 0
        ? ""
        : table({
            caption: `Buttons${limited(shownButtons.length, buttons.length, "most often clicked")}`,
            columns: [
              { title: "Button", of: "words" },
              { title: "Bot", of: "aside" },
              ...ofAccount,
              { title: "Clicks", of: "aside numbers" },
              { title: "Conversations", of: "aside numbers" },
              { title: "Contacted support after this button", of: "numbers" },
              { title: "Share", of: "numbers" },
              BARS,
            ],
            rows: shownButtons.map(({ accountId, botId, buttonId, clicks, conversations, contacted }) => [
              within(buttonId, botId, ...(summary.accounts > 1 ? [accountId] : [])),
              logText(botId),
              ...account(accountId),
              count(clicks),
              count(conversations),
              fraction(contacted),
              share(contacted),
              bar(contacted, "escalated"),
            ]),
          })
    }`,
  };
}

function limited(shown: number, all: number, which: string): string {
  return shown === all ? "" : `: the ${number(shown)} ${which} of ${number(all)}`;
}
