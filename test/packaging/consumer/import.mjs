import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { classify, foldConversation, parseEvent } from "chatledger";
import * as smartsupp from "chatledger/importers/smartsupp";
import * as replay from "chatledger/replay";
import * as report from "chatledger/report";

const log = JSON.parse(readFileSync(new URL("walk-through.json", import.meta.url), "utf8"));
assert.equal(classify(foldConversation(log.map(parseEvent))).outcome, "resolved");
for (const entry of [replay, report, smartsupp])
  assert.ok(Object.values(entry).some((value) => typeof value === "function"));
