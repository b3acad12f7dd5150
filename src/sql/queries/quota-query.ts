import { compareText } from "../../domain/text-order.ts";
import { COUNTED } from "../event-source.ts";
import { join, type Sql, sql } from "../fragment.ts";
import { gatheredConversations } from "../judged-conversations.ts";
import { type Counts, overServers } from "../over-servers.ts";
import type { Question } from "../question.ts";
import { type Column, choose, subselect } from "../select.ts";

/** A month of an account, or of all of them, in epoch milliseconds. */
export interface Month {
  readonly accountId: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** A row for each account and month of which something was used: how many conversations were first counted in it. */
export function quotaQuery(question: Question, months: readonly Month[], accountId: string | undefined): Sql {
  const { dialect } = question;
  const name = (text: string) => dialect.identifier(text);
  const [hasOwn, ownAt] = [name("any_count"), name("first_count_at")];
  const [countedAt, month] = [name("counted_at"), name("month")];
  const { rows, account, has, at } = gatheredConversations(question, {
    claims: [],
    moments: ["firstInteraction"],
    outcome: false,
    withCounts: true,
    accountId,
    more: (events) => {
      const is = sql`${events.column("type")} = ${dialect.text(COUNTED)}`;
      const ownInstant = dialect.min(events.column("occurredAt"), is);
      return [
        { name: hasOwn, of: dialect.some(is), merged: (part) => dialect.some(part(hasOwn)) },
        { name: ownAt, of: ownInstant, merged: (part) => dialect.min(part(ownAt), part(hasOwn)) },
      ];
    },
  });
  const [hasFirst, firstAt] = [has("firstInteraction"), at("firstInteraction")];
  const counted = subselect({
    says: "Each conversation that counts, by its first interaction or by a count of its own, whichever came first.",
    columns: [
      [account],
      [choose([[sql`${hasOwn} AND (NOT ${hasFirst} OR ${ownAt} < ${firstAt})`, ownAt]], firstAt), countedAt],
    ],
    from: rows,
    where: [sql`(${hasOwn} OR ${hasFirst})`],
  });
  const inMonths = subselect({
    says: "The month of that moment.",
    columns: [[account], [monthSql(question, months, account, countedAt), month]],
    from: counted,
  });
  const columns: readonly Column[] = [
    [account, name("accountId")],
    [dialect.part(month, 1), name("from")],
    [dialect.part(month, 2), name("to")],
    [sql`count(*)`, name("used")],
  ];
  const [start, end] = [dialect.part(month, 1), dialect.part(month, 2)];
  const counts: Counts = {
    keys: 3,
    says: "How many conversations used the quota, by account and month.",
    columns,
    from: inMonths,
    where: [sql`${start} < ${end}`],
    groupBy: [account, start, end],
  };
  return overServers(question, counts, [account, start]);
}

/** The month of an instant, as its start and end; twice 0 if it is in none. */
function monthSql({ dialect }: Question, months: readonly Month[], account: Sql, at: Sql): Sql {
  const bounds = (start: number, end: number) => dialect.row([dialect.bigint(start), dialect.bigint(end)]);
  const none = bounds(0, 0);
  const arms = (of: readonly Month[]): Sql => {
    const cases: (readonly [Sql, Sql])[] = [];
    let until = Number.NEGATIVE_INFINITY;
    for (const { start, end } of of.toSorted((a, b) => a.start - b.start)) {
      if (start > until) cases.push([sql`${at} < ${dialect.bigint(start)}`, none]);
      cases.push([sql`${at} < ${dialect.bigint(end)}`, bounds(start, end)]);
      until = end;
    }
    return choose(cases, none);
  };
  const ofAll = months.filter(({ accountId }) => accountId === undefined);
  const cases = accountsWithMonths(months).map(([accounts, of]) => {
    const isOne = sql`${account} IN (${join(accounts.map(dialect.text), sql`, `)})`;
    return [isOne, arms(of)] as const;
  });
  return choose(cases, arms(ofAll));
}

/** Accounts that have the same months, and these. */
function accountsWithMonths(months: readonly Month[]): readonly (readonly [readonly string[], readonly Month[]])[] {
  const byAccount = new Map<string, Month[]>();
  for (const month of months) {
    const { accountId } = month;
    if (accountId === undefined) continue;
    const known = byAccount.get(accountId);
    if (known === undefined) byAccount.set(accountId, [month]);
    else known.push(month);
  }
  const alike = new Map<string, [string[], readonly Month[]]>();
  for (const [accountId, of] of [...byAccount].sort(([a], [b]) => compareText(a, b))) {
    const key = JSON.stringify(of.map(({ start, end }) => [start, end]));
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [[accountId], of]);
    else known[0].push(accountId);
  }
  return [...alike.values()];
}
