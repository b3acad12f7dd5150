import type { StatisticsQuestion } from "../../projections/statistics/statistics-options.ts";
import { asNumber } from "../figure-sql.ts";
import { type Sql, sql } from "../fragment.ts";
import type { MarkedEvents } from "../marked-events.ts";
import { overServers } from "../over-servers.ts";
import type { Question } from "../question.ts";
import type { Column } from "../select.ts";
import { brokenDown } from "./broken-down.ts";

/** A row for each account and bot with what `botStatistics` says of it. */
export function botQuery(question: Question, asked: StatisticsQuestion): Sql {
  const { dialect, source } = question;
  const { botId } = source.inner;
  const name = (text: string) => dialect.identifier(text);
  const [isPresent, appeared] = [name("bot_appears"), name("bot_appeared")];
  const [interacts, interacted] = [name("bot_interacts"), name("bot_interacted")];
  const [bots, bot, appearances] = [name("bots"), name("bot_item"), name("bot_appearances")];
  const [hasLast, last] = [name("any_bot_interaction"), name("last_bot_interaction")];
  const isBot = sql`${botId} <> ${dialect.text("")}`;
  const interaction = (events: MarkedEvents) =>
    sql`${events.isOf("interaction")} AND ${events.column("botId")} <> ${dialect.text("")}`;
  const { rows, judged } = brokenDown(question, asked, {
    needs: { moments: ["contactInReaction"] },
    more: (events) => [
      {
        name: hasLast,
        of: dialect.some(interaction(events)),
        merged: (part) => dialect.some(part(hasLast)),
      },
      {
        name: last,
        of: dialect.max(events.place, interaction(events)),
        merged: (part) => dialect.max(part(last), part(hasLast)),
      },
    ],
    parts: {
      by: ["botId"],
      isDistinct: false,
      ofEach: (events) => [
        { name: isPresent, of: dialect.some(events.isOf("presence")) },
        { name: appeared, of: dialect.min(events.place, events.isOf("presence")) },
        { name: interacts, of: dialect.some(events.isOf("interaction")) },
        { name: interacted, of: dialect.max(events.place, events.isOf("interaction")) },
      ],
      ofAll: () => [
        [
          dialect.list(dialect.row([botId, appeared, asNumber(interacts), interacted]), sql`${isPresent} AND ${isBot}`),
          bots,
        ],
        [dialect.list(appeared, sql`${isPresent} AND ${isBot}`), appearances],
      ],
    },
    list: bots,
    item: bot,
  });
  const isOutcome = (outcome: string) => sql`${judged.outcome} = ${dialect.text(outcome)}`;
  const isLast = sql`${hasLast} AND ${dialect.part(bot, 3)} = 1 AND ${dialect.part(bot, 4)} = ${last}`;
  const before = dialect.atOrBefore(appearances, judged.place("contactInReaction"));
  const isNewest = sql`${judged.has("contactInReaction")} AND NOT ${dialect.isEmpty(before)} AND ${dialect.part(bot, 2)} = ${dialect.greatest(before)}`;
  const columns: readonly Column[] = [
    [judged.account, name("accountId")],
    [dialect.part(bot, 1), name("botId")],
    [sql`count(*)`, name("triggered")],
    [dialect.count(sql`${dialect.part(bot, 3)} = 1`), name("chatbotConversations")],
    [dialect.count(sql`${isOutcome("resolved")} AND ${isLast}`), name("resolved")],
    [dialect.count(sql`${isOutcome("escalated")} AND ${isNewest}`), name("escalated")],
  ];
  const key = [judged.account, dialect.part(bot, 1)];
  const says =
    "What each bot did: resolved goes to the bot of the last interaction, escalated to the newest one at the contact.";
  return overServers(question, { keys: key.length, says, columns, from: rows, groupBy: key }, key);
}
