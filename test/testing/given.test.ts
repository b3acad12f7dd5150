import { createQuotaDecider, type Decider, quotaDecider, type Rejected } from "chatledger";
import { account, given, visit } from "chatledger/testing";
import { tinyCatalogue } from "chatledger/testing/arbitraries";
import { describe, expect, test } from "vitest";
import { failure } from "./failure.ts";

const click = { type: "ClickButton", id: "c", at: "2024-05-01T10:05:00Z", botId: "bot", buttonId: "prices" } as const;
const cancel = { type: "CancelPlan", id: "c", at: "2024-05-01T10:05:00Z" } as const;

describe("what a decider should decide passes:", () => {
  test("the events that follow, by the fields that are named", () => {
    given(visit().botTriggered())
      .when(click)
      .then([{ type: "ButtonClicked", buttonId: "prices" }]);
    given(account().subscribes("pro"), quotaDecider)
      .when(cancel)
      .then([{ type: "PlanCancelled", accountId: "acme" }]);
  });

  test("nothing, for what was carried out before", () => {
    given(visit().botTriggered().clicks("prices", { id: "c" }))
      .when(click)
      .then([]);
    given(account().subscribes("pro").cancels(), quotaDecider).when(cancel).then([]);
  });

  test("a refusal, by its reason or by its fields", () => {
    given([]).when(click).then("bot-not-present");
    given([], quotaDecider).when(cancel).then("no-plan");
    given(account().subscribes("small"), createQuotaDecider({ catalogue: tinyCatalogue }))
      .when({ type: "PurchasePackage", id: "p", at: "2024-05-01T09:00:00Z", conversations: 6 })
      .then({ reason: "cap-exceeded", maxPurchasable: 5 });
  });

  test("a decider of another domain", () => {
    const door: Decider<boolean, "open" | "close", "opened" | "closed", Rejected<"open-already">> = {
      initialState: () => false,
      decide: (command, isOpen) =>
        isOpen && command === "open"
          ? { outcome: "rejected", reason: "open-already", message: "The door is open." }
          : { outcome: "accepted", events: [command === "open" ? "opened" : "closed"] },
      evolve: (_, event) => event === "opened",
    };
    given([], door).when("open").then(["opened"]);
    given<boolean, "open" | "close", "opened" | "closed", Rejected<"open-already">>(["opened"], door)
      .when("open")
      .then("open-already");
  });
});

test("values that are no plain fields are compared as wholes", () => {
  type Rung = { readonly at: Date; readonly times: bigint };
  const bell: Decider<null, Rung, Rung, Rejected<"never">> = {
    initialState: () => null,
    decide: (rung) => ({ outcome: "accepted", events: [rung] }),
    evolve: () => null,
  };
  const when = given<null, Rung, Rung, Rejected<"never">>([], bell).when({ at: new Date(0), times: 2n });
  when.then([{ at: new Date(0), times: 2n }]);
  expect(failure(() => when.then([{ at: new Date(1) }]))).toContain('+       "at": "1970-01-01T00:00:00.000Z"');
  expect(failure(() => when.then([{ times: 3n }]))).toContain('-       "times": "3n"\n+       "times": "2n"');
});

describe("a test that fails says what was given, what was expected and what came:", () => {
  test("refused, and should not have been", () => {
    expect(
      failure(() =>
        given(visit().arrives())
          .when(click)
          .then([{ type: "ButtonClicked" }]),
      ),
    ).toBe(
      `The command was refused: bot-not-present. This bot has not appeared in the conversation.

Given
  {"type":"VisitorArrived","id":"chat-1","occurredAt":"2024-05-01T10:00:00.000Z","accountId":"acme","conversationId":"chat"}
When
  {"type":"ClickButton","id":"c","at":"2024-05-01T10:05:00Z","botId":"bot","buttonId":"prices"}
Then
- expected
+ came

  {
-   "outcome": "accepted",
-   "events": [
-     {
-       "type": "ButtonClicked"
-     }
-   ]
+   "outcome": "rejected",
+   "reason": "bot-not-present",
+   "message": "This bot has not appeared in the conversation."
  }`,
    );
  });

  test("refused for another reason", () => {
    const message = failure(() => given([], quotaDecider).when(cancel).then("limit-reached"));
    expect(message).toContain("The command was refused for another reason: no-plan. The account has no plan.");
    expect(message).toContain("Given no event\nWhen\n");
    expect(message).toContain('-   "reason": "limit-reached"\n+   "reason": "no-plan"');
  });

  test("accepted, and should have been refused", () => {
    const message = failure(() => given(visit().botTriggered()).when(click).then("bot-not-present"));
    expect(message).toContain("The command was accepted, and should have been refused.");
    expect(message).toContain('+       "type": "ButtonClicked",');
  });

  test("another event, one too many, one too few, and a field that should not be there", () => {
    const when = given(visit().botTriggered()).when(click);
    const other = failure(() => when.then([{ type: "ButtonClicked", buttonId: "hours" }]));
    expect(other).toContain("Other events followed from the command.");
    expect(other).toContain('-       "buttonId": "hours"\n+       "buttonId": "prices"');
    expect(other).not.toContain('"occurredAt": "2024-05-01T10:05:00.000Z"');
    expect(failure(() => when.then([]))).toContain('+       "type": "ButtonClicked",');
    expect(failure(() => when.then([{ type: "ButtonClicked" }, { type: "ChatClosed" }]))).toContain('"ChatClosed"');
    expect(failure(() => when.then([{ conversationId: undefined }]))).toContain(
      '-       "conversationId": "(absent)"\n+       "conversationId": "chat"',
    );
  });
});

test("whoever awaits a decision, and so never says what he expects, is told", async () => {
  const when = given([]).when(click);
  const awaited: () => unknown = async () => await Object(when);
  await expect(awaited).rejects.toThrow("A decision is not awaited.");
});
