import { expect, test } from "vitest";
import { chatledger } from "./chatledger.ts";

const LOG = "examples/example-log.ndjson";
const WEEK = ["--from", "2024-03-18", "--to", "2024-03-25"];

test("the summary of a selection says what its rates are of, and how many conversations are in none", async () => {
  const { stdout } = await chatledger(["replay", LOG, "--format", "table", ...WEEK, "--cohort", "decided"]);
  expect(stdout).toContain("The rates are of a selection: from 2024-03-18, to 2024-03-25, cohort decided.");
  expect(stdout).toMatch(/^Undecided {10}60 conversations, in no rate$/m);
});

test("the summary of a whole log says nothing of a selection", async () => {
  const { stdout } = await chatledger(["replay", LOG, "--format", "table"]);
  expect(stdout).not.toMatch(/selection|Undecided/);
});

test.each([["stats", "--json"], ["classify"], ["replay", "--json"]])(
  "%s says that there is nothing of an account",
  async (...args) => {
    const [of, nobody] = await Promise.all(
      ["acme", "acne"].map((account) => chatledger([...args, LOG, "--account", account])),
    );
    expect(of).toMatchObject({ code: 0, stderr: "" });
    const stderr = 'chatledger: There is nothing to show of account "acne"; is it written as in the log?\n';
    expect(nobody).toMatchObject({ code: 0, stderr });
  },
);

test.each(["json", "ndjson", "csv", "table"])(
  "of statistics of too many rows nothing is printed as %s",
  async (format) => {
    const hours = ["--by", "hour", "--from", "2000-01-01", "--to", "2100-01-01"];
    const { code, stdout, stderr } = await chatledger(["stats", LOG, ...hours, "--format", format]);
    expect(code).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain("more than 100000 rows");
  },
);
