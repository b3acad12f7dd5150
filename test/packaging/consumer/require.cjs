const assert = require("node:assert/strict");
const { classify, foldConversation, parseEvent } = require("chatledger");
const smartsupp = require("chatledger/importers/smartsupp");
const replay = require("chatledger/replay");
const report = require("chatledger/report");

const log = require("./walk-through.json");
assert.equal(classify(foldConversation(log.map(parseEvent))).outcome, "resolved");
for (const entry of [replay, report, smartsupp])
  assert.ok(Object.values(entry).some((value) => typeof value === "function"));
assert.match(require("chatledger/catalogue.schema.json").$schema, /2020-12/);
assert.match(require("chatledger/event.schema.json").$schema, /2020-12/);
assert.match(require("chatledger/rules.schema.json").$schema, /2020-12/);
