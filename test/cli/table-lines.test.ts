import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tableLines } from "../../src/cli/table-lines.ts";

describe("a table", () => {
  test("has numbers and rates to the right, texts to the left", () => {
    expect(
      tableLines(
        ["Account", "Count", "Rate"],
        [
          ["a", 1_234, "–"],
          ["\u{1F600}b", 5, "33.3 %"],
          ["long\u001b", 0, "100.0 %"],
        ],
      ),
    ).toEqual([
      "Account     Count     Rate",
      "──────────  ─────  ───────",
      "a           1,234        –",
      "\u{1F600}b              5   33.3 %",
      "long\\u001b      0  100.0 %",
    ]);
  });

  test("without rows is its header", () => {
    expect(tableLines(["A", "Bc"], [])).toEqual(["A  Bc", "─  ──"]);
  });

  test("of 100,000 rows fits", () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => ["account", i]);
    expect(tableLines(["Account", "Count"], rows)).toHaveLength(100_002);
  });

  test("on a terminal has its titles in bold, if colours are wanted", () => {
    const rows = [["a", 1]];
    const look = { width: 80, isColoured: true };
    expect(tableLines(["Account", "Count"], rows, look)[0]).toBe("\u001b[1mAccount  Count\u001b[22m");
    expect(tableLines(["Account", "Count"], rows, { ...look, isColoured: false })).toEqual(
      tableLines(["Account", "Count"], rows),
    );
  });

  test("that is too wide for its terminal goes on below, with what a row is of, and long texts are cut", () => {
    const lines = tableLines(["Account", "First", "Second", "Third"], [["a-very-long-account", 1, 22, 333]], {
      width: 24,
      isColoured: false,
    });
    expect(lines).toEqual([
      "Account   First  Second",
      "────────  ─────  ──────",
      "a-very-…      1      22",
      "",
      "Account   Third",
      "────────  ─────",
      "a-very-…    333",
    ]);
  });

  test("has pictures beside its rows, as wide as there is room, and none where there is not enough", () => {
    const pictures = { title: "Rise", least: 5, most: 7, drawn: [(width: number) => "#".repeat(width), () => ""] };
    const rows = [
      ["a", 1],
      ["b", 2],
    ];
    const lines = (width: number) => tableLines(["Account", "Count"], rows, { width, isColoured: false }, pictures);
    const without = ["Account  Count", "───────  ─────", "a            1", "b            2"];
    expect(lines(20)).toEqual(without);
    expect(lines(Number.POSITIVE_INFINITY)).toEqual(without);
    expect(lines(21)).toEqual([
      "Account  Count  Rise",
      "───────  ─────  ─────",
      "a            1  #####",
      "b            2",
    ]);
    expect(lines(100)[2]).toBe("a            1  #######");
  });

  test("shows every title and number whatever the width, and fits if any two columns do", () => {
    const anyRows = fc.integer({ min: 1, max: 6 }).chain((columns) =>
      fc.array(fc.tuple(fc.string({ maxLength: 60 }), fc.array(fc.nat(), { minLength: columns, maxLength: columns })), {
        minLength: 1,
        maxLength: 5,
      }),
    );
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 45, max: 200 }), (rows, width) => {
        const header = ["Account", ...(rows[0]?.[1] ?? []).map((_, i) => `Title ${i}`)];
        const look = { width, isColoured: false };
        const lines = tableLines(
          header,
          rows.map(([name, numbers]) => [`${name}.`, ...numbers]),
          look,
        );
        for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(width);
        const text = lines.join("\n");
        for (const title of header) expect(text).toContain(title);
        for (const number of rows.flatMap(([, numbers]) => numbers))
          expect(text).toContain(number.toLocaleString("en-US"));
      }),
    );
  });
});
