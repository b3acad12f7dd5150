import {
  CommandRefused,
  conversationDecider,
  type Decider,
  isCommandRefused,
  orThrow,
  type Rejected,
} from "chatledger";
import { describe, expect, test } from "vitest";
import { event, time } from "../support/events.ts";

/** A door that can be opened once. */
const door: Decider<boolean, "open", "opened", Rejected<"already-open"> & { readonly since: string }> = {
  initialState: () => false,
  decide: (_, isOpen) =>
    isOpen
      ? { outcome: "rejected", reason: "already-open", message: "The door is open.", since: "noon" }
      : { outcome: "accepted", events: ["opened"] },
  evolve: () => true,
};

describe("orThrow", () => {
  const { initialState, decide, evolve } = orThrow(door);

  test("gives the events of an accepted command", () => {
    expect(initialState()).toBe(false);
    expect(decide("open", false)).toStrictEqual(["opened"]);
    expect(evolve(false, "opened")).toBe(true);
  });

  test("throws a refusal with its code, its words and the refusal itself", () => {
    let thrown: unknown;
    try {
      decide("open", true);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(CommandRefused);
    expect(thrown).toMatchObject({
      name: "CommandRefused",
      code: "already-open",
      message: "The door is open.",
      refusal: { outcome: "rejected", reason: "already-open", message: "The door is open.", since: "noon" },
    });
  });

  test("gives an array of its own", () => {
    const events: readonly string[] = Object.freeze(["opened"]);
    const always = orThrow<boolean, string, string, Rejected<string>>({
      initialState: () => false,
      decide: () => ({ outcome: "accepted", events }),
      evolve: () => true,
    });
    const own = always.decide("open", false);
    own.push("more");
    expect(events).toStrictEqual(["opened"]);
  });

  test("works for conversations", () => {
    const chat = orThrow(conversationDecider);
    const state = chat.evolve(chat.initialState(), event.BotTriggered());
    const at = time("11:00");
    expect(chat.decide({ type: "CloseChat", at, id: "close", closedBy: "agent" }, state)).toHaveLength(1);
    expect(() => chat.decide({ type: "CloseChat", at, id: "close", closedBy: "agent" }, chat.initialState())).toThrow(
      expect.objectContaining({ code: "nothing-to-close" }),
    );
  });
});

describe("isCommandRefused", () => {
  const refusal: Rejected<"no"> = { outcome: "rejected", reason: "no", message: "No." };

  test("knows a refused command, of another copy of the package too", () => {
    expect(isCommandRefused(new CommandRefused(refusal))).toBe(true);
    expect(isCommandRefused(Object.assign(new Error("No."), { name: "CommandRefused", code: "no", refusal }))).toBe(
      true,
    );
  });

  test.each([
    [undefined],
    [null],
    [refusal],
    [new Error("No.")],
    [Object.assign(new Error("No."), { name: "CommandRefused" })],
    [Object.assign(new Error("No."), { refusal })],
  ])("refuses anything else: %s", (value) => {
    expect(isCommandRefused(value)).toBe(false);
  });
});
