import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StatisticsRow } from "chatledger";
import { expect, test } from "vitest";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { tempFolder } from "../replay/temp-folder.ts";
import { parsed, valuesIn } from "../report/page.ts";
import { chatledger } from "./chatledger.ts";
import { atTerminal, piped } from "./in-process.ts";

const folder = tempFolder();
const LOG = "examples/example-log.ndjson";
const FLAGS = [LOG, "--tz", "Europe/Prague", "--account", "acme"];

test("every number on the page is that of the files and the summary beside it, to the last digit", async () => {
  const out = folder.at("report");
  const [{ stdout: summary }, { stdout: days }] = await Promise.all([
    piped(replayCommand, [...FLAGS, "--out", out]),
    piped(statsCommand, FLAGS),
  ]);
  const page = parsed(readFileSync(join(out, "report.html"), "utf8"));
  const { conversations, events, accounts, outcomes, labels, statistics, anomalies } = JSON.parse(summary);

  const [, ...header] = page.all("header > *");
  expect(header.flatMap(valuesIn)).toEqual([events, conversations, accounts]);

  const rates = [statistics.resolutionRate, statistics.escalationRate, statistics.reactionRate];
  const joined = { numerator: labels["joined-by-chatbot"], denominator: conversations };
  expect(page.all(".figures > div").map(valuesIn)).toEqual([
    ...rates.map(({ value, numerator, denominator }) => [value, numerator, denominator]),
    [joined.numerator / joined.denominator, joined.numerator, joined.denominator],
  ]);
  expect(page.table("All conversations by outcome").map(([, ...cells]) => cells.slice(0, 2).map(Number))).toEqual(
    ["resolved", "escalated", "in-progress", "no-reaction", "not-triggered"].map((outcome) => [
      outcomes[outcome],
      outcomes[outcome] / conversations,
    ]),
  );

  const rows: readonly StatisticsRow[] = JSON.parse(days);
  expect(rows.length).toBeGreaterThan(20);
  expect(page.table("Outcomes by day").map(([, ...cells]) => cells)).toEqual(
    rows.map(({ triggered, resolved, escalated, inProgress, noReaction, resolutionRate: rate }) => [
      ...[triggered, resolved, escalated, inProgress, noReaction].map(String),
      rate.value === null ? "–" : String(rate.value),
      `${rate.numerator}/${rate.denominator}`,
    ]),
  );

  const steps = ["triggered", "noReaction", "reactions", "resolved", "escalated", "inProgress"];
  expect(page.table("From trigger to outcome").map((cells) => cells.slice(2))).toEqual(
    steps.map((figure) => [
      String(statistics[figure]),
      String(statistics[figure] / statistics.triggered),
      `${statistics[figure]}/${statistics.triggered}`,
    ]),
  );

  const hours = page.table("Conversations by hour and weekday").flatMap(([, ...cells]) => cells.map(Number));
  expect(hours).toHaveLength(168);
  expect(hours.reduce((sum, count) => sum + count, 0)).toBe(statistics.triggered);

  const [quota] = JSON.parse(readFileSync(join(out, "quota.json"), "utf8"));
  const { limit, used, remaining, nextLimit, ledger } = quota;
  expect(page.table("Quota by account").map((cells) => cells.slice(0, 7))).toEqual([
    ["acme", "pro", ...[limit, used, remaining].map(String), "–", String(nextLimit)],
  ]);
  const balances = page.table("What was left, by day").slice(0, -1);
  expect(balances.at(-1)?.slice(1).map(Number)).toEqual([limit, used, remaining]);
  expect(ledger.map((line: { used: number }) => line.used)).toEqual(
    expect.arrayContaining(balances.map(([, , usedThen]) => Number(usedThen))),
  );

  const odd = lines(out, "anomalies.ndjson");
  expect(page.table("Anomalies of the log by kind").map(([kind, , times]) => [kind, Number(times)])).toEqual(
    Object.entries(anomalies),
  );
  expect(page.all(".places li")).toHaveLength(11);
  expect(page.all(".places li")[0]?.textContent).toContain(`${String(odd[0]?.["file"])}:${String(odd[0]?.["line"])}`);

  const verdicts = lines(out, "conversations.ndjson");
  const names: Record<string, string> = { escalated: "Escalated to human", resolved: "Resolved by chatbot" };
  const sampled = page
    .all(".sample tbody")
    .map((body) => [...body.querySelectorAll("th, td")].map((cell) => cell.textContent));
  expect(sampled).toHaveLength(20);
  for (const [name = "", account, outcome, label] of sampled) {
    const verdict = verdicts.find(({ conversationId }) => name.startsWith(String(conversationId)));
    expect([account, label]).toEqual([
      "acme",
      verdict?.["chatbotConversation"] === true ? "Joined by chatbot" : "none",
    ]);
    expect(outcome).toBe(names[String(verdict?.["outcome"])] ?? outcome);
  }
});

function lines(out: string, file: string): readonly Record<string, unknown>[] {
  return readFileSync(join(out, file), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("the last line names the report, for people below the summary, else apart from it", async () => {
  const [shown, told] = [folder.at("shown"), folder.at("told")];
  const { stdout } = await atTerminal(replayCommand, [LOG, "--out", shown]);
  expect(stdout.endsWith(`\nReport     ${join(shown, "report.html")}\n`)).toBe(true);
  const { stdout: json, stderr } = await piped(replayCommand, [LOG, "--out", told]);
  expect(JSON.parse(json)).not.toHaveProperty("report");
  expect(stderr).toBe(`chatledger: The report is ${join(told, "report.html")}.\n`);
});

test("where what draws it is not installed all else is left, and how to get it is said", async () => {
  const installed = folder.folder("installed");
  cpSync("dist", join(installed, "dist"), { recursive: true });
  writeFileSync(join(installed, "package.json"), '{"type":"module","version":"0.0.0"}');
  const out = folder.folder("without");
  writeFileSync(join(out, "report.html"), "of an earlier run");
  const run = ["replay", LOG, "--out", out, "--force", "--format", "table"];
  const { code, stdout, stderr } = await chatledger(run, { bin: join(installed, "dist/cli/main.js") });
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr:
      "chatledger: There is no report.html. The charts of a report need two packages more: npm install @observablehq/plot linkedom\n",
  });
  expect(stdout).not.toContain("Report ");
  expect(readdirSync(out).sort()).toEqual(["anomalies.ndjson", "conversations.ndjson", "quota.json", "statistics.csv"]);
});
