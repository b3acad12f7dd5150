import { classify, foldConversation, inactivityMoment, initialConversation } from "chatledger";
import { describe, expect, test } from "vitest";
import { at, event, time } from "../support/events.ts";

const HOUR = 3_600_000;
const chat = foldConversation([event.BotTriggered(at("10:00")), event.ButtonClicked(at("10:30"))]);

describe("closing by inactivity", () => {
  test.each([
    ["before the moment", "11:29:59.999", { outcome: "in-progress", settled: false }, null],
    ["at the moment", "11:30", { outcome: "resolved", settled: true }, "11:30"],
    ["after the moment", "23:00", { outcome: "resolved", settled: true }, "11:30"],
    ["before the last event, an hour after the first", "10:29", { outcome: "no-reaction", settled: false }, null],
  ])("%s", (_, clock, verdict, moment) => {
    const options = { inactivityTimeout: HOUR, asOf: time(clock) };
    expect(classify(chat, options)).toMatchObject(verdict);
    expect(inactivityMoment(chat, options)).toBe(moment === null ? null : time(moment));
  });

  test("an event at asOf is seen, and a later one is not", () => {
    const moment = (asOf: string) => inactivityMoment(chat, { inactivityTimeout: 0, asOf: time(asOf) });
    expect(moment("10:30")).toBe(time("10:30"));
    expect(moment("10:29:59.999")).toBe(time("10:00"));
  });

  test("an asOf that is no instant is named", () => {
    expect(() => inactivityMoment(chat, { inactivityTimeout: 0, asOf: "noon" })).toThrow(
      expect.objectContaining({ code: "invalid-instant", message: expect.stringMatching(/^asOf: /) }),
    );
  });

  test("needs asOf, and says so", () => {
    expect(() => classify(chat, { inactivityTimeout: HOUR })).toThrow(
      expect.objectContaining({
        code: "as-of-required",
        message: "inactivityTimeout: closing by inactivity needs asOf, the time to judge at.",
      }),
    );
    expect(() => classify(chat, { ruleOptions: { inactivityTimeout: HOUR } })).toThrow(
      expect.objectContaining({ code: "as-of-required" }),
    );
  });

  test("is off by default, and with null", () => {
    expect(classify(chat, { asOf: time("23:00") }).settled).toBe(false);
    expect(classify(chat, { asOf: time("23:00"), inactivityTimeout: null }).settled).toBe(false);
  });

  test("any event counts, one of an agent or a rating too", () => {
    const options = { inactivityTimeout: HOUR, asOf: time("11:30") };
    for (const next of [event.AgentJoined, event.ChatRated, event.VisitorArrived, event.BotMessageSent]) {
      const later = foldConversation([event.ButtonClicked(at("10:30")), next(at("10:30:00.001"))]);
      expect(classify(later, options).settled).toBe(false);
    }
  });

  test("a chat that goes on after a long silence is open again", () => {
    const events = [event.ButtonClicked(at("10:00")), event.ButtonClicked(at("20:00"))];
    const options = { inactivityTimeout: HOUR, asOf: time("20:30") };
    expect(classify(foldConversation(events), options).outcome).toBe("in-progress");
    expect(classify(foldConversation(events), { ...options, asOf: time("19:00") }).outcome).toBe("resolved");
  });

  test("a chat that was closed stays closed, and one that was reopened closes again", () => {
    const closed = [event.ButtonClicked(at("10:00")), event.ChatClosed(at("10:01"))];
    const options = { inactivityTimeout: HOUR, asOf: time("10:30") };
    expect(classify(foldConversation(closed), options).settled).toBe(true);
    const reopened = foldConversation([...closed, event.ButtonClicked(at("10:02"))]);
    expect(classify(reopened, options).settled).toBe(false);
    expect(classify(reopened, { ...options, asOf: time("11:02") }).settled).toBe(true);
  });

  test("a conversation without events never closes", () => {
    const options = { inactivityTimeout: 0, asOf: time("23:00") };
    expect(classify(initialConversation(), options).settled).toBe(false);
    expect(inactivityMoment(initialConversation(), options)).toBeNull();
  });

  test("no time is needed for a timeout of 0", () => {
    expect(classify(chat, { inactivityTimeout: 0, asOf: time("10:30") }).outcome).toBe("resolved");
  });
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("a timeout of %s is refused", (inactivityTimeout) => {
  const message = `inactivityTimeout: expected whole milliseconds from 0, got the number ${inactivityTimeout}.`;
  expect(() => inactivityMoment(chat, { inactivityTimeout, asOf: time("23:00") })).toThrow(
    expect.objectContaining({ code: "invalid-option", message }),
  );
});
