import type { StatisticsQuestion } from "../../projections/statistics/statistics-options.ts";
import { type Sql, sql } from "../fragment.ts";
import { overServers } from "../over-servers.ts";
import type { Question } from "../question.ts";
import type { Column } from "../select.ts";
import { brokenDown } from "./broken-down.ts";

/** A row for each account, bot and button with what `buttonStatistics` says of it. */
export function buttonQuery(question: Question, asked: StatisticsQuestion): Sql {
  const { dialect, source } = question;
  const { botId, buttonId, type } = source.inner;
  const name = (text: string) => dialect.identifier(text);
  const [clicks, clicked] = [name("clicks_of_it"), name("first_click")];
  const [buttons, button] = [name("buttons"), name("button_item")];
  const [hasContact, lastContact] = [name("any_contact"), name("last_contact")];
  const isClick = sql`${type} = ${dialect.text("ButtonClicked")}`;
  const { rows, judged } = brokenDown(question, asked, {
    needs: { moments: [] },
    more: (events) => [
      {
        name: hasContact,
        of: dialect.some(events.isOf("contact")),
        merged: (part) => dialect.some(part(hasContact)),
      },
      {
        name: lastContact,
        of: dialect.max(events.place, events.isOf("contact")),
        merged: (part) => dialect.max(part(lastContact), part(hasContact)),
      },
    ],
    parts: {
      by: ["botId", "buttonId"],
      isDistinct: true,
      ofEach: (events) => [
        { name: clicks, of: dialect.count(isClick) },
        { name: clicked, of: dialect.min(events.place, isClick) },
      ],
      ofAll: () => [[dialect.list(dialect.row([botId, buttonId, clicks, clicked]), sql`${clicks} > 0`), buttons]],
    },
    list: buttons,
    item: button,
  });
  const key = [judged.account, dialect.part(button, 1), dialect.part(button, 2)];
  const columns: readonly Column[] = [
    [judged.account, name("accountId")],
    [dialect.part(button, 1), name("botId")],
    [dialect.part(button, 2), name("buttonId")],
    [dialect.sum(dialect.part(button, 3)), name("clicks")],
    [sql`count(*)`, name("conversations")],
    [dialect.count(sql`${hasContact} AND ${lastContact} >= ${dialect.part(button, 4)}`), name("contactedAfter")],
  ];
  const says = "How each button was used.";
  return overServers(question, { keys: key.length, says, columns, from: rows, groupBy: key }, key);
}
