import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** What a script prints. It imports the package as it was built by the suite's global set-up. */
function run(script: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  return { status, lines: stdout.trimEnd().split("\n"), stderr };
}

test("the service decides about commands", () => {
  expect(run("examples/service.mjs")).toEqual({
    status: 0,
    lines: [
      "e1 ArriveVisitor: VisitorArrived",
      "e2 ClickButton: refused, bot-not-present",
      "e3 TriggerBot: BotTriggered",
      "e4 ClickButton: ButtonClicked",
      "e4 ClickButton: was carried out before",
      "e5 CloseChat: ChatClosed",
      "e6 SendBotMessage: refused, chat-closed",
      "e7 RateChat: ChatRated",
      "c1 is resolved; its label is Joined by chatbot",
    ],
    stderr: "",
  });
});

test("the analyst gets answers", () => {
  expect(run("examples/analyst.mjs")).toEqual({
    status: 0,
    lines: [
      "2033 lines, 13 anomalies",
      "",
      "How were the weeks?",
      "2024-03-18: 44 triggered, 19 resolved, 9 escalated, 67.9 %",
      "2024-03-25: 36 triggered, 17 resolved, 1 escalated, 94.4 %",
      "2024-04-01: 34 triggered, 17 resolved, 7 escalated, 70.8 %",
      "2024-04-08: 53 triggered, 18 resolved, 15 escalated, 54.5 %",
      "all: 71 resolved of 103, 68.9 %",
      "",
      "Which bot does what?",
      "orders: 67 triggered, 34 resolved, 13 escalated",
      "welcome: 106 triggered, 37 resolved, 19 escalated",
      "",
      "Which chats escalated in the first week, after the visitor had clicked?",
      "c009, c041, c066",
      "",
      "Why is the first one of them escalated?",
      expect.stringMatching(/^escalated: .*the last contact with the team is at or after the first sign of the bot\.$/),
      "evidence: c009-2, c009-6",
      "without every contact with the team at or after the first sign of the bot, it would be resolved",
    ],
    stderr: "",
  });
});
