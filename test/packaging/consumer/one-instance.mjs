import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as imported from "chatledger";
import * as replay from "chatledger/replay";

const required = createRequire(import.meta.url)("chatledger");
assert.equal(required.EventError, imported.EventError);
assert.equal(required.UsageError, imported.UsageError);
assert.ok(Object.keys(replay).length > 0);
assert.throws(() => imported.parseEvent({}), required.EventError);
