import { expect, test } from "vitest";
import { readJson } from "../../src/domain/read-json.ts";

test("whatever JSON a line is, it is read", () => {
  expect(readJson(' { "a": [1, null] }\r')).toEqual({ success: true, value: { a: [1, null] } });
  expect(readJson("0")).toEqual({ success: true, value: 0 });
});

test("what is none is refused, and shown", () => {
  expect(readJson("{a}")).toEqual({
    success: false,
    error: expect.objectContaining({
      code: "invalid-json",
      path: "",
      message: 'expected one JSON object on the line, got "{a}".',
    }),
  });
});
